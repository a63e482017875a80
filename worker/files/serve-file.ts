/**
 * A file as HTTP serves it: whole, a range, or not at all where the browser has it. An id's bytes never change, so it is their strong
 * ETag, and what can be told without R2 is.
 */
import { kindOfFile, type MessageFile } from "../../protocol/index.ts";

type Headers = Record<string, string>;
export type Served =
  | { status: 304 | 416; headers: Headers; range?: undefined }
  /** The bytes to be read. */
  | { status: 200 | 206; headers: Headers; range: { offset: number; length: number } };

/** @param id of the file, or of its preview */
export function servedAs(
  { name, size, type }: Pick<MessageFile, "name" | "type"> & { size: number },
  id: string,
  asked: (header: string) => string | undefined,
  { isDownload, isPreview }: { isDownload: boolean; isPreview: boolean },
): Served {
  const etag = `"${id}"`;
  const kind = kindOfFile(type);
  const headers: Headers = {
    etag,
    "accept-ranges": "bytes",
    // Another account on the same browser has another cookie, and asks anew. Who may not read any more is told so at the next look.
    vary: "cookie, authorization",
    "cache-control": isPreview ? "private, max-age=3600" : "private, no-cache",
    "content-type": kind === "text" ? "text/plain; charset=utf-8" : (type ?? "application/octet-stream"),
    "content-disposition": dispositionOf(name, isDownload || kind === "text" || kind === "other"),
    // The browser's own viewer of PDF has a sandbox of its own, and does not start in this one.
    "content-security-policy":
      kind === "pdf"
        ? "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
        : "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "x-content-type-options": "nosniff",
  };
  if (matches(asked("if-none-match"), etag)) return { status: 304, headers };
  const ifRange = asked("if-range");
  const range = ifRange === undefined || ifRange === etag ? rangeIn(asked("range"), size) : null;
  if (range === "outside") return { status: 416, headers: { ...headers, "content-range": `bytes */${size}` } };
  if (range === null)
    return { status: 200, headers: { ...headers, "content-length": String(size) }, range: { offset: 0, length: size } };
  const { offset, length } = range;
  const told = { "content-range": `bytes ${offset}-${offset + length - 1}/${size}`, "content-length": String(length) };
  return { status: 206, headers: { ...headers, ...told }, range };
}

/** RFC 9110, 13.1.2: a list, or `*`; weak marks compare as strong ones do here. */
const matches = (header: string | undefined, etag: string) =>
  header !== undefined && header.split(",").some((each) => [etag, `W/${etag}`, "*"].includes(each.trim()));

/** RFC 9110, 14.1.2. Null: the whole, as for several ranges, which nobody has to serve. */
function rangeIn(header: string | undefined, size: number): { offset: number; length: number } | "outside" | null {
  const [, first = "", last = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/u.exec(header?.replaceAll(/\s/gu, "") ?? "") ?? [];
  if (first === "" && last === "") return null;
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "outside" : { offset: size - length, length };
  }
  const offset = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  // A range that ends before it begins is none.
  if (last !== "" && Number(last) < offset) return null;
  return offset >= size ? "outside" : { offset, length: end - offset + 1 };
}

/** RFC 6266 with the name in every script by RFC 8187; for who knows only the old form, one of ASCII. */
export function dispositionOf(name: string, isDownload: boolean): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[^\x20-\x7e]/gu, "")
    .replace(/["\\%]/gu, "_")
    .trim()
    // Of a name in another script its ending is left, and what begins with a dot is hidden where it is kept.
    .replace(/^(?=\.)/u, "file");
  const encoded = encodeURIComponent(name).replace(
    /['()*]/gu,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${isDownload ? "attachment" : "inline"}; filename="${plain || "file"}"; filename*=UTF-8''${encoded}`;
}
