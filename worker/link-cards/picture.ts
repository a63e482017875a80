/** The picture of a linked page, kept in R2 beside the class's files: no reader asks the page for it, and it stays as it was. */
import {
  CARD_PICTURE_MAX_BYTES,
  FILE_SHOWN_MAX_PIXELS,
  FILES_CLASS_BYTES,
  type LinkCard,
} from "../../protocol/index.ts";
import { fileIdOf, fileKey } from "../files/bucket.ts";
import { HEAD_BYTES, sniff } from "../files/sniff.ts";
import { log } from "../log.ts";
import { fetchOutside, NotFetched } from "../outside-fetch.ts";
import { openDb } from "../store/db.ts";
import { giveBackFileBytes, takeFileBytes } from "../store/file-bytes.ts";
import { publicId } from "../store/public-id.ts";

const TIMEOUT_MS = 6_000;
const REDIRECTS = 3;
/** What moves by itself would move beside every line; what can hold a script is no picture here (sniff.ts). */
const TYPES: readonly string[] = ["image/png", "image/jpeg", "image/webp"];
const HEADERS = {
  "user-agent": "Mozilla/5.0 (compatible; PLACE link cards)",
  accept: "image/webp,image/jpeg,image/png",
};

/** Whose it is: the bytes count as the class's, and are found by the sweep if their message never holds them (file-sweep.ts). */
export interface PictureOwner {
  workspaceId: string;
  workspaceNo: number;
  channelId: string;
  /** Id of the message. */
  message: string;
}

/** Undefined where there is none to show: not reached, too large, of no such type, no R2, or no room in it. @throws where D1 fails */
export async function keepPicture(env: Env, owner: PictureOwner, address: string): Promise<LinkCard["picture"]> {
  const bucket = (env as Partial<Env>).FILES;
  const found = bucket && (await fetched(env, address));
  if (!bucket || !found) return undefined;
  const { body, ...about } = found;
  const db = openDb(env.DB);
  const most = Number(env.PLACE_FILES_BYTES ?? FILES_CLASS_BYTES);
  if (!(await takeFileBytes(db, owner.workspaceNo, body.byteLength, most))) return undefined;
  const id = fileIdOf(Date.now(), publicId());
  try {
    const customMetadata = { channel: owner.channelId, message: owner.message };
    await bucket.put(fileKey(owner.workspaceId, id), body, { customMetadata });
  } catch (error) {
    log.fault("linkCards", error, { channel: owner.channelId });
    await giveBackFileBytes(db, owner.workspaceNo, body.byteLength);
    return undefined;
  }
  return { id, size: body.byteLength, ...about };
}

/** What was kept and is shown nowhere: its message is gone, or has another card. */
export async function dropPictures(
  env: Env,
  { workspaceId, workspaceNo }: Pick<PictureOwner, "workspaceId" | "workspaceNo">,
  pictures: readonly NonNullable<LinkCard["picture"]>[],
): Promise<void> {
  if (pictures.length === 0) return;
  await (env as Partial<Env>).FILES?.delete(pictures.map(({ id }) => fileKey(workspaceId, id)));
  const bytes = pictures.reduce((sum, { size }) => sum + size, 0);
  await giveBackFileBytes(openDb(env.DB), workspaceNo, bytes);
}

async function fetched(env: Env, address: string) {
  try {
    const bounds = { timeoutMs: TIMEOUT_MS, maxBytes: CARD_PICTURE_MAX_BYTES, redirects: REDIRECTS, headers: HEADERS };
    const { status, body, isWhole } = await fetchOutside(env, address, bounds);
    const { type, width = 0, height = 0 } = sniff(body.subarray(0, HEAD_BYTES));
    const isShown = TYPES.includes(type) && width * height > 0 && width * height <= FILE_SHOWN_MAX_PIXELS;
    return status === 200 && isWhole && isShown ? { body, type, width, height } : null;
  } catch (error) {
    if (error instanceof NotFetched) return null;
    throw error;
  }
}
