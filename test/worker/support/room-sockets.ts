/** The sockets of a room in an object of its own, of three people whose sessions are in D1. */
import { env } from "cloudflare:workers";
import { beforeAll } from "vitest";
import { LEASE_MS } from "../../../protocol/index.ts";
import type { RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { channelOf } from "./channel.ts";
import { openClassroom, type Somebody } from "./classroom.ts";
import { somebody } from "./in-room.ts";
import { undoFakesAfterEach } from "./undo-fakes.ts";

export const LEASES = "AS tokenHash";

export let ada: Somebody;
export let bo: Somebody;
export let cy: Somebody;
export let channelNo: number;
const hashes = new Map<string, string>();
/** To be called by the file of the tests: files share a runtime, and a hook that stands here is the first one's alone. */
export function roomSocketsForAll(): void {
  beforeAll(async () => {
    const classroom = await openClassroom();
    [ada, bo, cy] = [
      await classroom.person("student"),
      await classroom.person("ta"),
      await classroom.person("student"),
    ];
    ({ no: channelNo } = await channelOf([ada, bo]));
    for (const { id, userNo } of [ada, bo, cy]) {
      const sql = "select token_hash as h from sessions where user_no = ?";
      hashes.set(id, (await env.DB.prepare(sql).bind(userNo).first<string>("h"))!);
    }
  });
  undoFakesAfterEach();
}

/** What the room knows of somebody whose permission was confirmed so long ago. */
export const attachmentOf = (who: Somebody, agoMs = 0, more: Partial<RoomAttachment> = {}): RoomAttachment => ({
  ...somebody(who.id, { memberNo: who.no, tokenHash: hashes.get(who.id) ?? "nobody's" }),
  leaseAt: Date.now() - agoMs,
  readSeq: 0,
  savedReadSeq: 0,
  ...more,
});
export const OLD = LEASE_MS + 1_000;
