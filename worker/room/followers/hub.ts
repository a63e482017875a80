/** What a room tells the workspace's hub: merged, at most once a second, where people talk on and on less often. Never one call per reader. */
import { UNREAD_LOOKED_AT, type Message } from "../../../protocol/index.ts";
import type { ChannelFacts, NamedMembers, RoomNotice } from "../contract.ts";
import { LastingFailure } from "../../lasting-failure.ts";
import { handlesIn, isReworded } from "../commit/mentions.ts";
import type { StoredMessage } from "../log/room-log.ts";
import type { Part } from "../part.ts";
import { NewsPace } from "./news-pace.ts";
import { hubOf } from "../stubs.ts";

/** It became a task or is none any more, is done or open again, or another's. */
const isOtherTask = ({ meta }: Message, before: StoredMessage | undefined): boolean =>
  (meta?.task ?? before?.meta?.task) !== undefined && JSON.stringify(meta?.task) !== JSON.stringify(before?.meta?.task);

const EVERY_MS = 1_000;
/** A hub that is away is asked again after a second, then more and more seldom. A timer waits for it: asleep, the room would forget. */
const LONGEST_PAUSE_MS = 30_000;
/** Some ten minutes. Then the room may sleep, and what waits goes with the next change, if there is one before that. */
const TRIES_MAX = 24;

export class HubFollower implements Part {
  readonly name = "notices";
  readonly #hubs: Env["HUBS"];
  #pending: RoomNotice | null = null;
  readonly #pace: NewsPace;
  #sentAt = 0;
  #timer: { at: number; id: ReturnType<typeof setTimeout> } | null = null;
  /** The notice that is on its way, one at a time, so that a lost one is not overtaken by the next; never rejects. */
  #sending: Promise<void> = Promise.resolve();
  #isSending = false;
  /** Something was to be told while one was on its way. */
  #isDue = false;
  readonly #failure = new LastingFailure("notice");

  /** @param here ids of the members who have a socket in this room */
  constructor(hubs: Env["HUBS"], here: () => Iterable<string>) {
    this.#hubs = hubs;
    this.#pace = new NewsPace(here);
  }

  /** When news that wait have to be told, ms since 1970; null: none do. */
  get next(): number | null {
    return this.#pace.next;
  }

  /** The alarm rang. */
  ring(facts: ChannelFacts, now: number): void {
    if (this.next !== null && this.next <= now) this.#send(facts);
  }

  /** Somebody looks elsewhere from now on. */
  left(facts: ChannelFacts): void {
    this.#send(facts);
  }

  posted(facts: ChannelFacts, messages: Message[]): void {
    const newest = messages.at(-1);
    if (!newest) return;
    const notice = this.#draft(facts);
    notice.seq = newest.seq;
    notice.at = newest.at;
    notice.author = newest.author;
    notice.imported = newest.meta?.imported === true || undefined;
    const own = (notice.own ??= {});
    for (const message of messages) {
      (own[message.author] ??= []).push(message.seq);
      const named = namedIn(message);
      if (named.handles.length > 0 || named.reach.length > 0) (notice.named ??= []).push(named);
    }
    for (const message of messages)
      // An import brings what was deleted elsewhere.
      if (message.deletedAt !== undefined) this.deleted(facts, message);
    if (notice.named || notice.reads || facts.kind === "dm" || facts.kind === "group") this.#schedule(facts);
    else if (this.#pace.maySend(Date.now())) this.#send(facts, true);
  }

  changed(facts: ChannelFacts, after: Message, before: StoredMessage | undefined): void {
    if (after.deletedAt !== undefined) this.deleted(facts, after, before);
    else if (isReworded(after, before) || isOtherTask(after, before)) this.#reworded(facts, after);
  }

  /** `before`: the message while it still had its words, where that is known. */
  deleted(facts: ChannelFacts, message: Message, before: Message = message): void {
    (this.#draft(facts).deleted ??= []).push(namedIn(before));
    this.#reworded(facts, message);
  }

  #reworded(facts: ChannelFacts, { seq, rev }: Message): void {
    (this.#draft(facts).changes ??= []).push({ seq, rev });
    this.#schedule(facts);
  }

  read(facts: ChannelFacts, member: string, seq: number): void {
    const notice = this.#draft(facts);
    notice.reads ??= {};
    notice.reads[member] = Math.max(seq, notice.reads[member] ?? 0);
    this.#schedule(facts);
  }

  /**
   * A mark that went back is told by who moved it: what waits here, or is on its way, would move it forward again. Settles when
   * neither can.
   */
  async forgetRead(member: string): Promise<void> {
    if (this.#pending?.reads) delete this.#pending.reads[member];
    await this.#sending;
    // What did not arrive waits again.
    if (this.#pending?.reads) delete this.#pending.reads[member];
  }

  #draft(facts: ChannelFacts): RoomNotice {
    this.#pending ??= { channel: facts.channelId };
    if (facts.thread) this.#pending.parent = { channel: facts.thread.parent.channelId, seq: facts.thread.seq };
    return this.#pending;
  }

  #schedule(facts: ChannelFacts): void {
    const at = this.#sentAt + EVERY_MS;
    if (at <= Date.now()) this.#send(facts);
    else this.#sendAt(facts, at);
  }

  #sendAt(facts: ChannelFacts, at: number): void {
    if (this.#timer && this.#timer.at <= at) return;
    clearTimeout(this.#timer?.id);
    const id = setTimeout(() => {
      this.#timer = null;
      this.#send(facts);
    }, at - Date.now());
    this.#timer = { at, id };
  }

  #send(facts: ChannelFacts, isPaced = false): void {
    const notice = this.#pending;
    if (!notice) return;
    if (this.#isSending) {
      this.#isDue = true;
      return;
    }
    this.#pending = null;
    this.#isDue = false;
    this.#sentAt = Date.now();
    this.#pace.sent(this.#sentAt, isPaced);
    this.#isSending = true;
    this.#sending = this.#tell(facts, notice).finally(() => {
      this.#isSending = false;
      if (this.#isDue) this.#schedule(facts);
    });
  }

  /** Never rejects. What did not arrive waits again, all of it: whom it names is told live by nobody else. */
  async #tell(facts: ChannelFacts, notice: RoomNotice): Promise<void> {
    const about = { channel: facts.channelId };
    try {
      const online = await hubOf({ HUBS: this.#hubs }, facts.workspaceId).notice(notice);
      if (online) this.#pace.setOnline(online);
      this.#failure.worked(about);
    } catch (error) {
      this.#pending = merged(notice, this.#draft(facts));
      this.#failure.failed(error, about);
      const { tries } = this.#failure.failing ?? { tries: 1 };
      // What is new meanwhile begins the tries anew where they came to an end.
      if (tries < TRIES_MAX) this.#sendAt(facts, Date.now() + Math.min(EVERY_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS));
    }
  }
}

/** One notice of two that follow each other. Of places without end the newest are kept. */
function merged(before: RoomNotice, after: RoomNotice): RoomNotice {
  const newest = <T>(older: T[] = [], newer: T[] = []): T[] => [...older, ...newer].slice(-UNREAD_LOOKED_AT);
  const both = { ...before, ...after };
  for (const list of ["named", "deleted", "changes"] as const)
    if (both[list]) Object.assign(both, { [list]: newest<unknown>(before[list], after[list]) });
  if (both.own) both.own = eachOf(before.own, after.own, (older, newer) => newest(older, newer));
  if (both.reads) both.reads = eachOf(before.reads, after.reads, (older = 0, newer = 0) => Math.max(older, newer));
  return both;
}

function eachOf<T>(
  before: Record<string, T> = {},
  after: Record<string, T> = {},
  merge: (before: T | undefined, after: T | undefined) => T,
): Record<string, T> {
  const keys = Object.keys({ ...before, ...after });
  return Object.fromEntries(keys.map((key) => [key, merge(before[key], after[key])]));
}

function namedIn(message: Message): NamedMembers {
  const { seq, author, meta } = message;
  return { seq, author, handles: handlesIn(message), reach: meta?.fromThread ? [] : (meta?.reach ?? []) };
}
