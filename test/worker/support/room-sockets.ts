/** The sockets of a room in an object of its own, of three people whose sessions are in D1. */
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, vi } from "vitest";
import { LEASE_MS } from "../../../protocol/index.ts";
import type { RoomAttachment } from "../../../worker/room/sockets/socket-identity.ts";
import { channelOf } from "./channel.ts";
import { openClassroom, type Somebody } from "./classroom.ts";
import { somebody } from "./in-room.ts";

export const LEASES = "AS tokenHash";

export let ada: Somebody;
export let bo: Somebody;
export let cy: Somebody;
export let channelNo: number;
const hashes = new Map<string, string>();
beforeAll(async () => {
  const classroom = await openClassroom();
  [ada, bo, cy] = [await classroom.person("student"), await classroom.person("ta"), await classroom.person("student")];
  ({ no: channelNo } = await channelOf([ada, bo]));
  for (const { id, userNo } of [ada, bo, cy]) {
    const sql = "select token_hash as h from sessions where user_no = ?";
    hashes.set(id, (await env.DB.prepare(sql).bind(userNo).first<string>("h"))!);
  }
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What the room knows of somebody whose permission was confirmed so long ago. */
export const attachmentOf = (who: Somebody, agoMs = 0, more: Partial<RoomAttachment> = {}): RoomAttachment => ({
  ...somebody(who.id, { memberNo: who.no, tokenHash: hashes.get(who.id) ?? "nobody's" }),
  leaseAt: Date.now() - agoMs,
  readSeq: 0,
  savedReadSeq: 0,
  ...more,
});
export const OLD = LEASE_MS + 1_000;
