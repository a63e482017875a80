/** What an export is made of, whether it is a folder, a zip or a single file; and how much of it is read. */

/** Above this, JSON cannot be read in one piece; an exporter splits such a channel into parts. */
export const FILE_MAX_BYTES = 400 * 1024 * 1024;

export interface ExportFiles {
  /** What the person gave, for sentences. */
  name: string;
  isSingle: boolean;
  /** Paths with `/`, relative to the export, sorted. */
  paths: readonly string[];
  /** @throws Error whose message is a clause: `it is larger than …` */
  read(path: string): Promise<Uint8Array>;
  close(): void;
}

/** What operating systems leave in folders and zips. */
export function isClutter(path: string): boolean {
  return /(?:^|\/)(?:__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/u.test(path);
}

/** The JSON of a file. @throws Error whose message is a clause: `it is not JSON: …` */
export async function readJson(files: ExportFiles, path: string): Promise<unknown> {
  const bytes = await files.read(path);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("it is not text in UTF-8");
  }
  if (text.trim() === "") throw new Error("it is empty");
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Error(`it is not whole JSON${placeIn(error, text)}`, { cause: error });
  }
}

function placeIn(error: unknown, text: string): string {
  const message = error instanceof Error ? error.message : "";
  const [, line, column] = /line (\d+) column (\d+)/u.exec(message) ?? [];
  if (line !== undefined) return ` (line ${line}, column ${column})`;
  if (/end of JSON input|Unterminated/u.test(message)) return " (it breaks off)";
  // Of a sign that does not belong there, V8 tells only what stands around it: ten characters before, ten after.
  const [, before, around = ""] =
    /^Unexpected token [\s\S]*?, (\.\.\.)?"([\s\S]*)"(?:\.\.\.)? is not valid JSON$/u.exec(message) ?? [];
  const found = around === "" ? -1 : text.indexOf(around);
  if (found < 0) return "";
  return ` (near line ${text.slice(0, found + (before ? 10 : 0)).split("\n").length})`;
}
