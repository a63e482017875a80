/** Files and nothing else have their names as words, which stand beside them already. */
import { wordsOfFiles } from "../../../../../protocol/file-kinds.ts";
import type { MessageRow } from "../window/rows.ts";

export const isFilesAlone = ({ body, message, pending }: MessageRow): boolean =>
  pending?.waits
    ? // Their names may change while they are made ready.
      /^`[^`]+`(?: `[^`]+`)*$/u.test(body)
    : body === wordsOfFiles(pending?.files ?? message?.meta?.files ?? []);
