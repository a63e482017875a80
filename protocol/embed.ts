/**
 * What a class page and the frame of a widget in it say to each other with `postMessage`. Both sides take a message from the window and
 * the origin that they expect, and of the shapes below alone: anything else is not for them. Nothing that was said in the channel goes to
 * the page: its scripts are not people of the class.
 */

export type Theme = "light" | "dark";
/** How the page looks; what is absent stays as it is. `accent`: a colour as CSS has it. */
export interface Look {
  theme?: Theme | undefined;
  accent?: string | undefined;
}
/** Words of the page, and what stands before and after them there, by which they are found again. */
export interface Quote {
  exact: string;
  prefix: string;
  suffix: string;
}
/** A question about words of this page. `seq`: the message that asks; `count`: it, and what answers it. */
export interface AskedLine extends Quote {
  seq: number;
  count: number;
}

export type ToFrame =
  /** Answered by what there is to say: `ready` and `unread`. */
  | ({ type: "hello" } & Look)
  | ({ type: "look" } & Look)
  /** Signed by the class site for the person who reads it there. */
  | { type: "identify"; jwt: string }
  /** The panel of the launcher opened or closed: what comes while it is closed is unread. */
  | { type: "shown"; shown: boolean }
  /** A question is begun, about words of the page at `url`. */
  | ({ type: "ask"; url: string } & Quote)
  /** The page at `url` wants to know which of its words were asked about. */
  | { type: "lines"; url: string }
  | { type: "goTo"; seq: number }
  /** Questions, by their places, about words that the page has no more. */
  | { type: "gone"; seqs: number[] };

export type ToPage =
  | { type: "ready"; channel: string }
  | { type: "unread"; count: number }
  | { type: "message"; seq: number; at: number }
  | { type: "lines"; url: string; lines: AskedLine[] }
  /** Escape was pressed, and nothing in the frame took it. */
  | { type: "close" };

const MARK = "place-widget";
export const QUOTE_MAX_CHARS = 600;
export const AROUND_MAX_CHARS = 60;
export const LINES_MAX = 500;

type Check = (value: unknown) => boolean;
/** Field → what it must be. */
export type Shape = Record<string, Check>;
export const text =
  (most: number, least = 0): Check =>
  (value) =>
    typeof value === "string" && value.length >= least && value.length <= most;
export const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const fits = (shape: Shape, value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(shape).every((key) => shape[key]?.((value as Record<string, unknown>)[key]));

/** Of a place in the list of shapes that the message names; null: it is none of them. */
export function readAs<T>(shapes: Record<string, Shape>, data: unknown): T | null {
  const { place, type } = (data ?? {}) as { place?: unknown; type?: unknown };
  const isKnown = place === MARK && typeof type === "string" && Object.hasOwn(shapes, type);
  return isKnown && fits(shapes[type] ?? {}, data) ? (data as T) : null;
}

/** What the frame says to the page; null: it is none of that. Each of `lines` is held against its shape by who shows them. */
export const readToPage = (data: unknown): ToPage | null =>
  readAs<ToPage>(
    {
      ready: { channel: text(200) },
      unread: { count },
      message: { seq: count, at: count },
      lines: { url: text(2_000, 1), lines: (value) => Array.isArray(value) && value.length <= LINES_MAX },
      close: {},
    },
    data,
  );
/** As it is handed to `postMessage`. */
export const marked = (message: ToFrame | ToPage) => ({ ...message, place: MARK });
