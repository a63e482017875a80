/** Files as a member uploads and posts them, and as a reader asks for them. */
import { env, exports } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { expect } from "vitest";
import type { Message, MessageFile, PostFile, Refusal, Uploaded } from "../../../protocol/index.ts";
import { ORIGIN, type Answer, type Somebody } from "./classroom.ts";

export type Bytes = Uint8Array | string;
const bytesOf = (bytes: Bytes) => (typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);

/** A request with bytes, as it is. */
export async function sendBytes<T>(
  method: string,
  path: string,
  body: BodyInit,
  who: Pick<Somebody, "token"> | null,
  headers: Record<string, string> = {},
): Promise<Answer<T & Refusal>> {
  const response = await exports.default.fetch(`${ORIGIN}/api${path}`, {
    method,
    headers: {
      "content-type": "application/octet-stream",
      ...(who && { authorization: `Bearer ${who.token}` }),
      ...headers,
    },
    body,
  });
  return { status: response.status, body: JSON.parse((await response.text()) || "{}") as T & Refusal };
}

/** @param size what is said of it; its length where left out */
export async function upload(
  who: Somebody,
  channel: string,
  bytes: Bytes,
  message = uuidv7(),
  size = bytesOf(bytes).byteLength,
): Promise<Answer<Uploaded & Refusal> & { message: string }> {
  const path = `/channels/${channel}/files?message=${message}&size=${size}`;
  return { ...(await sendBytes<Uploaded>("POST", path, bytesOf(bytes) as Uint8Array<ArrayBuffer>, who)), message };
}

/** Posts what was uploaded for `message`. */
export const post = (who: Somebody, channel: string, message: string, files: PostFile[], body = "Look at this") =>
  who.post<{ message: Message } & Refusal>(`/channels/${channel}/messages`, { id: message, body, files });

/** One file, uploaded and posted. */
export async function postedFile(who: Somebody, channel: string, bytes: Bytes, name = "photo.png") {
  const { body, message, status } = await upload(who, channel, bytes);
  expect(status).toBe(201);
  const posted = await post(who, channel, message, [{ ticket: body.ticket, name }]);
  expect(posted.status).toBe(201);
  const { seq, meta } = posted.body.message;
  return { seq, file: meta!.files![0] as MessageFile & { id: string }, uploaded: body };
}

export const read = (
  who: Somebody | null,
  channel: string,
  seq: number,
  file: string,
  headers: Record<string, string> = {},
  query = "",
) =>
  exports.default.fetch(`${ORIGIN}/api/channels/${channel}/messages/${seq}/files/${file}/name${query}`, {
    headers: { ...(who && { authorization: `Bearer ${who.token}` }), ...headers },
  });

export const keysIn = async (workspace: string) =>
  (await env.FILES.list({ prefix: `files/${workspace}/` })).objects.map(({ key }) => key.split("/")[2]!);

export const usedBytes = async (workspaceNo: number) =>
  (
    await env.DB.prepare("select json_extract(meta, '$.files.bytes') as used from workspaces where no = ?")
      .bind(workspaceNo)
      .first<{ used: number | null }>()
  )?.used ?? 0;
