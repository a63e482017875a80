/** The picture of an emoji: what a data URL holds, taken where its bytes are a small picture and nothing beside. */
import { EMOJI_PICTURE_MAX_BYTES, EMOJI_SIDE_MAX } from "../../protocol/index.ts";
import { readImageHeader, type ImageHeader } from "./image-header.ts";
import { Refused } from "../refused.ts";

export const TOO_LARGE = {
  sentence: `An emoji's picture has at most ${EMOJI_PICTURE_MAX_BYTES / 1024} KB. Make it smaller and try again.`,
  field: "picture",
};
const NOT_ONE = {
  sentence: "That is no picture that can be an emoji. Take a PNG, GIF, WebP or JPEG.",
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
      sentence: `That picture is ${width} by ${height} pixels. An emoji has at most ${EMOJI_SIDE_MAX} on each side.`,
      field: "picture",
    });
  return { type, bytes };
}
