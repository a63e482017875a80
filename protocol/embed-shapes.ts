/** What the frame takes from the page (embed.ts), and what only some pages ask of it: apart from what every page includes. */
import {
  AROUND_MAX_CHARS,
  count,
  fits,
  LINES_MAX,
  QUOTE_MAX_CHARS,
  readAs,
  text,
  type AskedLine,
  type Shape,
  type ToFrame,
} from "./embed.ts";

const JWT_MAX_CHARS = 4_000;
const URL_MAX_CHARS = 2_000;

const LOOK: Shape = {
  theme: (value) => value === undefined || value === "light" || value === "dark",
  accent: (value) => value === undefined || text(80)(value),
};
const url = text(URL_MAX_CHARS, 1);
const QUOTE: Shape = {
  exact: text(QUOTE_MAX_CHARS, 1),
  prefix: text(AROUND_MAX_CHARS),
  suffix: text(AROUND_MAX_CHARS),
};
const TO_FRAME: Record<ToFrame["type"], Shape> = {
  hello: LOOK,
  look: LOOK,
  identify: { jwt: text(JWT_MAX_CHARS, 1) },
  shown: { shown: (value) => typeof value === "boolean" },
  ask: { ...QUOTE, url },
  lines: { url },
  goTo: { seq: count },
  gone: { seqs: (value) => Array.isArray(value) && value.length <= LINES_MAX && value.every(count) },
};

/** What the page says to the frame; null: it is none of that. */
export const readToFrame = (data: unknown): ToFrame | null => readAs<ToFrame>(TO_FRAME, data);

export const isAskedLine = (value: unknown): value is AskedLine => fits({ ...QUOTE, seq: count, count }, value);
