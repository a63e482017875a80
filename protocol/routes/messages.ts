/** Messages over HTTP: the same as the socket's frames, and history pages. */
import * as v from "valibot";
import { ActBody } from "../acts.ts";
import { MessageSchema, PageQuery, PageSchema, TraceStepSchema } from "../messages.ts";
import { ReadBody } from "../personal.ts";
import { PlacesQuery, PlacesSchema } from "../places.ts";
import { EditBody, PostBody } from "../posts.ts";
import { PreviewsQuery, PreviewsSchema } from "../previews.ts";
import { SeqParam, type Row } from "./route.ts";

const One = () => v.object({ message: MessageSchema });
/** What a channel is written as for other programs. */
const FormatParam = v.picklist(["json", "txt", "md", "atom"]);
const IN_ROOM = { room: "readChannel" } as const;

export const messages = {
  page: {
    method: "GET",
    path: "/channels/:channel/messages",
    needs: IN_ROOM,
    visitors: true,
    query: PageQuery,
    enters: "itself",
    answer: () => PageSchema,
    etag: true,
    since: "0.1",
    says: "at most one of `before`, `after`, `around`, each a place; none asks for the newest. Says where it is from: `x-place-source: room` or `d1`; `Link` names the pages beside it",
  },
  plain: {
    method: "GET",
    path: "/channels/:channel/plain/:format",
    needs: IN_ROOM,
    params: { format: FormatParam },
    query: PageQuery,
    enters: "itself",
    answer: "document",
    etag: true,
    since: "0.2",
    says: "a page of history for other programs, as `json`, `txt`, `md` or `atom`; also at the channel's own address, `/c/:channel.:format`",
  },
  post: {
    method: "POST",
    path: "/channels/:channel/messages",
    needs: IN_ROOM,
    visitors: true,
    body: PostBody,
    answer: One,
    status: [201, 200],
    since: "0.1",
    says: "answered after the durable write; the same `id` again gives the message that is there, with `200`",
  },
  edit: {
    method: "PATCH",
    path: "/channels/:channel/messages/:seq",
    needs: IN_ROOM,
    visitors: true,
    params: { seq: SeqParam },
    body: EditBody,
    answer: One,
    since: "0.1",
    says: "the message in its new wording",
  },
  remove: {
    method: "DELETE",
    path: "/channels/:channel/messages/:seq",
    needs: IN_ROOM,
    visitors: true,
    params: { seq: SeqParam },
    answer: One,
    since: "0.1",
    says: "the tombstone",
  },
  act: {
    method: "POST",
    path: "/channels/:channel/messages/:seq/acts",
    needs: IN_ROOM,
    visitors: true,
    params: { seq: SeqParam },
    body: ActBody,
    answer: One,
    since: "0.1",
    says: "reactions, pins, checkpoints, votes",
  },
  versions: {
    method: "GET",
    path: "/channels/:channel/messages/:seq/versions",
    needs: IN_ROOM,
    params: { seq: SeqParam },
    answer: () => v.object({ versions: v.array(v.object({ body: v.string(), at: v.number() })) }),
    since: "0.1",
    says: "earlier wordings and when they were written, oldest first: for its author and the teaching team",
  },
  trace: {
    method: "GET",
    path: "/channels/:channel/messages/:seq/trace",
    needs: IN_ROOM,
    params: { seq: SeqParam },
    answer: () => v.object({ steps: v.array(TraceStepSchema) }),
    since: "0.1",
    says: "received, committed, told, kept, in the order in which they were done; empty where the room has forgotten",
  },
  landmarks: {
    method: "GET",
    path: "/channels/:channel/landmarks",
    needs: IN_ROOM,
    visitors: true,
    answer: () => v.object({ messages: v.array(MessageSchema) }),
    etag: true,
    since: "0.1",
    says: "pins and checkpoints, newest first",
  },
  previews: {
    method: "GET",
    path: "/previews",
    needs: "account",
    query: PreviewsQuery,
    answer: () => PreviewsSchema,
    rate: { account: "preview" },
    since: "0.2",
    says: "at most 40 messages as links to them show them, `of` `<channel>.<seq>` with commas between, in any class of mine; null for each that is not there, deleted, or not mine to read. With `.<rev>` behind it, no older than that",
  },
  places: {
    method: "GET",
    path: "/channels/:channel/places",
    needs: IN_ROOM,
    query: PlacesQuery,
    answer: () => PlacesSchema,
    rate: { account: "search" },
    since: "0.2",
    says: "`times`: at which message each of these moments lies, at most 64; `samples`: so many messages of the whole channel, one as far from the next as the other, and when they were written",
  },
  read: {
    method: "POST",
    path: "/channels/:channel/read",
    needs: IN_ROOM,
    body: ReadBody,
    answer: "nothing",
    rate: { account: "read" },
    since: "0.1",
    says: "read up to there; with `back: true` the mark may go back, and what is after it is unread again",
  },
} as const satisfies Record<string, Row>;
