/** Bytes of files that an import brings: each for one message of one channel, under the id that it had, and never in the place of another. */
import type { ImportMessage, MessageFile } from "../../protocol/index.ts";
import { because } from "../../protocol/reasons.ts";
import { Refused } from "../refused.ts";
import { bucketOf, fileKey, reached } from "./bucket.ts";
import { incoming } from "./incoming.ts";
import { sniff, type Sniffed } from "./sniff.ts";

export interface BroughtFile {
  workspaceId: string;
  channelId: string;
  message: string;
  id: string;
  size: number;
}

/** The shape of ids that PLACE makes (bucket.ts): nine digits of time, and what nobody guesses. */
const ID = /^[0-9a-z]{9}[0-9A-Za-z]{12,31}$/u;

/** @returns false where it is there already @throws Refused `invalid` where the id is none, or is another file's */
export async function isToCome(env: Pick<Env, "FILES">, file: BroughtFile): Promise<boolean> {
  if (!ID.test(file.id)) throw new Refused("invalid", { field: "file" });
  const there = await reached(bucketOf(env).head(fileKey(file.workspaceId, file.id)));
  if (!there) return true;
  if (!isOf(there, file.channelId, file.message) || there.size !== file.size)
    throw new Refused("invalid", { field: "file" });
  return false;
}

export async function keepBrought(
  env: Pick<Env, "FILES">,
  { workspaceId, channelId, message, id, size }: BroughtFile,
  body: ReadableStream<Uint8Array> | null,
): Promise<void> {
  const sent = await incoming(body, size);
  const { type, width, height } = sniff(sent.head);
  const customMetadata = {
    ...{ channel: channelId, message, type },
    ...(width !== undefined && height !== undefined && { width: String(width), height: String(height) }),
  };
  await sent.into((bytes) => bucketOf(env).put(fileKey(workspaceId, id), bytes, { customMetadata }));
}

const isOf = ({ customMetadata = {} }: R2Object, channel: string, message: string) =>
  customMetadata["channel"] === channel && customMetadata["message"] === message;

type Given = NonNullable<NonNullable<ImportMessage["meta"]>["files"]>[number];

/**
 * What an import says of a message's files, with what their bytes say themselves.
 * @throws Refused `invalid` for a file whose bytes were not brought for this message
 */
export async function withBytes(
  env: Pick<Env, "FILES">,
  at: { workspaceId: string; channelId: string },
  message: ImportMessage,
): Promise<MessageFile[] | undefined> {
  const { files } = message.meta ?? {};
  // Also of one that names no id: nothing but that is taken from it.
  return files && Promise.all(files.map((file) => one(env, at, message.id, file)));
}

async function one(
  env: Pick<Env, "FILES">,
  at: { workspaceId: string; channelId: string },
  message: string,
  { name, url, size, id, preview, alt, blur, width, height }: Given,
): Promise<MessageFile> {
  if (id === undefined) return { name, ...(url !== undefined && { url }), ...(size !== undefined && { size }) };
  const bytes = await broughtAs(env, at, message, id);
  const small = preview && (await broughtAs(env, at, message, preview.id));
  // What a picture measures it says itself; of a video its message does, as when it is posted.
  const sides = bytes.width === undefined ? { width, height } : bytes;
  return {
    ...{ id, name, size: bytes.size, type: bytes.type },
    ...(sides.width !== undefined && sides.height !== undefined && { width: sides.width, height: sides.height }),
    ...(alt !== undefined && { alt }),
    ...(blur !== undefined && { blur }),
    ...(small && preview && { preview: { id: preview.id, size: small.size, type: small.type } }),
  };
}

async function broughtAs(
  env: Pick<Env, "FILES">,
  { workspaceId, channelId }: { workspaceId: string; channelId: string },
  message: string,
  id: string,
): Promise<Sniffed & { size: number }> {
  const there = await reached(bucketOf(env).head(fileKey(workspaceId, id)));
  const { type, width, height } = there?.customMetadata ?? {};
  if (!there || type === undefined || !isOf(there, channelId, message))
    throw new Refused("invalid", { field: "messages.files", ...because("file_ticket") });
  return {
    ...{ size: there.size, type: type as Sniffed["type"] },
    ...(width !== undefined && height !== undefined && { width: Number(width), height: Number(height) }),
  };
}
