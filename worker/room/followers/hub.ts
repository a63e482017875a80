/** What a room tells the workspace's hub: merged, at most once a second, where people talk on and on less often. Never one call per reader. */
import { UNREAD_LOOKED_AT, type Message } from "../../../protocol/index.ts";
import type { ChannelFacts, NamedMembers, RoomNotice } from "../contract.ts";
import { log } from "../../log.ts";
import { handlesIn, isReworded } from "../commit/mentions.ts";
import type { StoredMessage } from "../log/room-log.ts";
import type { Part } from "../part.ts";
import { NewsPace } from "./news-pace.ts";
import { hubOf } from "../stubs.ts";

const EVERY_MS = 1_000;

export class HubFollower implements Part {
  readonly name = "notices";
  readonly #hubs: Env["HUBS"];
  #pending: RoomNotice | null = null;
  readonly #pace: NewsPace;
  #sentAt = 0;
  #isTimed = false;
  /** The notice that is on its way; never rejects. */
  #sending: Promise<void> = Promise.resolve();

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
    const own = (notice.own ??= {});
    for (const message of messages) {
      (own[message.author] ??= []).push(message.seq);
      const named = namedIn(message);
      if (named.handles.length > 0 || named.reach.length > 0) (notice.named ??= []).push(named);
    }
    if (notice.named || notice.reads || facts.kind === "dm" || facts.kind === "group") this.#schedule(facts);
    else if (this.#pace.maySend(Date.now())) this.#send(facts, true);
  }

  changed(facts: ChannelFacts, after: Message, before: StoredMessage | undefined): void {
    if (after.deletedAt !== undefined) this.deleted(facts, after, before);
    else if (isReworded(after, before)) this.#reworded(facts, after);
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
  }

  #draft(facts: ChannelFacts): RoomNotice {
    this.#pending ??= { channel: facts.channelId };
    if (facts.thread) this.#pending.parent = { channel: facts.thread.parent.channelId, seq: facts.thread.seq };
    return this.#pending;
  }

  #schedule(facts: ChannelFacts): void {
    if (this.#isTimed) return;
    const wait = this.#sentAt + EVERY_MS - Date.now();
    if (wait <= 0) {
      this.#send(facts);
      return;
    }
    this.#isTimed = true;
    setTimeout(() => {
      this.#isTimed = false;
      this.#send(facts);
    }, wait);
  }

  #send(facts: ChannelFacts, isPaced = false): void {
    const notice = this.#pending;
    if (!notice) return;
    this.#pending = null;
    this.#sentAt = Date.now();
    this.#pace.sent(this.#sentAt, isPaced);
    // A lost notice is mended by the next one: it carries the newest place, not a step, and what must not be counted goes with it.
    this.#sending = hubOf({ HUBS: this.#hubs }, facts.workspaceId)
      .notice(notice)
      .then((online) => {
        if (online) this.#pace.setOnline(online);
      })
      .catch((error: unknown) => {
        this.#carryOn(facts, notice);
        log.fault("notice", error, { channel: facts.channelId });
      });
  }

  #carryOn(facts: ChannelFacts, { own = {}, deleted = [], changes = [] }: RoomNotice): void {
    const next = this.#draft(facts);
    for (const [member, seqs] of Object.entries(own))
      (next.own ??= {})[member] = [...seqs, ...(next.own?.[member] ?? [])].slice(-UNREAD_LOOKED_AT);
    if (changes.length > 0) next.changes = [...changes, ...(next.changes ?? [])].slice(-UNREAD_LOOKED_AT);
    if (deleted.length > 0) next.deleted = [...deleted, ...(next.deleted ?? [])].slice(-UNREAD_LOOKED_AT);
  }
}

function namedIn(message: Message): NamedMembers {
  const { seq, author, meta } = message;
  return { seq, author, handles: handlesIn(message), reach: meta?.fromThread ? [] : (meta?.reach ?? []) };
}
