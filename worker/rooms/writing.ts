/**
 * The rules of writing in a channel: who may, how fast, what a retry gets, and what an edit or a delete leaves behind.
 * Everything here is synchronous: the room calls it in one turn with its sends, and the runtime's output gate holds those
 * until the write is durable.
 */
import { decideInChannel, type ChannelAction } from "../access.ts";
import { refusal, type ImportMessage, type Message, type Refusal } from "../../protocol/index.ts";
import type { ChannelFacts } from "./channel-facts.ts";
import type { RateLimiter } from "./rate.ts";
import type { RoomLog } from "./room-log.ts";
import type { SocketIdentity } from "./socket-identity.ts";

export interface PostRequest {
  id: string;
  body: string;
  replyTo?: number | undefined;
}
export type ChangeRequest = { seq: number } & ({ type: "edit"; body: string; rev?: number | undefined } | { type: "delete" });

/** `isNew` is false for a retry of what was stored before, and for a change that changed nothing. */
export type Written = { ok: true; message: Message; isNew: boolean } | { ok: false; refusal: Refusal };

const refused = (...told: Parameters<typeof refusal>): Written => ({ ok: false, refusal: refusal(...told) });

export class Writing {
  readonly #log: RoomLog;
  readonly #rates: RateLimiter;

  constructor(log: RoomLog, rates: RateLimiter) {
    this.#log = log;
    this.#rates = rates;
  }

  post(facts: ChannelFacts, who: SocketIdentity, request: PostRequest, now: number): Written {
    const known = this.#log.seqOf(request.id);
    if (known !== undefined) return this.storedBefore(who, this.#log.at(known));
    const code = decide("post", facts, who, {}, now);
    if (code) return refused(code, code === "muted" && who.mutedUntil ? { retryAfter: who.mutedUntil - now } : {});
    const wait = this.#rates.take("post", who.member, now);
    if (wait > 0) return tooFast(wait);
    if (request.replyTo !== undefined && request.replyTo > this.#log.head.seq) return refused("invalid", { field: "replyTo" });
    const at = Math.max(now, this.#log.head.lastAt);
    const draft = { id: request.id, author: who.member, at, body: request.body };
    return { ok: true, isNew: true, message: this.#log.append(request.replyTo === undefined ? draft : { ...draft, replyTo: request.replyTo }) };
  }

  /** The answer to a retry. An id belongs to who used it first. */
  storedBefore(who: SocketIdentity, message: Message | undefined): Written {
    if (!message || message.author !== who.member) return refused("invalid", { field: "id" });
    return { ok: true, isNew: false, message };
  }

  /** @param message the message as it now is */
  change(facts: ChannelFacts, who: SocketIdentity, request: ChangeRequest, message: Message | undefined, now: number): Written {
    if (!message) return refused("not_found");
    const isAuthor = message.author === who.member;
    const code = decide(request.type === "edit" ? "editMessage" : "deleteMessage", facts, who, { isAuthor }, now);
    if (code) return refused(code);
    if (message.deletedAt !== undefined) return request.type === "delete" ? { ok: true, message, isNew: false } : refused("deleted");
    const wait = this.#rates.take("change", who.member, now);
    if (wait > 0) return tooFast(wait);
    if (request.type === "delete") return { ok: true, isNew: true, message: this.#log.change(tombstone(message, now)) };
    if (request.rev !== undefined && request.rev !== message.rev) return refused("stale");
    if (request.body === message.body) return { ok: true, message, isNew: false };
    return { ok: true, isNew: true, message: this.#log.change({ ...message, body: request.body, editedAt: now }) };
  }

  /** A message that an import brings: its own time and author, no rate, the same log. @returns undefined for one that is there */
  bring(imported: ImportMessage): Message | undefined {
    if (this.#log.seqOf(imported.id) !== undefined) return undefined;
    if (imported.at < this.#log.head.lastAt) this.#log.noteOutOfOrder();
    const { id, author, at, body, editedAt, deletedAt, meta, replyToId } = imported;
    const replyTo = imported.replyTo ?? (replyToId === undefined ? undefined : this.#log.seqOf(replyToId));
    const draft: Omit<Message, "seq" | "rev"> = { id, author, at, body };
    if (editedAt !== undefined) draft.editedAt = editedAt;
    if (deletedAt !== undefined) draft.deletedAt = deletedAt;
    if (replyTo !== undefined && replyTo <= this.#log.head.seq) draft.replyTo = replyTo;
    if (meta !== undefined) draft.meta = meta;
    return this.#log.append(draft);
  }

  /** May a retry this old be looked for in D1 now? @returns 0 or the milliseconds to wait */
  mayLookUp(who: SocketIdentity, now: number): number {
    return this.#rates.take("lookUp", who.member, now);
  }
}

export const tooFast = (wait: number): Written =>
  refused("too_fast", { retryAfter: wait, sentence: `That is faster than people can read. It goes out in ${Math.ceil(wait / 1000)} s.` });

/** The place stays, the words go. */
function tombstone(message: Message, now: number): Omit<Message, "rev"> {
  const { id, seq, author, at } = message;
  return { id, seq, author, at, body: "", deletedAt: now };
}

function decide(action: ChannelAction, facts: ChannelFacts, who: SocketIdentity, target: { isAuthor?: boolean }, now: number) {
  const { kind, posting, archived } = facts;
  return decideInChannel(action, who, { kind, posting, archived, isDefault: false, inside: true, creator: who.creator === true }, target, now);
}
