/**
 * What goes wrong is said here and nowhere else: one line of JSON a fault, with what was being done, a code, the platform's own words
 * and ids that lead to the place, and never what people wrote. Counted too, for as long as this isolate lives.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { tally } from "./tally.ts";

/** Ids and figures that a line may carry. The list is closed, so that no text of anybody gets into it by the way. */
export interface About {
  /** Of the request: the code that a person who was refused can read to whoever runs PLACE. */
  trace?: string | undefined;
  path?: string | undefined;
  workspace?: string | undefined;
  channel?: string | undefined;
  /** Public id of a scheduled message, a poll's place, or the like. */
  item?: string | number | undefined;
  /** Type of a frame. */
  type?: string | undefined;
  /** Changes that are not in D1 yet. */
  behind?: number | undefined;
  /** Failures in a row, this one included. */
  tries?: number | undefined;
  /** When it is tried again, ms from now. */
  againMs?: number | undefined;
}

/** What kind of thing failed: `database` is full, busy or away; `object` was reset or has too much to do; the rest is ours. */
export type FaultCode = "database_busy" | "database_full" | "database" | "object" | "refused" | "internal";

const KINDS: [FaultCode, RegExp][] = [
  ["database_busy", /SQLITE_BUSY|database is locked/u],
  ["database_full", /SQLITE_FULL|database or disk is full|Exceeded maximum DB size/u],
  ["database", /D1_ERROR|D1_EXEC_ERROR|SQLITE_/u],
  // The last is all that the runtime tells of a fault of its own storage: of a disk that is full, say.
  [
    "object",
    /Network connection lost|storage caused object to be reset|overloaded|code was updated|internal error; reference = /u,
  ],
];

/** The request in whose course something is done. It does not reach into the objects that a request calls. */
const traces = new AsyncLocalStorage<string>();
const counts = new Map<string, number>();

export const log = {
  /** Every fault within `work` carries this trace id. */
  traced<T>(trace: string, work: () => T): T {
    return traces.run(trace, work);
  },

  /** @param what was being done, one word, the same wherever the same is done */
  fault(what: string, error: unknown, about: About = {}, stack: string[] = []): void {
    const code = codeOf(error);
    const key = `${what}.${code}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    tally.fault(key);
    const trace = about.trace ?? traces.getStore();
    console.error(
      JSON.stringify({
        what,
        code,
        error: faultOf(error),
        ...about,
        ...(trace && { trace }),
        ...(stack.length > 0 && { stack }),
      }),
    );
  },

  /** A socket goes on asking for what is refused; `item`: whose it is. */
  flood(about: About): void {
    console.warn(JSON.stringify({ what: "flood", code: "refused", ...about }));
  },

  /** A failure that lasted is over. */
  over(what: string, about: About & { lastedMs: number }): void {
    console.info(JSON.stringify({ what, code: "over", ...about }));
  },

  /** `what.code` → how often, since this isolate began. */
  get counts(): Record<string, number> {
    return Object.fromEntries(counts);
  },
};

export function codeOf(error: unknown): FaultCode {
  if (error instanceof Error && error.name === "Refused") return "refused";
  const said = faultOf(error);
  return KINDS.find(([, words]) => words.test(said))?.[0] ?? "internal";
}

/** Storage that cannot be reached is nobody's mistake, and may be there again in a moment. */
export function isStorageFault(error: unknown): boolean {
  return !["refused", "internal"].includes(codeOf(error));
}

/** The words of the platform. Drizzle's own repeat the query and its parameters, which are what people entered. */
function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { cause } = error;
  const isQuery = error.message.startsWith("Failed query:");
  // A text that is no JSON, or no address, is quoted by the error that says so. The name outlives the way from an object, the class does not.
  if (error.name === "SyntaxError" || error.name === "URIError" || "input" in error) return error.name;
  const said = isQuery && cause instanceof Error ? cause.message : error.message;
  return `${error.name}: ${said.split("\nparams:")[0] ?? ""}`;
}

/** The places in the program, without the message that stands above them. */
export function placesIn(error: Error): string[] {
  const { message, stack = "" } = error;
  const below = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : stack;
  return below
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "));
}
