/** Bytes on their way up, and how far they are: `fetch` does not tell, so in browsers it is XMLHttpRequest. */
import type { Refusal } from "../protocol/refusals.ts";
import { refusalAtHand } from "../protocol/refusals-at-hand.ts";
import { RefusedError, UnreachableError } from "./errors.ts";

export interface BytesRequest {
  method: "POST" | "PUT";
  url: string;
  body: Blob;
  /** Bytes that have left. */
  onProgress: (sent: number) => void;
  signal: AbortSignal;
}
/** @returns what the route answers. @throws RefusedError, UnreachableError; the signal's reason */
export type SendBytes = (request: BytesRequest) => Promise<unknown>;

/** A connection on which nothing moves for so long is gone. */
const STALLED_MS = 30_000;

export const sendByXhr: SendBytes = ({ method, url, body, onProgress, signal }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout>;
    const abort = () => request.abort();
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(abort, STALLED_MS);
    };
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    };
    const lost = () => {
      end();
      reject(signal.aborted ? (signal.reason as Error) : new UnreachableError("the bytes did not arrive"));
    };
    request.open(method, url);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("accept", "application/json");
    request.upload.onprogress = ({ loaded }) => (moved(), onProgress(loaded));
    request.onabort = lost;
    request.onerror = lost;
    request.onload = () => {
      end();
      try {
        resolve(answerOf(request.status, request.responseText));
      } catch (error) {
        reject(error as Error);
      }
    };
    signal.addEventListener("abort", abort);
    if (signal.aborted) return lost();
    moved();
    request.send(body);
  });

function answerOf(status: number, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UnreachableError(cause);
  }
  if (status < 400) return value;
  const refused = value as Partial<Refusal>;
  if (typeof refused.code === "string" && typeof refused.sentence === "string")
    throw new RefusedError(refused as Refusal, status);
  if (status === 413) throw new RefusedError(refusalAtHand("too_large"), status);
  throw new UnreachableError(`status ${status}`);
}
