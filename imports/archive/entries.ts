/** The entries of an archive as they come, one after the other: text of those that are text, bytes of those that are wanted. Nothing is unpacked. */
import { createTarDecoder } from "modern-tar";
import { entryKind, type EntryKind } from "../../protocol/archive/format.ts";
import { CannotImport } from "../cannot-import.ts";
import { CannotRead, trouble } from "../trouble.ts";

/** More is no entry of an archive: a thousand messages of the longest kind. */
const TEXT_MAX_BYTES = 128 * 1024 * 1024;

export interface ArchiveEntry {
  name: string;
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws CannotRead where it is no UTF-8, or too long */
  text(): Promise<string>;
}

/** A tar that can be read from its beginning as often as is needed. */
export type OpenArchive = () => ReadableStream<Uint8Array>;
/** The entries of an archive in their order (docs/archive.md), from the first one as often as is needed. */
export type ArchiveEntries = () => AsyncGenerator<ArchiveEntry>;

export const entriesOfTar =
  (open: OpenArchive): ArchiveEntries =>
  () =>
    entriesOf(open);

/** @throws CannotRead where it is no whole tar */
export async function* entriesOf(open: OpenArchive): AsyncGenerator<ArchiveEntry> {
  const reader = open()
    // The library types its two halves apart; it gives entries for bytes.
    .pipeThrough(createTarDecoder({ strict: true }) as unknown as TransformStream<Uint8Array, Raw>)
    .getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(broken);
      if (done) return;
      const { header, body } = value;
      let isTaken = false;
      const bytes = async () => {
        isTaken = true;
        return new Uint8Array(await new Response(body).arrayBuffer().catch(broken));
      };
      yield {
        name: header.name,
        bytes,
        async text() {
          demandSize(header);
          return decoded(header.name, await bytes());
        },
      };
      // Read to its end and not cancelled: behind a body that was read, the decoder (modern-tar 0.8.6) waits for ever after a cancelled one.
      if (!isTaken) await body.pipeTo(new WritableStream()).catch(broken);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

interface Raw {
  header: { name: string; size: number };
  body: ReadableStream<Uint8Array>;
}

function broken(error: unknown): never {
  // Whoever opened it knows better what is wrong.
  if (error instanceof CannotImport) throw error;
  const why = error instanceof Error ? error.message.replace(/[.\s]+$/u, "") : String(error);
  throw new CannotRead(trouble("notWhole", { why }));
}

/** @throws CannotRead where it is more than any text of an archive */
export function demandSize({ name, size }: { name: string; size: number }): void {
  if (size > TEXT_MAX_BYTES) throw new CannotRead(trouble("wrongIn"), [{ place: name, why: trouble("tooLong") }]);
}

/** @throws CannotRead where it is no UTF-8 */
export function decoded(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CannotRead(trouble("wrongIn"), [{ place: name, why: trouble("notUtf8") }]);
  }
}

const ORDER: Record<EntryKind["kind"], number> = {
  ...{ manifest: 0, roster: 1, people: 2, emoji: 3, picture: 4, channels: 5, messages: 6, proof: 6, heads: 7, file: 8 },
};

/** Names as they stand in an archive (docs/archive.md): messages, and behind them their proof. */
export function orderOfEntries(a: string, b: string): number {
  const [first, second] = [placeOf(a), placeOf(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function placeOf(name: string): string {
  const entry = entryKind(name);
  if (entry === null) return `9 ${name}`;
  const rank = ORDER[entry.kind];
  if (entry.kind !== "messages" && entry.kind !== "proof") return `${rank} ${name}`;
  return `${rank} ${entry.channel} ${String(entry.from).padStart(10, "0")} ${entry.kind}`;
}
