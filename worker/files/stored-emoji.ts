/**
 * Pictures of emoji in R2. The workspace is part of the key, so that one class's name never leads to another's picture.
 * A PLACE may be deployed without R2: then there is no bucket, and what is asked of it is refused or not there.
 */
import { log } from "../log.ts";
import { Refused } from "../refused.ts";
import { because } from "../../protocol/reasons.ts";

type At = { name: string; version: string };
const TYPES = new Set(["image/png", "image/gif", "image/webp", "image/jpeg"]);
const RETRY_MS = 5_000;

export const emojiPrefixOf = (workspaceId: string) => `emoji/${workspaceId}/`;
const keyOf = (workspaceId: string, { name, version }: At) => `${emojiPrefixOf(workspaceId)}${name}/${version}`;
/** The types that wrangler makes know the binding of wrangler.toml; a deployment may lack it. */
const bucketOf = (env: Pick<Env, "FILES">): R2Bucket | undefined => (env as Partial<typeof env>).FILES;

export const keepsFiles = (env: Pick<Env, "FILES">): boolean => bucketOf(env) !== undefined;

/** @throws Refused `forbidden` without R2, `unavailable` while R2 fails */
export async function putPicture(
  env: Pick<Env, "FILES">,
  workspaceId: string,
  at: At,
  { type, bytes }: { type: string; bytes: Uint8Array<ArrayBuffer> },
): Promise<void> {
  const bucket = bucketOf(env);
  if (!bucket) throw withoutFiles();
  await reached(bucket.put(keyOf(workspaceId, at), bytes, { httpMetadata: { contentType: type } }));
}

export const withoutFiles = () => new Refused("forbidden", because("no_files"));

/** Undefined where there is none. @throws Refused `unavailable` while R2 fails */
export async function getPicture(
  env: Pick<Env, "FILES">,
  workspaceId: string,
  at: At,
): Promise<{ type: string; body: ReadableStream } | undefined> {
  const object = await reached(Promise.resolve(bucketOf(env)?.get(keyOf(workspaceId, at))));
  const type = object?.httpMetadata?.contentType ?? "";
  return object && TYPES.has(type) ? { type, body: object.body } : undefined;
}

/** What could not be taken away is found by nobody, and costs its place. */
export async function dropPictures(env: Pick<Env, "FILES">, workspaceId: string, gone: At[]): Promise<void> {
  if (gone.length === 0) return;
  try {
    await bucketOf(env)?.delete(gone.map((at) => keyOf(workspaceId, at)));
  } catch (error) {
    log.fault("dropPictures", error, { workspace: workspaceId });
  }
}

async function reached<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    log.fault("files", error);
    throw new Refused("unavailable", { retryAfter: RETRY_MS });
  }
}
