/**
 * Sockets that go on asking for what is refused: a program that runs wild, or somebody who wants to harm. They are named to the teaching
 * team, which nobody who writes as people do ever comes near, and closed for good where they still go on.
 */
import { CLOSE } from "../../../protocol/index.ts";
import { FLOOD_CLOSED_AT, FLOOD_NAMED_AT, FLOOD_WINDOW_MS } from "../../../protocol/status.ts";
import { log } from "../../log.ts";
import { meterOf } from "../../meter/carry.ts";
import type { SocketIdentity } from "../contract.ts";
import { closeSocket, type Attachments } from "./socket-identity.ts";

/** Public ids. Of the class's own socket there is no channel. */
interface Place {
  workspaceId: string;
  channelId: string | null;
}

export class Floods {
  readonly #env: Env;
  readonly #attachments: Pick<Attachments<SocketIdentity>, "of">;
  /** In memory: who sends on and on keeps the object awake. */
  readonly #refused = new WeakMap<WebSocket, { since: number; count: number }>();

  constructor(env: Env, attachments: Pick<Attachments<SocketIdentity>, "of">) {
    this.#env = env;
    this.#attachments = attachments;
  }

  /** One more of its requests was refused. */
  refused(socket: WebSocket, { workspaceId, channelId }: Place, now = Date.now()): void {
    const known = this.#refused.get(socket);
    const counted = known && now - known.since < FLOOD_WINDOW_MS ? known : { since: now, count: 0 };
    counted.count += 1;
    this.#refused.set(socket, counted);
    if (counted.count !== FLOOD_NAMED_AT && counted.count !== FLOOD_CLOSED_AT) return;
    const closed = counted.count === FLOOD_CLOSED_AT;
    const { member, trace } = this.#attachments.of(socket);
    const about = { ...(channelId !== null && { channel: channelId }), workspace: workspaceId };
    log.flood({ ...about, item: member, tries: counted.count, trace });
    const flood = { at: now, member, channel: channelId, refused: counted.count, closed };
    meterOf(this.#env)
      .flooded(workspaceId, flood)
      .catch((error: unknown) => log.fault("flood", error, about));
    if (closed) closeSocket(socket, CLOSE.badFrames, "too much that is refused");
  }
}
