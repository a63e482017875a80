/** Previews of messages, for who shows a link to one: what is asked over HTTP, and what is told of each. */
import * as v from "valibot";
import { CHANNEL_KINDS } from "./channels.ts";
import { PREVIEWS_MAX, SEQ_MAX } from "./limits.ts";
import { PublicIdSchema } from "./text.ts";

/** A message by its place; `rev`: a state of it that the asker knows of, which the answer is not to be older than. */
export interface PreviewTarget {
  channel: string;
  seq: number;
  rev: number;
}

const TARGET = /^(?<channel>[0-9A-Za-z_-]{6,40})\.(?<seq>[1-9]\d{0,9})(?:\.(?<rev>\d{1,15}))?$/u;

/** `<channel>.<seq>` or `<channel>.<seq>.<rev>`; null for anything else, a place that no channel can have included. */
export function previewTarget(text: string): PreviewTarget | null {
  const { channel, seq, rev } = TARGET.exec(text)?.groups ?? {};
  // The next channel begins behind the last place of this one.
  if (channel === undefined || Number(seq) > SEQ_MAX) return null;
  return { channel, seq: Number(seq), rev: Number(rev ?? 0) };
}

/** Query of `GET /previews`. */
export const PreviewsQuery = v.object({
  /** Which messages, with commas between: `<channel>.<seq>`, or `<channel>.<seq>.<rev>` where it is to be no older than that. */
  of: v.pipe(
    v.string("invalid"),
    v.transform((text) => text.split(",")),
    v.maxLength(PREVIEWS_MAX, "too_many"),
    v.array(
      v.pipe(
        v.string(),
        v.check((text) => previewTarget(text) !== null, "invalid"),
      ),
    ),
  ),
});

/** What a message has beside its words. */
const PREVIEWED = ["poll", "image", "file"] as const;

const PreviewSchema = v.object({
  /** With `seq`, where it stands now: of one that was moved, not where it was asked for. */
  channel: PublicIdSchema,
  seq: v.number(),
  /** Of this state of the message. */
  rev: v.number(),
  at: v.number(),
  author: v.object({ id: PublicIdSchema, name: v.string() }),
  /** Where it was said: for a reply in a thread, the channel that the thread hangs in. `name` null: a direct message. */
  place: v.object({
    id: PublicIdSchema,
    workspace: PublicIdSchema,
    kind: v.picklist(CHANNEL_KINDS),
    name: v.nullable(v.string()),
  }),
  /** Markdown, cut. */
  body: v.string(),
  has: v.array(v.picklist(PREVIEWED)),
});
export type Preview = v.InferOutput<typeof PreviewSchema>;

/** In the order in which they were asked for. Null: not there, deleted, or not the asker's to read, and nothing tells which. */
export const PreviewsSchema = v.object({ previews: v.array(v.nullable(PreviewSchema)) });
