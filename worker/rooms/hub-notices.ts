/** What a room tells the workspace's hub: merged, the first at once, then at most once a second. Never one call per reader. */
import type { Crowd, Message, ThreadParent } from "../../protocol/index.ts";
import { log } from "../log.ts";
import type { ChannelFacts } from "./channel-facts.ts";
import { mentionedHandles } from "./mentions.ts";
import { hubOf } from "./stubs.ts";

const EVERY_MS = 1_000;

export interface Naming {
  seq: number;
  author: string;
  /** Folded. */
  handles: string[];
  /** Crowds that the message was allowed to reach. */
  reach: Crowd[];
}

export interface RoomNotice {
  channel: string;
  /** The channel is a thread that hangs there. */
  parent?: ThreadParent;
  /** Newest message, when there is a new one. */
  seq?: number;
  at?: number;
  author?: string;
  /** Those of the new messages that name somebody. */
  named?: Naming[];
  /** Public member id → how far they have read. */
  reads?: Record<string, number>;
}

export class HubNotices {
  readonly #hubs: Env["HUBS"];
  #pending: RoomNotice | null = null;
  #sentAt = 0;
  #isTimed = false;

  constructor(hubs: Env["HUBS"]) {
    this.#hubs = hubs;
  }

  posted(facts: ChannelFacts, messages: Message[]): void {
    const newest = messages.at(-1);
    if (!newest) return;
    const notice = this.#draft(facts);
    notice.seq = newest.seq;
    notice.at = newest.at;
    notice.author = newest.author;
    for (const { seq, author, body, meta } of messages) {
      // Who is named in a reply that also went to the channel is told of it in the thread.
      if (meta?.fromThread) continue;
      const handles = mentionedHandles(body);
      const reach = meta?.reach ?? [];
      if (handles.length > 0 || reach.length > 0) (notice.named ??= []).push({ seq, author, handles, reach });
    }
    this.#schedule(facts);
  }

  read(facts: ChannelFacts, member: string, seq: number): void {
    const notice = this.#draft(facts);
    notice.reads ??= {};
    notice.reads[member] = Math.max(seq, notice.reads[member] ?? 0);
    this.#schedule(facts);
  }

  /** A mark that went back is told by who moved it: what waits here would move it forward again. */
  forgetRead(member: string): void {
    if (this.#pending?.reads) delete this.#pending.reads[member];
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

  #send(facts: ChannelFacts): void {
    const notice = this.#pending;
    if (!notice) return;
    this.#pending = null;
    this.#sentAt = Date.now();
    // A lost notice is mended by the next one: it carries the newest place, not a step.
    hubOf({ HUBS: this.#hubs }, facts.workspaceId)
      .notice(notice)
      .catch((error: unknown) => log.fault("notice", error, { channel: facts.channelId }));
  }
}
