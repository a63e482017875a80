/** Files that a Slack message has: named, with their size and where they were. */
import * as v from "valibot";
import { fileAddress } from "../../protocol/foreign/addresses.ts";
import { Count, readAll, Text } from "../../protocol/foreign/entries.ts";
import type { Findings } from "../findings.ts";
import type { SourceFile } from "../history.ts";
import { accountFor } from "../accounting.ts";
import { shorten } from "../people.ts";
import { DOCUMENT_PARTS, FILE_PARTS } from "./parts.ts";

const Comment = v.fallback(v.nullish(v.looseObject({ comment: Text })), undefined);
const File = v.looseObject({
  id: Text,
  name: Text,
  title: Text,
  mode: Text,
  size: Count,
  url_private: Text,
  initial_comment: Comment,
});
export type FileEntry = v.InferOutput<typeof File>;

/** Documents that are written in Slack itself have no name of their own: they are called by their title. */
const WRITTEN_THERE = new Set(["quip", "canvas", "space", "docs", "list", "post"]);

/** Before the middle of 2018 a message had one `file`; since then it has a list. */
export function entriesOfFiles(message: Record<string, unknown>): FileEntry[] {
  const list = Array.isArray(message["files"]) ? message["files"] : [];
  return readAll(File, message["file"] ? [message["file"], ...(list as unknown[])] : list);
}

export function filesOf(entries: readonly FileEntry[], place: string, findings: Findings): SourceFile[] {
  return entries.flatMap((file) => {
    const { mode, size, url_private } = file;
    if (mode === "tombstone" || mode === "hidden_by_limit") {
      findings.aside("goneFiles", place);
      return [];
    }
    accountFor(file, isUnnamed(file) ? DOCUMENT_PARTS : FILE_PARTS, { findings, place, prefix: "files." });
    const url = url_private ? fileAddress(url_private) : undefined;
    return [
      {
        name: shorten(nameOf(file), 255),
        ...(url !== undefined && { url }),
        ...(typeof size === "number" && { size }),
      },
    ];
  });
}

const isUnnamed = ({ name, title, mode }: FileEntry) =>
  Boolean(title) && (!name || name === "Untitled" || WRITTEN_THERE.has(mode ?? ""));

const nameOf = (file: FileEntry): string => (isUnnamed(file) ? file.title : file.name) || file.id || "file";

/** What its author said about a file when it was shared: words that older exports keep with the file. */
export const commentsOf = (entries: readonly FileEntry[]): string[] =>
  entries.flatMap(({ initial_comment: said }) => said?.comment || []);
