/** The blocks of the page: found by the name of their entry, unpacked when they are wanted, the latest kept. */
import { BLOCK_TYPE } from "../../../imports/archive/course-format.ts";
import { MESSAGES_PER_ENTRY, messagesEntry } from "../../../protocol/archive/format.ts";
import type { MessageLine } from "../../../protocol/archive/schemas.ts";

/** Of a thousand messages each. */
const KEPT = 12;
const kept = new Map<string, Promise<MessageLine[]>>();

/** The whole file has been read by the browser. */
export const wholeFile: Promise<void> = new Promise((done) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => done(), { once: true });
  else done();
});

const elementOf = (entry: string) =>
  document.querySelector(`script[type="${BLOCK_TYPE}"][data-entry="${CSS.escape(entry)}"]`);

/** Names of all blocks of messages, once the file is whole. */
export const entries = (): string[] =>
  [...document.querySelectorAll<HTMLElement>(`script[type="${BLOCK_TYPE}"]`)]
    .map(({ dataset }) => dataset["entry"] ?? "")
    .filter((entry) => entry.startsWith("messages/"));

/** Browsers of before 2025 take the letters one by one. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const made = Uint8Array as unknown as { fromBase64?(text: string): Uint8Array<ArrayBuffer> };
  if (made.fromBase64) return made.fromBase64(base64);
  const signs = atob(base64);
  const bytes = new Uint8Array(signs.length);
  for (let at = 0; at < signs.length; at += 1) bytes[at] = signs.charCodeAt(at);
  return bytes;
}

/** The text of a block; null where there is none of that name. Rejects where it is damaged. */
export async function textOf(entry: string): Promise<string | null> {
  let element = elementOf(entry);
  if (!element) {
    await wholeFile;
    element = elementOf(entry);
  }
  if (!element) return null;
  return new Response(
    new Blob([bytesOf(element.textContent)]).stream().pipeThrough(new DecompressionStream("deflate-raw")),
  ).text();
}

/** The messages in a block's text: lines of JSON, read as one list, which is faster than one by one. */
export const messagesOf = (text: string): MessageLine[] =>
  JSON.parse(`[${text.trimEnd().replaceAll("\n", ",")}]`) as MessageLine[];
const read = async (entry: string): Promise<MessageLine[]> => messagesOf((await textOf(entry)) ?? "");

/** The messages around a place of a channel: its thousand. */
export function messagesAround(channel: string, seq: number): Promise<MessageLine[]> {
  const entry = messagesEntry(channel, seq - ((seq - 1) % MESSAGES_PER_ENTRY));
  const known = kept.get(entry) ?? read(entry);
  kept.delete(entry);
  kept.set(entry, known);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value as string);
  return known;
}

/** Messages `from` to `to`, both in it. */
export async function messagesBetween(channel: string, from: number, to: number): Promise<MessageLine[]> {
  const found: MessageLine[] = [];
  for (let at = from; at <= to; at += MESSAGES_PER_ENTRY - ((at - 1) % MESSAGES_PER_ENTRY))
    found.push(...(await messagesAround(channel, at)).filter(({ seq }) => seq >= from && seq <= to));
  return found;
}
