/** The files of a message as they are drawn: which of them as pictures, and where their bytes are. */
import { isShownPicture } from "../../../../../protocol/file-kinds.ts";
import type { Message, MessageFile } from "../../../../../protocol/index.ts";
import type { Api } from "../../../../../client/index.ts";

export type StoredFile = MessageFile & { id: string };

export function storedFiles({ meta }: Pick<Message, "meta">): { pictures: StoredFile[]; others: StoredFile[] } {
  const stored = (meta?.files ?? []).filter((file): file is StoredFile => file.id !== undefined);
  const pictures = stored.filter(isShownPicture);
  return { pictures, others: stored.filter((file) => !pictures.includes(file)) };
}

/** Addresses of a file of the message at `seq`. */
export function addressesOf(api: Api, channel: string, seq: number, { id, name, preview }: StoredFile) {
  const of = (file: string) => api.addressOf("files.read", { channel, seq, file, name });
  const whole = of(id);
  return { whole, download: `${whole}?download=1`, small: preview ? of(preview.id) : whole };
}

/** The part of a grid's width that a picture takes, and how tall it is: known before it has come. */
export function boxOf({ width = 1, height = 1 }: MessageFile): { width: number; ratio: number } {
  const tallest = 360;
  const widest = 440;
  const scale = Math.min(1, widest / width, tallest / height);
  // A line of one pixel can still be hit.
  return { width: Math.max(48, Math.round(width * scale)), ratio: Math.min(8, Math.max(1 / 4, width / height)) };
}

/** So many pictures of a message stand in its grid; on the last of them stands how many more there are. */
export const GRID_MOST = 4;
