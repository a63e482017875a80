/** What an export is made of, whether it is a folder, a zip or a single file; and how much of it is read. */
import { trouble, Unreadable, type Trouble } from "./trouble.ts";

/** Above this, JSON cannot be read in one piece; an exporter splits such a channel into parts. */
export const FILE_MAX_BYTES = 400 * 1024 * 1024;
export const tooLarge = (): Trouble => trouble("fileTooLarge", { max: FILE_MAX_BYTES / 1024 / 1024 });
/** A line that is longer is no message that people wrote: it is left out with a word, and the rest is read. */
export const LINE_MAX_BYTES = 4 * 1024 * 1024;

export interface ExportFiles {
  /** What the person gave, for sentences. */
  name: string;
  isSingle: boolean;
  /** Paths with `/`, relative to the export, sorted. */
  paths: readonly string[];
  /** @throws Unreadable where it can't be had */
  read(path: string): Promise<Uint8Array>;
  /** The same piece by piece, however large it is. */
  stream(path: string): AsyncIterable<Uint8Array>;
  close(): void;
}

/** The lines of a file as they stand in it, without their ends; null for one that is longer than a line may be. */
export async function* linesOf(files: ExportFiles, path: string): AsyncGenerator<Uint8Array | null> {
  let kept: Uint8Array[] = [];
  let length = 0;
  const keep = (piece: Uint8Array) => {
    length += piece.length;
    if (length > LINE_MAX_BYTES) kept = [];
    else if (piece.length > 0) kept.push(piece);
  };
  const take = () => {
    const line = length > LINE_MAX_BYTES ? null : joined(kept, length);
    kept = [];
    length = 0;
    return line;
  };
  for await (const chunk of files.stream(path)) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      keep(chunk.subarray(from, end));
      from = end + 1;
      yield take();
    }
    keep(chunk.slice(from));
  }
  if (length > 0) yield take();
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = pieces.length === 1 ? pieces[0]! : new Uint8Array(length);
  if (pieces.length !== 1) {
    let at = 0;
    for (const piece of pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
  }
  return whole.at(-1) === 13 ? whole.subarray(0, -1) : whole;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
const windows1252 = new TextDecoder("windows-1252");
/** Bytes as text: UTF-8, else as Windows wrote before there was one. Never fails. */
export function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return windows1252.decode(bytes);
  }
}

/** What operating systems leave in folders and zips. */
export function isClutter(path: string): boolean {
  return /(?:^|\/)(?:__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/u.test(path);
}

/** The JSON of a file. @throws Unreadable */
export async function readJson(files: ExportFiles, path: string): Promise<unknown> {
  const bytes = await files.read(path);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Unreadable(trouble("notUtf8"));
  }
  if (text.trim() === "") throw new Unreadable(trouble("fileEmpty"));
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Unreadable(jsonTrouble(error, text));
  }
}

function jsonTrouble(error: unknown, text: string): Trouble {
  const message = error instanceof Error ? error.message : "";
  const [, line, column] = /line (\d+) column (\d+)/u.exec(message) ?? [];
  if (line !== undefined) return trouble("notJsonAt", { line: Number(line), column: Number(column) });
  if (/end of JSON input|Unterminated/u.test(message)) return trouble("notJsonEnds");
  // Of a sign that does not belong there, V8 tells only what stands around it: ten characters before, ten after.
  const [, before, around = ""] =
    /^Unexpected token [\s\S]*?, (\.\.\.)?"([\s\S]*)"(?:\.\.\.)? is not valid JSON$/u.exec(message) ?? [];
  const found = around === "" ? -1 : text.indexOf(around);
  if (found < 0) return trouble("notJson");
  return trouble("notJsonNear", { line: text.slice(0, found + (before ? 10 : 0)).split("\n").length });
}
