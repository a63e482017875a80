/** What counts as text, shared by every field a person can write in. */
import * as v from "valibot";
import { isBlank, isText } from "./characters.ts";
import {
  BIO_MAX_CHARS,
  CHANNEL_NAME_MAX_CHARS,
  HANDLE_MAX_CHARS,
  HANDLE_MIN_CHARS,
  MESSAGE_MAX_CHARS,
  NAME_MAX_CHARS,
  PASSWORD_MAX_CHARS,
  PASSWORD_MIN_CHARS,
  PRONOUNS_MAX_CHARS,
  TOPIC_MAX_CHARS,
  WORKSPACE_NAME_MAX_CHARS,
} from "./limits.ts";
import { withoutUnseen } from "./unseen.ts";

export { isBlank, isText };

const BIDI_CONTROLS = /[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/gu;
const CONTROLS = /[\u0000-\u001F\u007F-\u009F]/gu;
const oneLine = (text: string) => text.replace(CONTROLS, " ").replace(BIDI_CONTROLS, "").replace(/\s+/gu, " ").trim();

/** What somebody else wrote, as one line of ours: without control or direction-changing characters, and without those that nobody sees. */
export const plainLine = (text: string): string => oneLine(withoutUnseen(oneLine(text)));

/** A field of one line: trimmed, without control or direction-changing characters. The issue message is a refusal code. */
export const line = (max: number) =>
  v.pipe(v.string("invalid"), v.check(isText, "not_text"), v.transform(oneLine), v.maxLength(max, "too_long"));
export const filledLine = (max: number) =>
  v.pipe(
    line(max),
    v.check((text) => !isBlank(text), "empty"),
  );

/** What somebody, a class or a group is called: also without characters that nobody sees. */
export const nameLine = (max: number) =>
  v.pipe(v.string("invalid"), v.check(isText, "not_text"), v.transform(plainLine), v.maxLength(max, "too_long"));
const filledName = (max: number) =>
  v.pipe(
    nameLine(max),
    v.check((text) => !isBlank(text), "empty"),
  );

export const BodySchema = v.pipe(
  v.string("not_text"),
  v.maxLength(MESSAGE_MAX_CHARS, "too_long"),
  v.check(isText, "not_text"),
  v.check((text) => !isBlank(text), "empty"),
);

/** Fillers, joiners and selectors: among them are letters by their category, and they leave no mark on the screen. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}/u;
const ALL_UNSEEN = /\p{Default_Ignorable_Code_Point}+/gu;

export const HandleSchema = v.pipe(
  v.string("invalid"),
  v.trim(),
  v.minLength(HANDLE_MIN_CHARS, "handle_short"),
  v.maxLength(HANDLE_MAX_CHARS, "handle_long"),
  v.regex(/^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_.-]*[\p{L}\p{M}\p{N}])?$/u, "handle_letters"),
  v.check((handle) => !UNSEEN.test(handle.normalize("NFKC")), "handle_unseen"),
);
export const DisplayNameSchema = filledName(NAME_MAX_CHARS);
export const PronounsSchema = line(PRONOUNS_MAX_CHARS);
export const BioSchema = v.pipe(
  v.string("invalid"),
  v.check(isText, "not_text"),
  v.trim(),
  v.maxLength(BIO_MAX_CHARS, "too_long"),
);
export const PasswordSchema = v.pipe(
  v.string("invalid"),
  v.check(isText, "not_text"),
  v.minLength(PASSWORD_MIN_CHARS, "password_short"),
  v.maxLength(PASSWORD_MAX_CHARS, "password_long"),
);
export const TopicSchema = line(TOPIC_MAX_CHARS);
export const WorkspaceNameSchema = filledName(WORKSPACE_NAME_MAX_CHARS);
/** Channel names are written as people write them and kept lower case with dashes, the form used in `#name` and in addresses. */
export const ChannelNameSchema = v.pipe(
  v.string("invalid"),
  v.check(isText, "not_text"),
  v.transform((text) =>
    oneLine(text)
      .normalize("NFKC")
      .replace(ALL_UNSEEN, "")
      .toLowerCase()
      .replace(/^#+/u, "")
      .replace(/[^\p{L}\p{M}\p{N}_]+/gu, "-")
      .replace(/^-+|-+$/gu, ""),
  ),
  v.minLength(1, "empty"),
  v.maxLength(CHANNEL_NAME_MAX_CHARS, "channel_name_long"),
);
/** The address-safe mark of a row: what people see in links, never a counter. */
export const PublicIdSchema = v.pipe(v.string(), v.regex(/^[0-9A-Za-z_-]{6,40}$/u, "invalid"));
/** RFC 9562 UUID, version 7: its first 48 bits are the milliseconds at which it was minted. */
export const MessageIdSchema = v.pipe(
  v.string("invalid"),
  v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u, "invalid"),
);

/** The milliseconds inside a version 7 UUID (RFC 9562, section 5.7). */
export function mintedAt(messageId: string): number {
  return Number.parseInt(messageId.slice(0, 8) + messageId.slice(9, 13), 16);
}
