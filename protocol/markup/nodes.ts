/** What a message's body is made of. Made by blocks.ts and inline.ts, shown by the page, read by the room for the names in it. */

export type Inline =
  /** Words, as they are shown. Names, emoji and line ends are still in them. */
  | { type: "text"; text: string }
  /** `\@ada`, `\:name:`: shown with its backslash where it would be no name. */
  | { type: "escaped"; raw: string; text: string }
  | { type: "code"; text: string }
  /** `mark`: what stood around it, to be shown where it cannot be set. */
  | { type: "math"; source: string; raw: string; display: boolean }
  | { type: "strong" | "em" | "del" | "spoiler"; nodes: Inline[] }
  | { type: "link"; href: string; nodes: Inline[] }
  /** An address that was written as it is; `angled`: between angle brackets, so that it gets no card. */
  | { type: "address"; href: string; text: string; angled?: true };

export interface ListItem {
  /** The number as it was typed; undefined behind a bullet. */
  number?: number;
  /** Of a task: is it ticked? */
  done?: boolean;
  blocks: Block[];
}

export type Block =
  | { type: "paragraph"; nodes: Inline[] }
  | { type: "heading"; depth: number; nodes: Inline[] }
  /** `language`: as it was typed, "" for none. */
  | { type: "code"; language: string; text: string }
  | { type: "math"; source: string; raw: string }
  | { type: "quote"; blocks: Block[] }
  /** `mark`: what stands behind the number, or the bullet. `loose`: blank lines stand between the items. */
  | { type: "list"; mark: string; loose: boolean; items: ListItem[] }
  | { type: "table"; header: Inline[][]; rows: Inline[][][] };

/** A block, and the line behind it. */
export interface Found {
  block: Block;
  end: number;
}
