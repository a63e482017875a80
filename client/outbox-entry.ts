/** What was written and is not yet known to be carried out, and where it is kept meanwhile. */
import type { Act, ChannelRequest, EditContent, PostContent, Refusal } from "../protocol/index.ts";

interface EntryBase {
  /** Of a post, the message's id; of anything else, its `ref`. */
  readonly id: string;
  readonly channel: string;
  /** The tab or process that sends it; another one takes over when that one is gone. */
  readonly owner: string;
  /** Milliseconds, by the server's clock; never the same twice, so that it orders the entries. */
  readonly createdAt: number;
  /** How often it was handed to a socket or a request. From the second on, it may be stored already. */
  readonly attempts: number;
  /** Set: refused, and kept until the person tries again or lets it go. */
  readonly refusal?: Refusal;
}
/** `waits`: it goes out once its files are there; until then it is kept, and is in nobody's way. */
export type PostEntry = EntryBase &
  Readonly<PostContent> & { readonly kind: "post"; readonly waits?: boolean | undefined };
export interface EditEntry extends EntryBase, Readonly<EditContent> {
  readonly kind: "edit";
  readonly seq: number;
}
export interface DeleteEntry extends EntryBase {
  readonly kind: "delete";
  readonly seq: number;
}
/** Names the state it wants, so sending it twice does it once. */
export interface ActEntry extends EntryBase {
  readonly kind: "act";
  readonly seq: number;
  readonly act: Act;
}
export type OutboxEntry = PostEntry | EditEntry | DeleteEntry | ActEntry;

/** Keeps one account's entries. A store that fails costs safety over a reload, never the sending itself. */
export interface OutboxStore {
  all(): Promise<OutboxEntry[]>;
  put(entry: OutboxEntry): Promise<void>;
  remove(id: string): Promise<void>;
}

/** An edit or a delete: changes of one message wait for one another, or the later could be held against the earlier. */
export const isChange = (entry: OutboxEntry): entry is EditEntry | DeleteEntry =>
  entry.kind === "edit" || entry.kind === "delete";

/** The same edit, written over what an earlier one of mine has made of the message: that one is no news to its writer. */
export const writtenOver = (edit: EditEntry, rev: number): EditEntry => ({
  ...edit,
  rev: Math.max(edit.rev ?? 0, rev),
});

export const inOrder = (a: OutboxEntry, b: OutboxEntry) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

/** To be sent again because the person said so: an edit then stands over whatever was changed in between. */
export function revived(entry: OutboxEntry): OutboxEntry {
  const { refusal: _refusal, ...rest } = entry;
  if (rest.kind !== "edit") return rest;
  const { rev: _rev, ...insisted } = rest;
  return insisted;
}

/** What is posted, whatever it has: the entry without what the outbox says of it. One that is sent waits for nothing. */
export function contentOf(entry: PostEntry): PostContent & Pick<PostEntry, "waits"> {
  const { kind: _kind, ...rest } = entry;
  const {
    id: _id,
    channel: _channel,
    owner: _owner,
    createdAt: _at,
    attempts: _tries,
    refusal: _why,
    ...content
  } = rest;
  return content;
}

export function toFrame(entry: OutboxEntry): ChannelRequest {
  switch (entry.kind) {
    case "post":
      return {
        type: "post",
        id: entry.id,
        ...contentOf(entry),
        ...(entry.attempts > 1 && { retry: true }),
      };
    case "edit":
      return {
        type: "edit",
        ref: entry.id,
        seq: entry.seq,
        body: entry.body,
        ...(entry.rev !== undefined && { rev: entry.rev }),
      };
    case "delete":
      return { type: "delete", ref: entry.id, seq: entry.seq };
    case "act":
      return { type: "act", ref: entry.id, seq: entry.seq, act: entry.act };
  }
}
