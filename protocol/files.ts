/**
 * Files of messages. Their bytes go to R2 first; what is said of them rides in the message, which is posted with a ticket for each: the
 * room signed it when the bytes were there (worker/room/files/tickets.ts), for this one message and nobody else's.
 */
import * as v from "valibot";
import { FILE_TYPES, type FileType } from "./file-kinds.ts";
import {
  FILE_ALT_MAX_CHARS,
  FILE_BLUR_MAX_CHARS,
  FILE_NAME_MAX_CHARS,
  FILE_PART_BYTES,
  FILE_STAFF_MAX_BYTES,
  FILES_PER_MESSAGE,
} from "./limits.ts";
import { filledLine, line, MessageIdSchema, PublicIdSchema } from "./text.ts";

/** Without what leads into folders; a name that is nothing else is none, as `..` is, which no address can end with (RFC 3986, 5.2.4). */
const FileNameSchema = v.pipe(
  v.string("invalid"),
  v.transform((name) => name.replace(/^.*[/\\]/su, "").replace(/^\s*\.{1,2}\s*$/u, "")),
  filledLine(FILE_NAME_MAX_CHARS),
);
const TicketSchema = v.pipe(v.string("invalid"), v.maxLength(600, "invalid"), v.regex(/^[\w-]+\.[\w-]+$/u, "invalid"));

const PIXELS_MAX = 65_535;
const SideSchema = v.pipe(
  v.number("invalid"),
  v.integer("invalid"),
  v.minValue(1, "invalid"),
  v.maxValue(PIXELS_MAX, "invalid"),
);

/** A file as a message is posted with it. */
export const PostFileSchema = v.object({
  ticket: TicketSchema,
  /** Of a small picture of it, which was uploaded like any other file. */
  preview: v.optional(TicketSchema),
  name: FileNameSchema,
  /** What is seen in it, for who does not see it. */
  alt: v.optional(line(FILE_ALT_MAX_CHARS)),
  /** A ThumbHash in base64: what stands there until the picture has come. */
  blur: v.optional(
    v.pipe(v.string("invalid"), v.maxLength(FILE_BLUR_MAX_CHARS, "invalid"), v.regex(/^[A-Za-z0-9+/]+=*$/u, "invalid")),
  ),
  /** Of a video, whose own header is not read. */
  width: v.optional(SideSchema),
  height: v.optional(SideSchema),
});
export type PostFile = v.InferOutput<typeof PostFileSchema>;

export const PostFilesSchema = v.pipe(
  v.array(PostFileSchema),
  v.minLength(1, "invalid"),
  v.maxLength(FILES_PER_MESSAGE, "too_many"),
);

/** A file as it stands in a message. `url` and no `id`: one that an import names, whose bytes stayed where they were. */
export const MessageFileSchema = v.object({
  name: v.string(),
  url: v.optional(v.string()),
  /** Bytes. */
  size: v.optional(v.number()),
  id: v.optional(PublicIdSchema),
  /** One of FILE_TYPES. */
  type: v.optional(v.string()),
  /** Pixels. */
  width: v.optional(v.number()),
  height: v.optional(v.number()),
  alt: v.optional(v.string()),
  blur: v.optional(v.string()),
  /** Its small picture, served under the same address as the file itself. */
  preview: v.optional(v.object({ id: PublicIdSchema, size: v.number(), type: v.string() })),
});
export type MessageFile = v.InferOutput<typeof MessageFileSchema>;

const fromText = (max: number) =>
  v.pipe(
    v.string("invalid"),
    v.regex(/^\d{1,12}$/u, "invalid"),
    v.transform(Number),
    v.minValue(1, "invalid"),
    v.maxValue(max, "too_large"),
  );

/** Query of an upload in one request. `message`: the id that the message with it will be posted under. */
export const UploadQuery = v.object({ message: MessageIdSchema, size: fromText(FILE_STAFF_MAX_BYTES) });
/** The beginning of an upload in parts. */
export const BeginUploadBody = v.object({
  message: MessageIdSchema,
  size: v.pipe(
    v.number("invalid"),
    v.integer("invalid"),
    v.minValue(1, "invalid"),
    v.maxValue(FILE_STAFF_MAX_BYTES, "too_large"),
  ),
});
/** An upload that was begun, as the room signed it. */
const UploadTokenSchema = v.pipe(
  v.string("invalid"),
  v.maxLength(2_000, "invalid"),
  v.regex(/^[\w-]+\.[\w-]+$/u, "invalid"),
);
export const PartQuery = v.object({ upload: UploadTokenSchema });
export const PartParam = fromText(Math.ceil(FILE_STAFF_MAX_BYTES / FILE_PART_BYTES));
export const FinishUploadBody = v.object({
  upload: UploadTokenSchema,
  /** What each part was answered with, in their order. */
  parts: v.pipe(
    v.array(v.pipe(v.string("invalid"), v.maxLength(200, "invalid"))),
    v.minLength(1, "invalid"),
    v.maxLength(Math.ceil(FILE_STAFF_MAX_BYTES / FILE_PART_BYTES), "invalid"),
  ),
});
/** What a finished upload is answered with. */
export const UploadedSchema = v.object({
  ticket: v.string(),
  type: v.picklist(Object.keys(FILE_TYPES) as [FileType, ...FileType[]]),
  width: v.optional(v.number()),
  height: v.optional(v.number()),
  /** Bytes that the class may still keep. */
  left: v.number(),
});
export type Uploaded = v.InferOutput<typeof UploadedSchema>;
