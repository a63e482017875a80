/**
 * A table of a text file, as it was written: no cell becomes a number, a date or anything else (`007` stays `007`). The separator is the one
 * that fits the first lines: a comma, a semicolon or a tab; or what the line `sep=;` says, which Excel writes.
 */
import Papa from "papaparse";

const ROWS_MAX = 1_000;
const COLUMNS_MAX = 100;

export interface Table {
  heading: string[];
  rows: string[][];
  /** There are more rows than these, or more columns. */
  isCut: boolean;
}

/** @param isAll it is the whole file: else its last row may be half of one, and is left out @param most rows below the heading */
export function tableOf(text: string, { isAll, most = ROWS_MAX }: { isAll: boolean; most?: number }): Table {
  const named = /^sep=([^\r\n])\r?\n/iu.exec(text);
  const delimiter = named?.[1];
  // Papa Parse takes the line end that it finds first for that of the whole file: lines pasted below a heading of Windows would be one.
  const lines = (named ? text.slice(named[0].length) : text).replace(/\r\n?/gu, "\n");
  const { data, meta } = Papa.parse<string[]>(lines, {
    ...(delimiter === undefined ? { delimitersToGuess: [",", ";", "\t"] } : { delimiter }),
    // The heading, and one to know that there are more.
    preview: most + 2,
    skipEmptyLines: true,
  });
  const isEnd = isAll && !meta.truncated;
  if (!isAll && !meta.truncated) data.pop();
  const [heading = [], ...below] = data;
  const rows = below.slice(0, most);
  const width = Math.max(heading.length, ...rows.map(({ length }) => length));
  const filled = (row: readonly string[]) =>
    Array.from({ length: Math.min(width, COLUMNS_MAX) }, (_, at) => row[at] ?? "");
  return {
    heading: filled(heading),
    rows: rows.map(filled),
    isCut: !isEnd || below.length > most || width > COLUMNS_MAX,
  };
}
