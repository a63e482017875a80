/**
 * The rules of writing in a channel: who may, how fast, what a retry gets, and what an edit or a delete leaves behind. Everything here is
 * synchronous: the room calls it in one turn with its sends, and the runtime's output gate holds those until the write is durable.
 */
import { heldBy } from "../../../protocol/held-by-programs.ts";
import { decideInChannel, targetOf, type ChannelAction, type Target } from "../../../protocol/permissions.ts";
import {
  TURNS_MAX,
  refusal,
  storedIdsOf,
  groupMentionsIn,
  type GroupMention,
  type ImportMessage,
  type LinkCard,
  type Message,
  type MessageFile,
  type Refusal,
  type RefusalCode,
} from "../../../protocol/index.ts";
import { taskTarget } from "../../../protocol/task-target.ts";
import type {
  ChangeRequest,
  ChannelFacts,
  PostRequest,
  RateLeft,
  SocketIdentity,
  ThreadCopy,
  ThreadSummary,
  Versions,
  Written,
} from "../contract.ts";
import { postedFiles } from "../files/posted-files.ts";
import type { FileTickets } from "../files/tickets.ts";
import { isSameContent } from "./same-content.ts";
import { ballotsOf, importedMeta } from "./imported-meta.ts";
import { edited, tombstone } from "./edited.ts";
import { cardsOf } from "./card-changes.ts";
import { actionOf, applyAct, newPoll, type ActionResult, type PrivateState } from "./message-actions.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { SlowMode } from "./slow-mode.ts";
import { summedUp } from "./summed.ts";
import { heldWordOfEdit } from "./holding.ts";
import { homeOf } from "../channel-facts.ts";
import { Turns } from "./turns.ts";
import type { RoomLog, StoredMessage } from "../log/room-log.ts";
import { because } from "../../../protocol/reasons.ts";

const refused = (...told: Parameters<typeof refusal>): Written => ({ ok: false, refusal: refusal(...told) });

export class MessageRules {
  readonly #log: RoomLog;
  readonly #rates: RateLimiter;
  readonly #turns = new Turns();
  readonly #tickets: FileTickets;
  readonly #slow: SlowMode;

  constructor(log: RoomLog, rates: RateLimiter, tickets: FileTickets) {
    this.#log = log;
    this.#rates = rates;
    this.#tickets = tickets;
    this.#slow = new SlowMode(log);
  }

  post(facts: ChannelFacts, who: SocketIdentity, request: PostRequest, now: number): Written {
    const known = this.#log.seqOf(request.id);
    if (known !== undefined) {
      const stored = request.keyed ? this.#log.storedMessageAt(known) : this.#log.at(known);
      return this.storedBefore(who, stored, request);
    }
    const why = this.mayPost(facts, who, request, now);
    if (why) return { ok: false, refusal: why };
    const files = request.files && this.filesOf(who, request, now);
    if (files && "code" in files) return { ok: false, refusal: files };
    const at = Math.max(now, this.#log.head.lastAt);
    const draft: Omit<Message, "seq" | "rev"> = { id: request.id, author: who.member, at, body: request.body };
    if (request.replyTo !== undefined) draft.replyTo = request.replyTo;
    if (request.alsoToChannel) draft.meta = { alsoToChannel: true };
    if (request.fromThread) draft.meta = { fromThread: request.fromThread };
    if (request.program) draft.meta = { ...draft.meta, hook: true, ...request.program };
    const reach = this.#groupMentions(facts, who, request.body, [], now);
    if (reach.length > 0) draft.meta = { ...draft.meta, reach };
    if (files ?? request.copied) draft.meta = { ...draft.meta, files: files ?? request.copied };
    this.wrote(who, request, now);
    if (!request.poll) return { ok: true, isNew: true, message: this.#log.append(draft) };
    const { poll, sealed } = newPoll(request.poll);
    return {
      ok: true,
      isNew: true,
      message: this.#log.append({ ...draft, meta: { ...draft.meta, poll } }, JSON.stringify(sealed)),
    };
  }

  /** May they post this here, now, at this rate? What is refused for anything else takes none of their tokens. @returns why not */
  mayPost(facts: ChannelFacts, who: SocketIdentity, request: PostRequest, now: number): Refusal | null {
    const { alsoToChannel, replyTo, poll, program } = request;
    const code = decide("post", facts, who, {}, now);
    if (code) return refusal(code, code === "muted" && who.mutedUntil ? { retryAfter: who.mutedUntil - now } : {});
    if (alsoToChannel) {
      const outside = facts.thread ? decide("post", facts.thread.parent, who, {}, now) : "invalid";
      if (outside) return refusal(outside, { field: "alsoToChannel" });
    }
    if (replyTo !== undefined && replyTo > this.#log.head.seq) return refusal("invalid", { field: "replyTo" });
    if (poll?.closesAt !== undefined && poll.closesAt <= now)
      return refusal("invalid", { field: "poll.closesAt", ...because("poll_ends_in_past") });
    if (request.approved) return null;
    const pause = this.#slow.waitOf(facts, who, request, now);
    if (pause > 0) return slowDown(pause);
    const wait = this.#rates.take(who.scope ? "program" : "post", who.member, now);
    if (wait > 0) return waitFor(wait);
    // What comes by an address that posts hears of nothing, and cannot answer itself.
    const isLoop = !program && !this.#turns.take(Boolean(who.scope), now);
    return isLoop ? refusal("too_many", because("looping", { turns: TURNS_MAX })) : null;
  }

  /** Something of theirs was stored, or waits for the teaching team: the pause until their next message begins. */
  wrote(who: SocketIdentity, request: PostRequest, now: number): void {
    this.#slow.wrote(who, request, now);
  }

  /** The files that a message is posted with, before it is posted. @returns the refusal where one is none of theirs */
  filesOf(who: SocketIdentity, { id, files }: PostRequest, now: number): MessageFile[] | Refusal {
    return files ? postedFiles(this.#tickets, files, who, id, now) : [];
  }

  /** The answer to a retry. An id belongs to who used it first, and a key to what came with it. */
  storedBefore(who: SocketIdentity, stored: StoredMessage | undefined, request: PostRequest): Written {
    if (!stored || stored.author !== who.member) return refused("invalid", { field: "id" });
    if (request.keyed && !isSameContent(stored, request)) return refused("key_reused", { field: "Idempotency-Key" });
    const { sealed: _sealed, ...message } = stored;
    return { ok: true, isNew: false, message };
  }

  /** How often somebody may post, or change something, at once from now on. */
  left(what: "post" | "change", who: SocketIdentity, now: number): RateLeft {
    const policy = what === "post" && who.scope ? "program" : what;
    return { policy, ...this.#rates.left(policy, who.member, now) };
  }

  /** @param stored the message as it now is */
  change(
    facts: ChannelFacts,
    who: SocketIdentity,
    request: ChangeRequest,
    stored: StoredMessage | undefined,
    now: number,
  ): Written {
    if (!stored) return refused("not_found");
    const { sealed: sealedJson, ...message } = stored;
    const target = {
      ...targetOf(asTheirs(message, who), who.member),
      ...taskTarget(message, who.member, facts.studentTasks === true),
    };
    const code = decide(actionOfChange(request), facts, who, target, now);
    if (code === "deleted" && request.type === "delete") return { ok: true, message, isNew: false };
    if (code === "forbidden" && request.type === "edit" && target.isAuthor)
      return refused(code, target.isCopy ? because("said_in_thread") : {});
    if (code) return refused(code);
    if (heldWordOfEdit(facts, who, request) !== undefined) return refused("forbidden", because("edit_held_word"));
    const sealed = sealedJson === undefined ? {} : (JSON.parse(sealedJson) as PrivateState);
    // What they wrote as somebody whom an import brought they take back themselves.
    const isOwn = request.type === "delete" && target.isAuthor === true;
    const result = this.#changed(message, sealed, request, isOwn ? message.author : who.member, now);
    if (typeof result === "string") return refused(result);
    if (result === null) return { ok: true, message, isNew: false };
    const wait = this.#rates.take("change", who.member, now);
    if (wait > 0) return tooFast(wait);
    if (request.type !== "edit") return { ok: true, isNew: true, message: this.#store(result) };
    const { reach: before = [], ...meta } = result.message.meta ?? {};
    const reach = this.#groupMentions(facts, who, request.body, before, now);
    const edited = { ...result.message, meta: reach.length > 0 ? { ...meta, reach } : meta };
    return { ok: true, isNew: true, message: this.#store({ ...result, message: edited }) };
  }

  /** What a thread's room tells of it. @returns undefined where this is known already */
  summarise(stored: StoredMessage, summary: ThreadSummary): Message | undefined {
    const { sealed: _sealed, ...message } = stored;
    const { rev: _rev, ...thread } = summary;
    const sealed = summedUp(stored, summary, this.#log.head.rev + 1);
    return sealed && this.#store({ message: { ...message, meta: { ...message.meta, thread } }, sealed });
  }

  /**
   * The cards of a message's links, as far as they are there; those that its words do not lead to any more, or that were taken away, go.
   * @param links in its words as they are, those that get a card @returns undefined where it shows these already
   */
  showCards(stored: StoredMessage, links: readonly string[], found: readonly LinkCard[]): Message | undefined {
    const { sealed, ...message } = stored;
    const cards = message.deletedAt === undefined ? cardsOf(stored, links, found) : [];
    const { cards: before = [], ...meta } = message.meta ?? {};
    if (cards.length === before.length && cards.every((card, at) => card === before[at])) return undefined;
    const left = cards.length > 0 ? { ...meta, cards } : meta;
    const { meta: _before, ...bare } = message;
    return this.#log.change(Object.keys(left).length > 0 ? { ...bare, meta: left } : bare, sealed);
  }

  /** The copy of a reply follows what became of it. @returns undefined where it is so already */
  follow(stored: StoredMessage, copy: ThreadCopy, now: number): Message | undefined {
    const { sealed: sealedJson, ...message } = stored;
    if (message.deletedAt !== undefined || message.author !== copy.author) return undefined;
    const sealed = sealedJson === undefined ? {} : (JSON.parse(sealedJson) as PrivateState);
    const request = copy.deleted
      ? ({ type: "delete", seq: message.seq } as const)
      : ({ type: "edit", seq: message.seq, body: copy.body, files: storedIdsOf(copy.files) } as const);
    const result = this.#changed(message, sealed, request, copy.author, now);
    return result === null || typeof result === "string" ? undefined : this.#store(result);
  }

  /** The channel did not take the copy of this reply. @returns undefined where it is said already, or nothing is left to say it of */
  staysInThread(stored: StoredMessage): Message | undefined {
    const { sealed, ...message } = stored;
    if (!message.meta?.alsoToChannel || message.deletedAt !== undefined) return undefined;
    return this.#log.change({ ...message, meta: { ...message.meta, alsoToChannel: false } }, sealed);
  }

  /** A poll whose time has come. @returns undefined where there is nothing left to close */
  closePoll(stored: StoredMessage, now: number): Message | undefined {
    const { sealed, ...message } = stored;
    const result = applyAct(
      message,
      sealed === undefined ? {} : (JSON.parse(sealed) as PrivateState),
      { type: "closePoll" },
      message.author,
      now,
    );
    return result === null || typeof result === "string" ? undefined : this.#store(result);
  }

  versions(facts: ChannelFacts, who: SocketIdentity, stored: StoredMessage | undefined): Versions {
    if (!stored) return { ok: false, refusal: refusal("not_found") };
    const code = decide("readVersions", facts, who, targetOf(asTheirs(stored, who), who.member), Date.now());
    if (code) return { ok: false, refusal: refusal(code) };
    return {
      ok: true,
      versions: stored.sealed === undefined ? [] : ((JSON.parse(stored.sealed) as PrivateState).versions ?? []),
    };
  }

  mayType(facts: ChannelFacts, who: SocketIdentity, now: number): boolean {
    if (who.privacy?.typing === false) return false;
    return decide("post", facts, who, {}, now) === null && this.#rates.take("typing", who.member, now) === 0;
  }

  /** The crowds that a message reaches: those it names, but for many at once only where its author may and not all the time. */
  #groupMentions(
    facts: ChannelFacts,
    who: SocketIdentity,
    body: string,
    before: GroupMention[],
    now: number,
  ): GroupMention[] {
    const named = groupMentionsIn(body);
    const isFree = (crowd: GroupMention) => crowd === "ta" || crowd === "teacher" || before.includes(crowd);
    const mayMentionGroups =
      named.every(isFree) ||
      (decide("reachMany", facts, who, {}, now) === null && this.#rates.take("reach", who.member, now) === 0);
    return mayMentionGroups ? named : named.filter(isFree);
  }

  #store({ message, sealed }: ActionResult): Message {
    return this.#log.change(message, Object.keys(sealed).length > 0 ? JSON.stringify(sealed) : undefined);
  }

  #changed(
    message: Message,
    sealed: PrivateState,
    request: ChangeRequest,
    member: string,
    now: number,
  ): ActionResult | RefusalCode | null {
    switch (request.type) {
      case "delete":
        return {
          message: tombstone(message, now),
          sealed: {
            ...(sealed.threadRev !== undefined && { threadRev: sealed.threadRev }),
            ...(member !== message.author && { removedBy: member }),
          },
        };
      case "act":
        return applyAct(message, sealed, request.act, member, now);
      case "edit":
        return edited(message, sealed, request, this.#log.head.rev + 1, now);
    }
  }

  /** A message that an import brings: its own time and author, no rate, the same log. @returns undefined for one that is there */
  storeImported(imported: ImportMessage): Message | undefined {
    if (this.#log.seqOf(imported.id) !== undefined) return undefined;
    const { id, author, at, body, editedAt, deletedAt, meta, replyToId } = imported;
    const replyTo = imported.replyTo ?? (replyToId === undefined ? undefined : this.#log.seqOf(replyToId));
    const draft: Omit<Message, "seq" | "rev"> = { id, author, at, body };
    if (editedAt !== undefined) draft.editedAt = editedAt;
    if (deletedAt !== undefined) draft.deletedAt = deletedAt;
    if (replyTo !== undefined && replyTo <= this.#log.head.seq) draft.replyTo = replyTo;
    draft.meta = importedMeta(meta);
    return this.#log.append(draft, ballotsOf(meta?.poll));
  }

  /** May this member have that much of what costs rows in D1 now? @returns 0 or the milliseconds to wait */
  mayTake(kind: "lookUp" | "old" | "resume" | "page", who: SocketIdentity, now: number, tokens = 1): number {
    return this.#rates.take(kind, who.member, now, tokens);
  }
}

const slowDown = (wait: number): Refusal =>
  refusal("slow_mode", { retryAfter: wait, ...because("slow_seconds", { seconds: Math.ceil(wait / 1000) }) });
const waitFor = (wait: number): Refusal =>
  refusal("too_fast", { retryAfter: wait, ...because("wait_seconds", { seconds: Math.ceil(wait / 1000) }) });
export const tooFast = (wait: number): Written => ({ ok: false, refusal: waitFor(wait) });

/** A message of an imported person whom they were found to be is their own. */
function asTheirs<M extends Pick<Message, "author">>(message: M, { member, was }: SocketIdentity): M {
  return was?.includes(message.author) ? { ...message, author: member } : message;
}

function actionOfChange(request: ChangeRequest): ChannelAction {
  if (request.type === "act") return actionOf(request.act);
  return request.type === "edit" ? "editMessage" : "deleteMessage";
}

function decide(action: ChannelAction, facts: ChannelFacts, who: SocketIdentity, target: Target, now: number) {
  const { kind, posting, archived, isLarge, thread } = facts;
  const place = {
    ...{ kind, posting, archived, isDefault: false, inside: true, creator: who.creator === true },
    ...(thread && { parentKind: thread.parent.kind }),
    ...{ isLarge: isLarge === true, closed: who.closed ?? null },
    ...{ holds: homeOf(facts).holds === true, locked: facts.locked === true },
  };
  const { role, mutedUntil, visit, classArchived, lacksFactor } = who;
  const actor = { role, mutedUntil, visit, scope: heldBy(who.scope), classArchived, lacksFactor };
  return decideInChannel(action, actor, place, target, now);
}
