/** What the person named at a terminal, read into the neutral form. */
import type { History, ReadOptions } from "../../../imports/history.ts";
import { readHistory } from "../../../imports/read-history.ts";
import { openExport } from "./open-export.ts";

/** @throws CannotImport with one sentence when there is nothing in it that can be taken */
export async function readExport(path: string, options: ReadOptions = {}): Promise<History> {
  const files = await openExport(path);
  try {
    return await readHistory(files, options);
  } finally {
    files.close();
  }
}
