/** The entries of a tar as they come, one after the other: text of those that are text, bytes of those that are wanted. Nothing is unpacked. */
import { createTarDecoder } from "modern-tar";
import { CannotImport } from "../history.ts";

/** More is no entry of an archive: a thousand messages of the longest kind. */
const TEXT_MAX_BYTES = 128 * 1024 * 1024;

export interface TarEntry {
  name: string;
  /** Bytes. */
  size: number;
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
  /** @throws CannotImport where it is no UTF-8, or too long */
  text(): Promise<string>;
}

/** An archive that can be read from its beginning as often as is needed. */
export type OpenArchive = () => ReadableStream<Uint8Array>;

/** @throws CannotImport where it is no whole tar */
export async function* entriesOf(open: OpenArchive): AsyncGenerator<TarEntry> {
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
        size: header.size,
        bytes,
        async text() {
          if (header.size > TEXT_MAX_BYTES)
            throw new CannotImport(`${header.name} in the archive is longer than any entry of one.`);
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
  const why = error instanceof Error ? error.message.replace(/[.\s]+$/u, "") : String(error);
  throw new CannotImport(`The archive is not whole: ${why}.`);
}

function decoded(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new CannotImport(`${name} in the archive is not text in UTF-8.`);
  }
}
