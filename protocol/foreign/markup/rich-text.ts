/** Formatted words in a form of their own: every source is read into it, and one writer makes our markup of it. */

export type Span =
  /** Every sign of it is a letter. May have line ends. */
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "bold" | "italic" | "struck" | "spoiler"; spans: Span[] }
  | { kind: "link"; address: string; spans: Span[] }
  /** A sign that a backslash has to stand before where it is written. */
  | { kind: "sign"; sign: string }
  /** An address that stands there as such. */
  | { kind: "address"; address: string }
  /** A reference (see `references.ts`), or `@here`: written as it is. */
  | { kind: "name"; written: string };

export interface ListItem {
  /** 0 for the outermost list. */
  depth: number;
  /** `-`, or the number as it was: `3.` */
  mark: string;
  spans: Span[];
}

export type Block =
  | { kind: "lines"; spans: Span[] }
  | { kind: "quote"; blocks: Block[] }
  /** Letter for letter. */
  | { kind: "code"; text: string; language?: string }
  | { kind: "list"; items: ListItem[] }
  /** The first row is the head. */
  | { kind: "table"; rows: Span[][][] };

export const plainText = (text: string): Span => ({ kind: "text", text });

/** What a reader sees of it, without any mark. */
export function visible(spans: readonly Span[]): string {
  return spans
    .map((span) => {
      switch (span.kind) {
        case "text":
        case "code":
          return span.text;
        case "address":
          return span.address;
        case "name":
          return span.written;
        case "sign":
          return span.sign;
        default:
          return visible(span.spans);
      }
    })
    .join("");
}

/** The same of blocks. */
export function visibleInBlocks(blocks: readonly Block[]): string {
  return blocks
    .map((block) => {
      switch (block.kind) {
        case "lines":
          return visible(block.spans);
        case "quote":
          return visibleInBlocks(block.blocks);
        case "code":
          return block.text;
        case "list":
          return block.items.map(({ spans }) => visible(spans)).join("\n");
        case "table":
          return block.rows.map((cells) => cells.map(visible).join(" ")).join("\n");
      }
    })
    .join("\n");
}

/** Spans by line: what is formatted over several lines is formatted on each. */
export function linesOf(spans: readonly Span[]): Span[][] {
  const lines: Span[][] = [[]];
  const add = (more: Span[][]) => {
    lines.at(-1)?.push(...(more[0] ?? []));
    lines.push(...more.slice(1));
  };
  for (const span of spans) {
    switch (span.kind) {
      case "text":
      case "code":
        add(span.text.split("\n").map((text) => (text === "" ? [] : [{ ...span, text }])));
        break;
      case "bold":
      case "italic":
      case "struck":
      case "spoiler":
        add(linesOf(span.spans).map((inside) => (inside.length === 0 ? [] : [{ ...span, spans: inside }])));
        break;
      default:
        add([[span]]);
    }
  }
  return lines;
}
