/**
 * Sockets that go on asking for what is refused: a program that runs wild, or somebody who wants to harm. They are named to the teaching
 * team, which nobody who writes as people do ever comes near, and closed for good where they still go on.
 */
import { CLOSE } from "../../../protocol/index.ts";
import { FLOOD_CLOSED_AT, FLOOD_NAMED_AT, FLOOD_WINDOW_MS } from "../../../protocol/status.ts";
import { log } from "../../log.ts";
import { meterOf } from "../../meter/carry.ts";
import type { ChannelFacts } from "../contract.ts";
import type { ChannelSockets } from "./channel-sockets.ts";
import { closeSocket } from "./socket-identity.ts";

export class Floods {
  readonly #env: Env;
  readonly #sockets: Pick<ChannelSockets, "attachments">;
  /** In memory: who sends on and on keeps the object awake. */
  readonly #refused = new WeakMap<WebSocket, { since: number; count: number }>();

  constructor(env: Env, sockets: Pick<ChannelSockets, "attachments">) {
    this.#env = env;
    this.#sockets = sockets;
  }

  /** One more of its requests was refused. */
  refused(socket: WebSocket, facts: ChannelFacts, now = Date.now()): void {
    const known = this.#refused.get(socket);
    const counted = known && now - known.since < FLOOD_WINDOW_MS ? known : { since: now, count: 0 };
    counted.count += 1;
    this.#refused.set(socket, counted);
    if (counted.count !== FLOOD_NAMED_AT && counted.count !== FLOOD_CLOSED_AT) return;
    const closed = counted.count === FLOOD_CLOSED_AT;
    const { member, trace } = this.#sockets.attachments.of(socket);
    log.flood({ channel: facts.channelId, workspace: facts.workspaceId, item: member, tries: counted.count, trace });
    const flood = { at: now, member, channel: facts.channelId, refused: counted.count, closed };
    meterOf(this.#env)
      .flooded(facts.workspaceId, flood)
      .catch((error: unknown) => log.fault("flood", error, { channel: facts.channelId }));
    if (closed) closeSocket(socket, CLOSE.badFrames, "too much that is refused");
  }
}
