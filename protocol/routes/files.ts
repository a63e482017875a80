/** Files of messages: their bytes on the way up, in one request or in parts, and on the way down. */
import * as v from "valibot";
import { BeginUploadBody, FinishUploadBody, PartParam, PartQuery, UploadedSchema, UploadQuery } from "../files.ts";
import { FILE_PART_BYTES, FILE_WHOLE_MAX_BYTES } from "../limits.ts";
import { PublicIdSchema } from "../text.ts";
import { SeqParam, type Row } from "./route.ts";

export const files = {
  add: {
    method: "POST",
    path: "/channels/:channel/files",
    needs: { channel: "post" },
    bots: "write",
    query: UploadQuery,
    body: "bytes",
    maxBytes: FILE_WHOLE_MAX_BYTES,
    answer: () => UploadedSchema,
    status: 201,
    rate: { account: "file" },
    since: "0.3",
    says: "a file of at most 8 MiB, whole, of exactly `size` bytes, for the message that is posted as `message`: with the `ticket`, within 8 days. Its type is told by its bytes",
  },
  begin: {
    method: "POST",
    path: "/channels/:channel/files/uploads",
    needs: { channel: "post" },
    bots: "write",
    body: BeginUploadBody,
    answer: () => v.object({ upload: v.string(), partBytes: v.number(), left: v.number() }),
    status: 201,
    rate: { account: "file" },
    since: "0.3",
    says: "a larger one, in parts of `partBytes` each but the last, which is what is left",
  },
  part: {
    method: "PUT",
    path: "/channels/:channel/files/uploads/:part",
    needs: { channel: "post" },
    bots: "write",
    params: { part: PartParam },
    query: PartQuery,
    body: "bytes",
    maxBytes: FILE_PART_BYTES,
    answer: () => v.object({ etag: v.string() }),
    rate: { account: "file" },
    since: "0.3",
    says: "the part of this number, from 1 on, in any order; the same one again replaces it",
  },
  finish: {
    method: "POST",
    path: "/channels/:channel/files/finished",
    needs: { channel: "post" },
    bots: "write",
    body: FinishUploadBody,
    answer: () => UploadedSchema,
    status: 201,
    rate: { account: "file" },
    since: "0.3",
    says: "puts the parts together: `parts` has the `etag` of each, in their order",
  },
  room: {
    method: "GET",
    path: "/workspaces/:workspace/files/room",
    needs: { workspace: "readWorkspace" },
    answer: () => v.object({ left: v.number(), most: v.number() }),
    since: "0.3",
    says: "bytes that the class may keep, and those that are left of them",
  },
  read: {
    method: "GET",
    path: "/channels/:channel/messages/:seq/files/:file/:name",
    needs: { room: "readChannel" },
    // Pictures alone.
    visitors: true,
    bots: "read",
    params: { seq: SeqParam, file: PublicIdSchema },
    query: v.object({ download: v.optional(v.string()) }),
    enters: "itself",
    answer: "picture",
    since: "0.3",
    says: "the bytes of a file of that message, or of its `preview`, whole or a range; with `download` always to be kept. The name in the address is for people. Visitors of a widget get pictures alone",
  },
} as const satisfies Record<string, Row>;
