/**
 * What another app handed over to be said in a class (Web Share Target): the service worker puts it here before any page is there, and
 * the page takes it when its person has chosen a channel. One thing at a time: what is handed over later takes its place.
 */
const CACHE = "place-shared";
const WORDS = "/to/share/words";
const fileAt = (at: number) => `/to/share/files/${at}`;
/** As many as a message takes; a gallery may hand over hundreds. */
const FILES_MAX = 10;

export interface Shared {
  /** Title, text and link, each on its line; empty where only files were handed over. */
  words: string;
  files: File[];
}

/** A link comes in `text` from some apps and in `url` from others, at times in both. */
export function wordsOf(parts: readonly (FormDataEntryValue | null)[]): string {
  const lines = parts.filter((part): part is string => typeof part === "string").map((part) => part.trim());
  return lines
    .filter((line, at) => line !== "" && !lines.some((other, place) => place !== at && isIn(line, other, at > place)))
    .join("\n");
}
const isIn = (line: string, other: string, isLater: boolean): boolean =>
  other.includes(line) && (other !== line || isLater);

export async function putShared(form: FormData): Promise<void> {
  await caches.delete(CACHE);
  const cache = await caches.open(CACHE);
  await cache.put(WORDS, new Response(wordsOf(["title", "text", "url"].map((name) => form.get(name)))));
  const files = form.getAll("files").filter((part): part is File => part instanceof File && part.size > 0);
  for (const [at, file] of files.slice(0, FILES_MAX).entries()) {
    const headers = { "content-type": file.type, "x-name": encodeURIComponent(file.name) };
    await cache.put(fileAt(at), new Response(file, { headers }));
  }
}

/** Null: nothing was handed over, or it was taken. */
export async function readShared(): Promise<Shared | null> {
  const cache = await caches.open(CACHE);
  const words = await cache.match(WORDS);
  if (!words) return null;
  const files: File[] = [];
  for (let at = 0; at < FILES_MAX; at += 1) {
    const kept = await cache.match(fileAt(at));
    if (!kept) break;
    const name = decodeURIComponent(kept.headers.get("x-name") ?? "");
    files.push(new File([await kept.blob()], name, { type: kept.headers.get("content-type") ?? "" }));
  }
  return { words: await words.text(), files };
}

export async function dropShared(): Promise<void> {
  await caches.delete(CACHE);
}
