/** One file to the server: whole where it is small, else in parts, from where it stopped. Nothing of it is kept here. */
import type { Uploaded } from "../protocol/index.ts";
import { FILE_WHOLE_MAX_BYTES, RECONNECT_MAX_MS } from "../protocol/limits.ts";
import { canRetry } from "../protocol/refusals.ts";
import { LATER } from "./addresses-later.ts";
import type { Api } from "./api.ts";
import type { Clock } from "./clock.ts";
import { RefusedError } from "./errors.ts";
import { withQuery } from "./http.ts";
import { sendByXhr, type SendBytes } from "./send-bytes.ts";

/** An upload in parts as far as it came. */
export interface BegunUpload {
  upload: string;
  partBytes: number;
  /** `etag`s of the parts that are there, in their order. */
  parts: readonly string[];
}

export interface FileUploadOptions {
  api: Api;
  clock: Clock;
  channel: string;
  /** Id of the message that it is for. */
  message: string;
  bytes: Blob;
  /** Where an earlier page stopped. */
  begun?: BegunUpload | undefined;
  /** How far it is now: to be kept, so that a later page goes on from there. */
  onBegun?: (begun: BegunUpload) => void;
  /** Bytes that have left, of all. */
  onProgress?: (sent: number) => void;
  /** Nobody answers; it is tried again by itself. */
  onWaiting?: (isWaiting: boolean) => void;
  signal: AbortSignal;
  send?: SendBytes;
  random?: () => number;
}

const FIRST_PAUSE_MS = 1_000;
/** More would lose more of what has travelled where the line breaks. */
const PARTS_AT_ONCE = 2;

/**
 * As long as the network takes, but for what the server refuses for good.
 * @throws RefusedError; the signal's reason
 */
export async function uploadFile(options: FileUploadOptions): Promise<Uploaded> {
  const { api, channel, message, bytes, signal, onProgress } = options;
  const send = options.send ?? sendByXhr;
  if (bytes.size <= FILE_WHOLE_MAX_BYTES) {
    const url = withQuery(addressOf(api, "files.add", { channel }), { message, size: bytes.size });
    return (await untilAnswered(options, () =>
      send({ method: "POST", url, body: bytes, signal, onProgress: (sent) => onProgress?.(sent) }),
    )) as Uploaded;
  }
  const begin = async (): Promise<BegunUpload> => {
    const { upload, partBytes } = await api.call("files.begin", { channel }, { message, size: bytes.size });
    return { upload, partBytes, parts: [] };
  };
  const goOn = async (begun: BegunUpload): Promise<Uploaded> => {
    const parts = await sendParts(options, send, begun);
    return untilAnswered(options, () => api.call("files.finish", { channel }, { upload: begun.upload, parts }));
  };
  const anew = async () => goOn(await untilAnswered(options, begin));
  if (!options.begun) return anew();
  return goOn(options.begun).catch((cause: unknown) => {
    // Begun so long ago that nobody knows of it any more: the bytes are here, and go once more.
    if (cause instanceof RefusedError && cause.refusal.reason === "file_ticket") return anew();
    throw cause;
  });
}

/**
 * What is not there yet, some parts at once: while the server looks up who sends one, the bytes of another travel.
 * @returns the `etag`s of all parts, in their order
 */
async function sendParts(options: FileUploadOptions, send: SendBytes, begun: BegunUpload): Promise<string[]> {
  const { api, channel, bytes, onProgress, onBegun, onWaiting } = options;
  const { upload, partBytes } = begun;
  const count = Math.ceil(bytes.size / partBytes);
  const etags: (string | undefined)[] = [...begun.parts];
  const sent = new Map<number, number>();
  // What one of them is refused for good ends the others.
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  let next = etags.length;
  const waiting = new Set<number>();
  const sendOne = async (at: number): Promise<void> => {
    const start = at * partBytes;
    const url = withQuery(addressOf(api, "files.part", { channel, part: String(at + 1) }), { upload });
    const body = bytes.slice(start, start + partBytes);
    const moved = (part: number) => {
      sent.set(at, part);
      onProgress?.(begun.parts.length * partBytes + [...sent.values()].reduce((sum, each) => sum + each, 0));
    };
    const waits = (isWaiting: boolean) => {
      if (isWaiting) waiting.add(at);
      else waiting.delete(at);
      onWaiting?.(waiting.size > 0);
    };
    const ask = () => send({ method: "PUT", url, body, signal, onProgress: moved });
    const { etag } = (await untilAnswered({ ...options, signal, onWaiting: waits }, ask)) as { etag: string };
    etags[at] = etag;
    sent.set(at, body.size);
    onBegun?.({ upload, partBytes, parts: withoutGap(etags) });
  };
  const lane = async () => {
    while (next < count) await sendOne(next++);
  };
  onBegun?.(begun);
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, lane)).catch((why: unknown) => {
    stop.abort(why);
    throw why;
  });
  return withoutGap(etags);
}

/** As far as every part is there. */
function withoutGap(etags: readonly (string | undefined)[]): string[] {
  const there: string[] = [];
  for (const etag of etags) {
    if (etag === undefined) break;
    there.push(etag);
  }
  return there;
}

/** Of a request that `api.call` does not make: it sends bytes. */
function addressOf({ baseUrl }: Api, name: "files.add" | "files.part", params: Record<string, string>): string {
  const [, path = ""] = LATER[name].split(" ");
  return `${baseUrl}/api${path.replace(/:(\w+)/gu, (_, part: string) => encodeURIComponent(params[part] ?? ""))}`;
}

async function untilAnswered<T>(
  { clock, signal, onWaiting, random = Math.random }: FileUploadOptions,
  ask: () => Promise<T>,
): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    signal.throwIfAborted();
    try {
      const answer = await ask();
      if (failures > 0) onWaiting?.(false);
      return answer;
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof RefusedError && !canRetry(cause.refusal.code)) throw cause;
      const asked = cause instanceof RefusedError ? (cause.refusal.retryAfter ?? 0) : 0;
      onWaiting?.(true);
      const most = Math.min(RECONNECT_MAX_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 8));
      await pause(clock, Math.max(asked, most * (0.5 + random() / 2)), signal);
    }
  }
}

/** Ends early where the network comes back, or nobody wants it any more. */
function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, end);
    function end() {
      cancel();
      signal.removeEventListener("abort", end);
      globalThis.removeEventListener?.("online", end);
      resolve();
    }
    signal.addEventListener("abort", end);
    globalThis.addEventListener?.("online", end);
  });
}
