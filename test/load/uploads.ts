/** Files on their way up, as the page sends them. */
import { uploadFile } from "../../client/file-upload.ts";
import { createApi, mintMessageId, systemClock } from "../../client/index.ts";
import type { SendBytes } from "../../client/send-bytes.ts";
import type { Uploaded } from "../../protocol/index.ts";

/** Bytes that nothing packs. */
export function blobOf(size: number): Blob {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + 65_536)));
  return new Blob([bytes]);
}

/** As the page does it, by the client's own code. */
export async function upload(
  baseUrl: string,
  token: string,
  channel: string,
  bytes: Blob,
  message = mintMessageId(Date.now()),
): Promise<Uploaded> {
  const send: SendBytes = async ({ method, url, body }) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" };
    const answer = await fetch(url, { method, body, headers });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const api = createApi({ baseUrl, token });
  const { signal } = new AbortController();
  return uploadFile({ ...{ api, bytes, message, send, signal }, channel, clock: systemClock });
}
