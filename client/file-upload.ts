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
  const begin = async (): Promise<BegunUpload> => ({
    ...(await api.call("files.begin", { channel }, { message, size: bytes.size })),
    parts: [],
  });
  let begun = options.begun ?? (await untilAnswered(options, begin));
  const { upload, partBytes } = begun;
  const count = Math.ceil(bytes.size / partBytes);
  while (begun.parts.length < count) {
    options.onBegun?.(begun);
    const before = begun.parts.length;
    const start = before * partBytes;
    const url = withQuery(addressOf(api, "files.part", { channel, part: String(before + 1) }), { upload });
    const body = bytes.slice(start, start + partBytes);
    const { etag } = (await untilAnswered(options, () =>
      send({ method: "PUT", url, body, signal, onProgress: (sent) => onProgress?.(start + sent) }),
    )) as { etag: string };
    begun = { ...begun, parts: [...begun.parts, etag] };
  }
  options.onBegun?.(begun);
  const { parts } = begun;
  return untilAnswered(options, () => api.call("files.finish", { channel }, { upload, parts }));
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
