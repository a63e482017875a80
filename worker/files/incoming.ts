/** The bytes of a request on their way to R2: its head looked at, its length counted, never the whole of it in memory. */
import { because } from "../../protocol/reasons.ts";
import { Refused } from "../refused.ts";
import { HEAD_BYTES } from "./sniff.ts";

export const broken = () => new Refused("invalid", because("file_broken"));

export interface Incoming {
  /** The first HEAD_BYTES. */
  head: Uint8Array;
  /** All bytes, of the length that was said. */
  readable: ReadableStream<Uint8Array>;
  /** Settles when all has been handed on. @throws Refused `invalid` where there was more or less than was said, or it broke off */
  done: Promise<void>;
}

/** @param size what the sender said, and R2 is told: both sides of a stream have to agree on it */
export async function incoming(body: ReadableStream<Uint8Array> | null, size: number): Promise<Incoming> {
  if (!body) throw broken();
  const reader = body.getReader();
  const { chunks, head } = await readHead(reader).catch(() => {
    // The request broke off: its sender knows.
    throw broken();
  });
  const { readable, writable } = new FixedLengthStream(size);
  return { head, readable, done: handOn(chunks, reader, writable.getWriter(), size) };
}

async function readHead(reader: ReadableStreamDefaultReader<Uint8Array>) {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < HEAD_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.byteLength;
  }
  return { chunks, head: new Uint8Array(Buffer.concat(chunks).subarray(0, HEAD_BYTES)) };
}

async function handOn(
  chunks: Uint8Array[],
  reader: ReadableStreamDefaultReader<Uint8Array>,
  writer: WritableStreamDefaultWriter<Uint8Array>,
  size: number,
): Promise<void> {
  let counted = 0;
  const write = async (chunk: Uint8Array) => {
    counted += chunk.byteLength;
    if (counted > size) throw broken();
    await writer.write(chunk);
  };
  try {
    for (const chunk of chunks) await write(chunk);
    for (let part = await reader.read(); !part.done; part = await reader.read()) await write(part.value);
    if (counted < size) throw broken();
    await writer.close();
  } catch {
    // More or less than was said, or one of both ends broke off: the sender is told the same, and R2 what it knows itself.
    const why = broken();
    await Promise.allSettled([writer.abort(why), reader.cancel(why)]);
    throw why;
  }
}
