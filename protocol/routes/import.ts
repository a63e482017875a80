/** Bringing a history in: people, then channels, then their messages in order. Each request is safe to send twice. */
import * as v from "valibot";
import { ChannelSchema } from "../channels.ts";
import { UploadQuery } from "../files.ts";
import { FILE_STAFF_MAX_BYTES, IMPORT_BODY_MAX_BYTES } from "../limits.ts";
import { ImportChannelBody, ImportMessagesBody, ImportPeopleBody, ImportPlacesQuery, SeqSchema } from "../messages.ts";
import { MessageIdSchema, PublicIdSchema } from "../text.ts";
import type { Row } from "./route.ts";

const Places = () => v.array(v.object({ id: MessageIdSchema, seq: SeqSchema }));
const IMPORTER = { workspace: "importHistory" } as const;

export const importing = {
  people: {
    method: "POST",
    path: "/workspaces/:workspace/import/people",
    needs: IMPORTER,
    body: ImportPeopleBody,
    maxBytes: IMPORT_BODY_MAX_BYTES,
    answer: () => v.object({ people: v.array(v.object({ key: v.string(), member: PublicIdSchema })) }),
    since: "0.1",
    says: "the member ids of these, in the same order",
  },
  channel: {
    method: "POST",
    path: "/workspaces/:workspace/import/channels",
    needs: IMPORTER,
    body: ImportChannelBody,
    maxBytes: IMPORT_BODY_MAX_BYTES,
    answer: () => v.object({ channel: ChannelSchema, created: v.boolean() }),
    since: "0.1",
    says: "the channel of this key; `created` where it was not there",
  },
  messages: {
    method: "POST",
    path: "/workspaces/:workspace/import/channels/:channel/messages",
    needs: IMPORTER,
    body: ImportMessagesBody,
    maxBytes: IMPORT_BODY_MAX_BYTES,
    answer: () => v.object({ stored: v.number(), known: v.number(), places: Places() }),
    rate: "by day",
    since: "0.1",
    says: "authors and those who react are people of an import; `too_fast` once the day's allowance is used up",
  },
  file: {
    method: "PUT",
    path: "/workspaces/:workspace/import/channels/:channel/files/:file",
    needs: IMPORTER,
    query: UploadQuery,
    body: "bytes",
    maxBytes: FILE_STAFF_MAX_BYTES,
    answer: "nothing",
    rate: { account: "file" },
    since: "0.3",
    says: "a file of a message that will be imported, under the id that it has in PLACE's own archive; twice is once",
  },
  places: {
    method: "GET",
    path: "/workspaces/:workspace/import/channels/:channel/places",
    needs: IMPORTER,
    query: ImportPlacesQuery,
    answer: () => v.object({ places: Places(), reachedEnd: v.boolean() }),
    since: "0.1",
    says: "what imports brought into a channel after the place `after`, ascending, without a word of it",
  },
} as const satisfies Record<string, Row>;
