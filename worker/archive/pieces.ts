/**
 * The pieces of an archive in R2: each an object with whole entries of the tar, so that a piece that was half done is written again and
 * one in which something was taken out meanwhile is made anew. Put behind each other they are the archive.
 */
import { createHash } from "node:crypto";
import { createTarPacker, packTar } from "modern-tar";
import { toText } from "../../protocol/archive/chain.ts";
import type { Entry } from "./parts.ts";

/** Two empty blocks end a tar. */
const END_BYTES = 1_024;
const BLOCK = 512;

/** Where a piece stands: in which part of the archive, and the how manieth there. */
export interface Place {
  section: number;
  n: number;
}
const keyIn = (prefix: string, { section, n }: Place) => `${prefix}${section}-${String(n).padStart(8, "0")}`;

export class Pieces {
  readonly #bucket: R2Bucket;
  readonly prefix: string;

  constructor(bucket: R2Bucket, prefix: string) {
    this.#bucket = bucket;
    this.prefix = prefix;
  }

  keyOf(place: Place): string {
    return keyIn(this.prefix, place);
  }

  /** @param at the time of the entries, ms @returns bytes */
  async put(place: Place, entries: readonly Entry[], at: number): Promise<number> {
    const bytes = await tarOf(entries, at);
    await this.#bucket.put(this.keyOf(place), bytes);
    return bytes.byteLength;
  }

  /** A file that is too large to be held, from R2 to R2. @returns bytes, and the hash of its own; null: it is not there any more */
  async copy(place: Place, from: string, name: string, at: number): Promise<{ size: number; hash: string } | null> {
    const object = await this.#bucket.get(from);
    if (!object) return null;
    const header = await headerOf(name, object.size, at);
    const padding = (BLOCK - (object.size % BLOCK)) % BLOCK;
    const size = header.byteLength + object.size + padding;
    const { readable, writable } = new FixedLengthStream(size);
    const hash = createHash("sha256");
    const hashed = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        hash.update(chunk);
        controller.enqueue(chunk);
      },
    });
    const handOn = async () => {
      const writer = writable.getWriter();
      await writer.write(header);
      writer.releaseLock();
      await object.body.pipeThrough(hashed).pipeTo(writable, { preventClose: true });
      const last = writable.getWriter();
      if (padding > 0) await last.write(new Uint8Array(padding));
      await last.close();
    };
    await Promise.all([this.#bucket.put(this.keyOf(place), readable), handOn()]);
    return { size, hash: toText(hash.digest()) };
  }

  async end(place: Place): Promise<number> {
    await this.#bucket.put(this.keyOf(place), new Uint8Array(END_BYTES));
    return END_BYTES;
  }

  async drop(place: Place): Promise<void> {
    await this.#bucket.delete(this.keyOf(place));
  }

  /** All there is of it, also what nobody counted. */
  async dropAll(): Promise<void> {
    for (;;) {
      const { objects } = await this.#bucket.list({ prefix: this.prefix, limit: 1_000 });
      if (objects.length === 0) return;
      await this.#bucket.delete(objects.map(({ key }) => key));
    }
  }
}

/** Whole entries as they stand in a tar, without its end. @param at the time of the entries, ms */
export async function tarOf(entries: readonly Entry[], at: number): Promise<Uint8Array> {
  const mtime = new Date(at);
  const tar = await packTar(
    entries.map(({ name, bytes }) => ({ header: { name, size: bytes.byteLength, type: "file", mtime }, body: bytes })),
  );
  return tar.subarray(0, tar.byteLength - END_BYTES);
}

/** The library writes it as soon as an entry is begun. */
async function headerOf(name: string, size: number, at: number): Promise<Uint8Array> {
  const { readable, controller } = createTarPacker();
  controller.add({ name, size, type: "file", mtime: new Date(at) });
  const reader = readable.getReader();
  const { value } = await reader.read();
  await reader.cancel();
  return value ?? new Uint8Array();
}

/** The pieces one after the other, of this many bytes together. */
export function inARow(bucket: R2Bucket, keys: readonly string[], size: number): ReadableStream<Uint8Array> {
  const { readable, writable } = new FixedLengthStream(size);
  const send = async () => {
    for (const key of keys) {
      const object = await bucket.get(key);
      if (!object) throw new Error("a piece of the archive is gone");
      await object.body.pipeTo(writable, { preventClose: true });
    }
    await writable.close();
  };
  // Whoever reads learns of it by the length; whoever stopped reading knows.
  void send().catch((error: unknown) => writable.abort(error).catch(() => undefined));
  return readable;
}
