/** The picture of an emoji: what a data URL holds, taken where its bytes are a small picture and nothing beside. */
import { EMOJI_PICTURE_MAX_BYTES, EMOJI_SIDE_MAX } from "../../protocol/index.ts";
import { readImageHeader, type ImageHeader } from "./image-header.ts";
import { Refused } from "../refused.ts";
import { because } from "../../protocol/reasons.ts";

export const TOO_LARGE = {
  ...because("emoji_too_large", { most: EMOJI_PICTURE_MAX_BYTES / 1024 }),
  field: "picture",
};
const NOT_ONE = {
  ...because("emoji_no_picture"),
  field: "picture",
};
/**
 * A file can be a picture and a page at once. It is served as the picture alone (`nosniff`, a sandbox), and refused all the same:
 * it was made to be taken for something else. Long enough that no picture has one of these by chance.
 */
const PAGE = /<(?:script|iframe|!doctype|svg[\s>]|html[\s>])|javascript:/iu;

export interface EmojiPicture {
  type: ImageHeader["type"];
  bytes: Uint8Array<ArrayBuffer>;
}

/** @throws Refused `too_large`; `invalid` for what is no picture, carries a script, or is too large on the screen */
export function readEmojiPicture(dataUrl: string): EmojiPicture {
  const buffer = Buffer.from(dataUrl.slice(dataUrl.indexOf(",") + 1), "base64");
  const bytes = new Uint8Array(buffer);
  if (bytes.byteLength > EMOJI_PICTURE_MAX_BYTES) throw new Refused("too_large", TOO_LARGE);
  const header = readImageHeader(bytes);
  if (!header || PAGE.test(buffer.toString("latin1"))) throw new Refused("invalid", NOT_ONE);
  const { type, width, height } = header;
  if (width < 1 || height < 1) throw new Refused("invalid", NOT_ONE);
  if (Math.max(width, height) > EMOJI_SIDE_MAX)
    throw new Refused("invalid", {
      ...because("emoji_too_wide", { width, height, most: EMOJI_SIDE_MAX }),
      field: "picture",
    });
  return { type, bytes };
}
