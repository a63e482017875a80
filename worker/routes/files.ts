/** Files of messages: up to R2, with a ticket from the channel's room, and down to who may read the channel now. */
import { waitUntil } from "cloudflare:workers";
import {
  fileMaxFor,
  FILE_PART_BYTES,
  FILE_TICKET_MS,
  FILES_CLASS_BYTES,
  heldBy,
  storedIdsOf,
  type MessageFile,
  type Uploaded,
} from "../../protocol/index.ts";
import { isShownPicture } from "../../protocol/file-kinds.ts";
import { because } from "../../protocol/reasons.ts";
import type { Permit } from "../access.ts";
import { sweepNowAndThen } from "../file-sweep.ts";
import { bucketOf, fileIdOf, fileKey, reached, RETRY_MS } from "../files/bucket.ts";
import { broken, handedOver, incoming } from "../files/incoming.ts";
import { servedAs } from "../files/serve-file.ts";
import { HEAD_BYTES, sniff, type Sniffed } from "../files/sniff.ts";
import type { HandlersOf } from "../http/handler.ts";
import { log } from "../log.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import type { FileTicket, UploadTicket } from "../room/contract.ts";
import { roomOf } from "../room/stubs.ts";
import type { Db } from "../store/db.ts";
import { fileBytesLeft, giveBackFileBytes, takeFileBytes } from "../store/file-bytes.ts";
import { readSessionAndFiles } from "../store/message-files.ts";
import { publicId } from "../store/public-id.ts";

type MayPost = Permit<"post">;
const MB = 1024 * 1024;
/** An upload in parts is finished within a day. */
const UPLOAD_MS = 24 * 60 * 60_000;

export const files: HandlersOf<"files"> = {
  async add({ c, env, db, permit, query: { message, size } }) {
    const bucket = bucketOf(env);
    demandSize(permit, size);
    const now = Date.now();
    const id = fileIdOf(now, publicId());
    const key = fileKey(permit.workspace.id, id);
    const left = await takeRoom(env, db, permit, size, now);
    let sniffed: Sniffed;
    try {
      const sent = await incoming(c.req.raw.body, size, c.req.header("content-length"));
      sniffed = sniff(sent.head);
      await sent.into((bytes) => bucket.put(key, bytes, { customMetadata: { channel: permit.channel.id, message } }));
    } catch (error) {
      await giveBackFileBytes(db, permit.workspace.no, size);
      return reached(Promise.reject(error));
    }
    return signed(env, permit, { ...{ id, size, message }, ...sniffed }, left, now);
  },

  async begin({ env, permit, body: { message, size } }) {
    const bucket = bucketOf(env);
    demandSize(permit, size);
    const left = fileBytesLeft(permit.workspace.meta, classMost(env)) - size;
    if (left < 0) throw full(left + size);
    const now = Date.now();
    const id = fileIdOf(now, publicId());
    const begun = await reached(
      bucket.createMultipartUpload(fileKey(permit.workspace.id, id), {
        customMetadata: { channel: permit.channel.id, message },
      }),
    );
    const { member, channel } = permit;
    const ticket: UploadTicket = {
      ...{ kind: "upload", id, size, upload: begun.uploadId, message, member: member.id, ends: now + UPLOAD_MS },
    };
    const upload = await roomOf(env, channel.id).signFile(factsOf(permit), ticket);
    return { upload, partBytes: FILE_PART_BYTES, left };
  },

  async part({ c, env, permit, params: { part }, query: { upload } }) {
    const { id, size, upload: uploadId } = await uploadOf(env, permit, upload);
    const count = Math.ceil(size / FILE_PART_BYTES);
    if (part > count) throw broken();
    const length = part < count ? FILE_PART_BYTES : size - (count - 1) * FILE_PART_BYTES;
    const uploading = bucketOf(env).resumeMultipartUpload(fileKey(permit.workspace.id, id), uploadId);
    const { etag } = await reached(
      handedOver(c.req.raw.body, length, c.req.header("content-length"), (bytes) =>
        uploading.uploadPart(part, bytes).catch((why: unknown) => {
          throw IS_UNKNOWN.test(String(why)) ? ended() : why;
        }),
      ),
    );
    return { etag };
  },

  async finish({ env, db, permit, body: { upload, parts } }) {
    const bucket = bucketOf(env);
    const { id, size, message, upload: uploadId } = await uploadOf(env, permit, upload);
    if (parts.length !== Math.ceil(size / FILE_PART_BYTES)) throw broken();
    const key = fileKey(permit.workspace.id, id);
    // Finished before, and the answer was lost: it is there, and its room was taken.
    const before = await reached(bucket.head(key));
    const now = Date.now();
    const left = before
      ? fileBytesLeft(permit.workspace.meta, classMost(env))
      : await takeRoom(env, db, permit, size, now);
    let hasTaken = !before;
    try {
      const etags = parts.map((etag, at) => ({ partNumber: at + 1, etag }));
      const whole = before ?? (await putTogether(bucket, key, uploadId, etags));
      if (whole === "by another") {
        // Another page of the same sender was first, and took the room for it.
        await giveBackFileBytes(db, permit.workspace.no, size);
        hasTaken = false;
      } else if (whole.size !== size) throw broken();
      const start = await reached(bucket.get(key, { range: { offset: 0, length: Math.min(size, HEAD_BYTES) } }));
      if (!start || !("body" in start)) throw broken();
      const sniffed = sniff(new Uint8Array(await start.arrayBuffer()));
      return await signed(env, permit, { ...{ id, size, message }, ...sniffed }, left, now);
    } catch (error) {
      if (hasTaken) await giveBackFileBytes(db, permit.workspace.no, size);
      if (error instanceof Refused && error.refusal.code === "invalid") await dropQuietly(bucket, key);
      throw error;
    }
  },

  async room({ env, permit }) {
    bucketOf(env);
    const most = classMost(env);
    return { left: fileBytesLeft(permit.workspace.meta, most), most };
  },

  async read({ c, env, params: { seq, file: wanted }, query: { download }, enter }) {
    const { room, facts, looked, caller } = await enter((at) => readSessionAndFiles(env.DB, at, seq));
    const found =
      find(looked.files, wanted) ??
      // D1 is behind, or there is none.
      find(heldBy((await room.messageAt(facts, seq))?.meta), wanted);
    if (!found) throw new Refused("not_found");
    const { file, isPreview } = found;
    if (caller.session.kind === "widget" && !isShownPicture(file)) throw new Refused("not_found");
    const served = servedAs(
      { name: file.name, size: file.size ?? 0, type: file.type, ...(isPreview && file.preview) },
      wanted,
      (header) => c.req.header(header),
      { isDownload: download !== undefined, isPreview },
    );
    // Without the bytes the message lags behind what became of it, and the file is as gone as its bytes.
    if (!served.range) return c.body(null, served.status, served.headers);
    const object = await reached(bucketOf(env).get(fileKey(facts.workspaceId, wanted), { range: served.range }));
    if (!object) throw new Refused("not_found");
    return c.body(object.body, served.status, served.headers);
  },
};

function find(files: readonly MessageFile[] = [], wanted: string) {
  const file = files.find((each) => storedIdsOf([each]).includes(wanted));
  return file && { file, isPreview: file.preview?.id === wanted };
}

/** @throws Refused `too_large` */
function demandSize({ member }: MayPost, size: number): void {
  const most = fileMaxFor(member.role);
  if (size > most) throw new Refused("too_large", { ...because("file_too_large", { most: most / MB }), field: "size" });
}

const classMost = (env: Env) => Number(env.PLACE_FILES_BYTES ?? FILES_CLASS_BYTES);
const full = (left: number) =>
  new Refused("too_many", because("files_full", { left: Math.floor(Math.max(0, left) / MB) }));

/** Takes the room for it, and now and then the sweep. @returns bytes that are left @throws Refused `too_many` */
async function takeRoom(env: Env, db: Db, { workspace }: MayPost, size: number, now: number): Promise<number> {
  const most = classMost(env);
  const taken = await takeFileBytes(db, workspace.no, size, most);
  if (!taken) throw full(fileBytesLeft(workspace.meta, most));
  waitUntil(sweepNowAndThen(env, db, workspace, taken, now));
  return taken.left;
}

/** @throws Refused where it was begun by somebody else, elsewhere, or too long ago */
async function uploadOf(env: Env, permit: MayPost, upload: string): Promise<UploadTicket> {
  const ticket = await roomOf(env, permit.channel.id).readTicket(factsOf(permit), upload);
  if (ticket?.kind !== "upload" || ticket.member !== permit.member.id)
    throw new Refused("invalid", { field: "upload", ...because("file_ticket") });
  return ticket;
}

async function signed(
  env: Env,
  permit: MayPost,
  { type, width, height, ...rest }: Pick<FileTicket, "id" | "size" | "message"> & Sniffed,
  left: number,
  now: number,
): Promise<Uploaded> {
  const picture = { type, ...(width !== undefined && { width }), ...(height !== undefined && { height }) };
  const ticket: FileTicket = {
    ...{ kind: "file", ...rest, ...picture, member: permit.member.id, ends: now + FILE_TICKET_MS },
  };
  return { ticket: await roomOf(env, permit.channel.id).signFile(factsOf(permit), ticket), ...picture, left };
}

/**
 * @returns the object; `by another` where the same parts were put together meanwhile
 * @throws Refused `invalid` where a part is missing, is not the one that was answered for, or nobody knows of the upload; `unavailable` while R2 is away
 */
async function putTogether(
  bucket: R2Bucket,
  key: string,
  uploadId: string,
  parts: R2UploadedPart[],
): Promise<R2Object | "by another"> {
  try {
    return await bucket.resumeMultipartUpload(key, uploadId).complete(parts);
  } catch (error) {
    const there = await bucket.head(key).catch((why: unknown) => {
      log.fault("files", why);
      return null;
    });
    if (IS_UNKNOWN.test(String(error))) {
      if (there) return "by another";
      throw ended();
    }
    // It was put together, and the answer was lost.
    if (there) return there;
    if (/\((?:10011|10022|10025|10048)\)|InvalidPart/u.test(String(error))) throw broken();
    log.fault("files", error);
    throw new Refused("unavailable", { retryAfter: RETRY_MS });
  }
}

/** The upload itself; below, what the sender got wrong: R2's own numbers (developers.cloudflare.com/r2/api/error-codes). */
const IS_UNKNOWN = /\(10024\)|NoSuchUpload/u;
/** R2 knows nothing of an upload any more: whoever has the bytes begins anew. */
const ended = () => new Refused("invalid", { field: "upload", ...because("file_ticket") });

async function dropQuietly(bucket: R2Bucket, key: string): Promise<void> {
  await bucket.delete(key).catch((error: unknown) => log.fault("files", error));
}
