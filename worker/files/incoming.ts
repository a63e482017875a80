/** The bytes of a request on their way to R2: its head looked at, its length counted, never the whole of it in memory. */
import { because } from "../../protocol/reasons.ts";
import { Refused } from "../refused.ts";
import { RETRY_MS } from "./bucket.ts";
import { HEAD_BYTES } from "./sniff.ts";

export const broken = () => new Refused("invalid", because("file_broken"));

export interface Incoming {
  /** The first HEAD_BYTES. */
  head: Uint8Array;
  /**
   * Hands on all bytes, of the length that was said. @param take who keeps them
   * @throws Refused `invalid` where there was more or less than was said, or it broke off; else what whoever takes them throws, who need
   * not have read them to the end
   */
  into<T>(take: (bytes: ReadableStream<Uint8Array>) => Promise<T>): Promise<T>;
}

/**
 * @param size what the sender said, and R2 is told: both sides of a stream have to agree on it
 * @param declared `content-length`. Where it is that size, the platform sees to it that as many bytes come, and hands them on by itself:
 * chunk by chunk, in JavaScript, a file takes half as long again
 */
export async function incoming(
  body: ReadableStream<Uint8Array> | null,
  size: number,
  declared?: string,
): Promise<Incoming> {
  if (!body || (declared !== undefined && declared !== String(size))) throw broken();
  const reader = body.getReader();
  const { chunks, head } = await readHead(reader).catch(() => {
    // The request broke off: its sender knows.
    throw broken();
  });
  return {
    head,
    async into(take) {
      const { readable, writable } = new FixedLengthStream(size);
      const writer = writable.getWriter();
      const stop = new AbortController();
      const taking = take(readable).catch(async (error: unknown) => {
        // Nobody reads any more: who still writes would wait for ever.
        stop.abort(error);
        await Promise.allSettled([readable.locked ? undefined : readable.cancel(error), writer.abort(error)]);
        throw error;
      });
      const sending =
        declared === undefined
          ? handOn(chunks, reader, writer, size)
          : pipeOn(chunks, { body, reader, writable, writer, signal: stop.signal });
      const [taken, sent] = await Promise.allSettled([taking, sending]);
      // What its sender did wrong is told before what was made of it.
      if (sent.status === "rejected" && sent.reason instanceof Refused) throw sent.reason;
      if (taken.status === "rejected") throw taken.reason;
      if (sent.status === "rejected") throw sent.reason;
      return taken.value;
    },
  };
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
    const next = () =>
      reader.read().catch(() => {
        // The request broke off: its sender knows.
        throw broken();
      });
    for (let part = await next(); !part.done; part = await next()) await write(part.value);
    if (counted < size) throw broken();
    await writer.close();
  } catch (why) {
    await Promise.allSettled([writer.abort(why), reader.cancel(why)]);
    throw why;
  }
}

/**
 * Bytes that nobody looks at. Where `declared` is their length, R2 takes them from the request itself: on the way through a stream of
 * one's own they are copied once more, in smaller pieces.
 * @throws Refused `invalid` as `into` does, `unavailable` where a connection broke; else what whoever takes them throws
 */
export async function handedOver<T>(
  body: ReadableStream<Uint8Array> | null,
  size: number,
  declared: string | undefined,
  take: (bytes: ReadableStream<Uint8Array>) => Promise<T>,
): Promise<T> {
  if (!body || declared !== String(size)) return (await incoming(body, size, declared)).into(take);
  return take(body).catch((why: unknown) => {
    throw IS_LOST.test(String(why)) ? new Refused("unavailable", { retryAfter: RETRY_MS }) : why;
  });
}

/** A request that ended before its body did, whose sender hears of nothing; or R2's connection, and the same part is sent again. No fault. */
const IS_LOST = /Network connection lost|client disconnected/u;

interface Way {
  body: ReadableStream<Uint8Array>;
  reader: ReadableStreamDefaultReader<Uint8Array>;
  writable: WritableStream<Uint8Array>;
  writer: WritableStreamDefaultWriter<Uint8Array>;
  signal: AbortSignal;
}

/** What was looked at by hand, and the rest by the platform. */
async function pipeOn(chunks: Uint8Array[], { body, reader, writable, writer, signal }: Way): Promise<void> {
  try {
    for (const chunk of chunks) await writer.write(chunk);
  } catch (why) {
    await Promise.allSettled([writer.abort(why), reader.cancel(why)]);
    throw why;
  }
  writer.releaseLock();
  reader.releaseLock();
  await body.pipeTo(writable, { signal }).catch((why: unknown) => {
    // The request broke off, and its sender knows; or nobody took it, who says why.
    throw signal.aborted ? why : broken();
  });
}
