/** The class's own emoji: named pictures that its people bring along, written `:name:` in words, in reactions and in a status. */
import * as v from "valibot";
import { EMOJI_NAME_MAX_CHARS, EMOJI_NAME_MIN_CHARS, EMOJI_PICTURE_MAX_BYTES } from "./limits.ts";
import { PublicIdSchema } from "./text.ts";

/**
 * Written with or without its colons, kept in lower case. It has a letter, or the time 10:30:45 would have an emoji in it.
 * That it is not the name of a standard emoji is looked up by the worker.
 */
export const EmojiNameSchema = v.pipe(
  v.string("invalid"),
  v.transform((text) =>
    text
      .trim()
      .replace(/^:(.*):$/su, "$1")
      .toLowerCase(),
  ),
  v.minLength(EMOJI_NAME_MIN_CHARS, "emoji_name_short"),
  v.maxLength(EMOJI_NAME_MAX_CHARS, "emoji_name_long"),
  v.regex(/^[a-z0-9_+-]+$/u, "emoji_name_letters"),
  v.regex(/[a-z]/u, "emoji_name_no_letter"),
);

export const ClassEmojiSchema = v.object({
  /** Without colons; unique in the class. */
  name: v.string(),
  /** Names the picture together with `name`: another picture under the same name has another version. */
  version: PublicIdSchema,
  /** Member id of who added it. */
  by: PublicIdSchema,
  /** Not offered any more: in what was written with it, it is still shown. */
  removed: v.optional(v.literal(true)),
});
export type ClassEmoji = v.InferOutput<typeof ClassEmojiSchema>;

/** Of base64, with its padding. */
const PICTURE_MAX_CHARS = Math.ceil(EMOJI_PICTURE_MAX_BYTES / 3) * 4;
/** Room for the name and the mark of the data URL. */
export const EMOJI_BODY_MAX_BYTES = PICTURE_MAX_CHARS + 1024;
/** `picture`: a data URL in base64. What it says of its type is not believed: the bytes say what they are. */
export const AddEmojiBody = v.object({
  name: EmojiNameSchema,
  picture: v.pipe(
    v.string("invalid"),
    // Only how it begins: to hold 170,000 characters against a pattern is most of what reading them costs.
    v.regex(/^data:[^,]{0,200};base64,/u, "file_unreadable"),
  ),
});
