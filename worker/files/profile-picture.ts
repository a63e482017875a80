/**
 * Faces of people and programs, and the icon of a class: what a data URL holds, believed only where its first bytes say the same, and kept
 * in R2 under the class. Without R2 a face stands in its row in D1, as those of before do; a class then has no icon.
 */
import { PICTURE_SIDE_MAX } from "../../protocol/limits.ts";
import { because } from "../../protocol/reasons.ts";
import { log } from "../log.ts";
import { Refused } from "../refused.ts";
import { bucketOf, reached } from "./bucket.ts";
import { readImageHeader } from "./image-header.ts";
import { keepsFiles } from "./stored-emoji.ts";

interface Picture {
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}
type FilesEnv = Pick<Env, "FILES">;
/** Whose: a member's id, or `class`. `version` grows with each picture, which never changes at its address. */
export interface PictureAt {
  workspace: string;
  of: string;
  version: number;
}
/** What the row of a member has in place of the bytes. */
const IN_R2 = "r2";

const TYPES = new Set(["image/png", "image/jpeg", "image/webp"]);
/** All of a class: faces and its icon. */
export const facePrefixOf = (workspaceId: string) => `faces/${workspaceId}/`;
const keyOf = ({ workspace, of, version }: PictureAt) => `${facePrefixOf(workspace)}${of}/${version}`;

/** @throws Refused `invalid` for what is not the image it says it is, or would fill a screen. */
export function readPicture(dataUrl: string): Picture {
  const [, type = "", base64 = ""] = /^data:([a-z/]+);base64,(.*)$/u.exec(dataUrl) ?? [];
  const bytes = new Uint8Array(Buffer.from(base64, "base64"));
  const header = readImageHeader(bytes);
  if (header?.type !== type || !TYPES.has(type) || Math.max(header.width, header.height) > PICTURE_SIDE_MAX)
    throw new Refused("invalid", { ...because("picture_unreadable", { most: PICTURE_SIDE_MAX }), field: "picture" });
  return { type, bytes };
}

/**
 * What a row says of a face that is to be kept, which is kept then. Undefined: nothing is said of it; null: it goes.
 * @throws Refused as above, and `unavailable` while R2 fails: then nothing is changed
 */
export async function keepFace<T extends string | null | undefined>(
  env: FilesEnv,
  at: PictureAt,
  dataUrl: T,
): Promise<T | typeof IN_R2> {
  if (typeof dataUrl !== "string") return dataUrl;
  const picture = readPicture(dataUrl);
  if (!keepsFiles(env)) return dataUrl;
  await putPicture(env, at, picture);
  return IN_R2;
}

/** @param kept what the row says @throws Refused `unavailable` while R2 fails */
export async function faceOf(
  env: FilesEnv,
  at: PictureAt,
  kept: string,
): Promise<{ type: string; body: ReadableStream | Uint8Array<ArrayBuffer> } | undefined> {
  if (kept === IN_R2) return getPicture(env, at);
  const { type, bytes } = readPicture(kept);
  return { type, body: bytes };
}

/** @throws Refused `forbidden` without R2, `unavailable` while R2 fails */
export async function putPicture(env: FilesEnv, at: PictureAt, { type, bytes }: Picture): Promise<void> {
  await reached(bucketOf(env).put(keyOf(at), bytes, { httpMetadata: { contentType: type } }));
}

/** Undefined where there is none. @throws Refused `unavailable` while R2 fails */
export async function getPicture(
  env: FilesEnv,
  at: PictureAt,
): Promise<{ type: string; body: ReadableStream } | undefined> {
  if (!keepsFiles(env)) return undefined;
  const object = await reached(bucketOf(env).get(keyOf(at)));
  const type = object?.httpMetadata?.contentType ?? "";
  return object && TYPES.has(type) ? { type, body: object.body } : undefined;
}

/** One that was replaced or taken away. What could not be dropped is found by nobody, and costs its place. */
export async function dropPicture(
  env: FilesEnv,
  at: Omit<PictureAt, "version"> & { version: number | null | undefined },
) {
  const { version } = at;
  if (typeof version !== "number" || !keepsFiles(env)) return;
  try {
    await bucketOf(env).delete(keyOf({ ...at, version }));
  } catch (error) {
    log.fault("dropPicture", error, { workspace: at.workspace });
  }
}
