/**
 * How the course in one file is held against what it was when it was made (docs/course-file.md): each block by a hash that the index has, each
 * line of it by a print of three bytes, which says which one it is where the hash is not that. Pure: what hashes is handed in.
 */
import { HASH_BYTES, toText } from "../../protocol/archive/chain.ts";

/** SHA-256, as the maker of a page has it, or as a browser has it: later. */
type Hash = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array | Promise<Uint8Array>;

/** Four letters of base64. */
const PRINT_BYTES = 3;
const PRINT_CHARS = 4;
const MARK_BYTES = 8;
const utf8 = new TextEncoder();

/** Of a block's text, in base64. */
export const hashOfText = async (text: string, hash: Hash): Promise<string> =>
  toText((await hash(utf8.encode(text))).subarray(0, HASH_BYTES));

/** One behind the other, of each line of a block. */
export async function printsOf(lines: readonly string[], hash: Hash): Promise<string> {
  const prints: string[] = [];
  for (const line of lines) prints.push(toText((await hash(utf8.encode(line))).subarray(0, PRINT_BYTES)));
  return prints.join("");
}

/** What two people who have the same page both see: of its index, which has the hashes of all else. */
export async function markOf(index: string, hash: Hash): Promise<string> {
  const bytes = (await hash(utf8.encode(index))).subarray(0, MARK_BYTES);
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const linesOfBlock = (text: string): string[] => text.split("\n").filter((line) => line !== "");

export interface LineFlaw {
  what: "changed" | "missing" | "added" | "moved";
  /** Which line, from 0 on; of one that is missing, where it stood. */
  at: number;
}

/** The first line that is not as it was. @param told as the page tells it @param now as the lines are. Null: the lines are the same, so that it is what stands between them */
export function firstFlaw(told: string, now: string): LineFlaw | null {
  const [was, is] = [split(told), split(now)];
  const at = was.findIndex((print, n) => print !== is[n]);
  if (at < 0) return is.length > was.length ? { what: "added", at: was.length } : null;
  const same = (a: readonly string[], b: readonly string[]) => a.join() === b.join();
  if (same(was.slice(at + 1), is.slice(at))) return { what: "missing", at };
  if (same(was.slice(at), is.slice(at + 1))) return { what: "added", at };
  if (was.length === is.length && same(was.toSorted(), is.toSorted())) return { what: "moved", at };
  if (is.length < was.length && at >= is.length) return { what: "missing", at };
  return { what: "changed", at };
}

const split = (prints: string): string[] => prints.match(new RegExp(`.{${PRINT_CHARS}}`, "gu")) ?? [];
