/** What a file is, and what is done with one of its kind. Pure: a page knows it without the schemas. */
import { FILE_SHOWN_MAX_PIXELS } from "./limits.ts";

/** What a reader does with a file of such a type. */
type FileKind = "picture" | "video" | "sound" | "pdf" | "text" | "other";

/**
 * The closed list of types, told by a file's bytes and never by its name. What could run in a browser (HTML, SVG, XML, scripts) is
 * text or `application/octet-stream` here, and a download.
 */
export const FILE_TYPES = {
  "image/png": "picture",
  "image/jpeg": "picture",
  "image/gif": "picture",
  "image/webp": "picture",
  "video/mp4": "video",
  "video/webm": "video",
  "audio/mpeg": "sound",
  "audio/mp4": "sound",
  "audio/ogg": "sound",
  "audio/wav": "sound",
  "audio/flac": "sound",
  "application/pdf": "pdf",
  "application/zip": "other",
  "text/plain": "text",
  "application/octet-stream": "other",
} as const satisfies Record<string, FileKind>;
export type FileType = keyof typeof FILE_TYPES;

export const isFileType = (type: string | undefined): type is FileType =>
  type !== undefined && Object.hasOwn(FILE_TYPES, type);
export const kindOfFile = (type: string | undefined): FileKind => (isFileType(type) ? FILE_TYPES[type] : "other");

/** A file of a message (files.ts), as far as it is looked at here. */
interface ShownFile {
  id?: string | undefined;
  type?: string | undefined;
  /** Pixels. */
  width?: number | undefined;
  height?: number | undefined;
}
interface StoredFile {
  id?: string | undefined;
  preview?: { id: string } | undefined;
}

/** It is drawn in its message. A picture of a size that would cost its readers their memory, or of none, is a file like any other. */
export const isShownPicture = ({ id, type, width = 0, height = 0 }: ShownFile): boolean =>
  id !== undefined && kindOfFile(type) === "picture" && width * height > 0 && width * height <= FILE_SHOWN_MAX_PIXELS;

/** Every object in R2 that a message holds. */
export const storedIdsOf = (files: readonly StoredFile[] | undefined): string[] =>
  files?.flatMap(({ id, preview }) => [id, preview?.id].filter((each) => each !== undefined)) ?? [];

/**
 * The words of a message that has files and nothing else: their names, each as code, so that no name is a mention or a list. For
 * who searches, is notified, quotes or exports, and for readers that know no files; the page leaves them out beside the files.
 */
export const wordsOfFiles = (files: readonly { name: string }[]): string =>
  files.map(({ name }) => `\`${name.replaceAll("`", "'")}\``).join(" ");
