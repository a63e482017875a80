/**
 * A pause between two messages of one person. When somebody wrote last is remembered while the object is awake, and after that read from
 * the log, which has the newest messages: no row is written for it. Messages that were taken back count, or nothing would be slowed.
 */
import { homeOf } from "../channel-facts.ts";
import { isProvenStaff, type ChannelFacts, type PostRequest, type SocketIdentity } from "../contract.ts";
import type { RoomLog } from "../log/room-log.ts";

export class SlowMode {
  readonly #log: Pick<RoomLog, "at" | "head">;
  /** Member → when they wrote last, ms since 1970. */
  readonly #last = new Map<string, number>();

  constructor(log: Pick<RoomLog, "at" | "head">) {
    this.#log = log;
  }

  /** @returns milliseconds until they may write again; 0: now */
  waitOf(facts: ChannelFacts, who: SocketIdentity, request: PostRequest, now: number): number {
    const pause = (homeOf(facts).slow ?? 0) * 1000;
    if (pause === 0 || isOfPrograms(who, request) || isProvenStaff(who)) return 0;
    const last = this.#last.get(who.member) ?? this.#fromLog(who.member, now - pause);
    return last === undefined ? 0 : Math.max(0, last + pause - now);
  }

  wrote(who: SocketIdentity, request: PostRequest, now: number): void {
    if (!isOfPrograms(who, request)) this.#last.set(who.member, now);
  }

  /** As far back as the pause reaches, and the log. */
  #fromLog(member: string, since: number): number | undefined {
    for (let { seq } = this.#log.head; seq > 0; seq -= 1) {
      const message = this.#log.at(seq);
      if (!message || message.at <= since) return undefined;
      if (message.author === member && message.meta?.fromThread === undefined && message.meta?.moved === undefined)
        return message.at;
    }
    return undefined;
  }
}

/** A program goes at its own pace, and the copy of a reply was written in its thread. */
const isOfPrograms = ({ scope }: SocketIdentity, { program, fromThread }: PostRequest) =>
  (scope ?? null) !== null || program !== undefined || fromThread !== undefined;
