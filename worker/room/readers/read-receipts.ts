/**
 * Who has read how far, told in direct and group messages only, among those who tell it themselves: whoever switches it off
 * neither tells nor hears. It never goes back, also where a read mark does.
 */
import type { SeenMark } from "../../../protocol/index.ts";
import type { ChannelFacts, SocketIdentity } from "../contract.ts";
import { log } from "../../log.ts";
import { readSeen } from "../../store/live.ts";
import type { ChannelSockets } from "../sockets/channel-sockets.ts";
import { D1_PATIENCE_MS, within } from "../within.ts";

export class ReadReceipts {
  readonly #sockets: ChannelSockets;
  readonly #d1: D1Database;

  constructor(sockets: ChannelSockets, d1: D1Database) {
    this.#sockets = sockets;
    this.#d1 = d1;
  }

  isShown({ kind }: ChannelFacts, who: SocketIdentity): boolean {
    return (kind === "dm" || kind === "group") && who.privacy?.readReceipts !== false;
  }

  /** For the first frame of a socket. Undefined where it is not told, or not known because D1 cannot be asked. */
  async of(facts: ChannelFacts, who: SocketIdentity): Promise<Record<string, SeenMark> | undefined> {
    if (!this.isShown(facts, who)) return undefined;
    let seen: Record<string, SeenMark>;
    try {
      seen = await within(D1_PATIENCE_MS, readSeen(this.#d1, facts.channelNo));
    } catch (error) {
      log.fault("seen", error, { channel: facts.channelId });
      return undefined;
    }
    for (const socket of this.#sockets.all()) {
      const { member, readSeq, readAt, seenSeq = 0, privacy } = this.#sockets.attachments.of(socket);
      if (privacy?.readReceipts === false) continue;
      const seq = Math.max(readSeq, seenSeq);
      // What was read a second time was read before.
      const at = readSeq > seenSeq ? readAt : undefined;
      if (seq > (seen[member]?.seq ?? -1)) seen[member] = { seq, ...(at !== undefined && { at }) };
    }
    return seen;
  }

  /** `from`: the reader's socket; null where they read without one. */
  tell(facts: ChannelFacts, who: SocketIdentity, mark: SeenMark, from: WebSocket | null): void {
    if (!this.isShown(facts, who)) return;
    const receives = (socket: WebSocket) => this.#sockets.attachments.of(socket).privacy?.readReceipts !== false;
    this.#sockets.sendToOthers(from, { type: "seen", member: who.member, ...mark }, receives);
  }
}
