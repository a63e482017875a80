/** Readers on real lines: one that never reads, one that reads slowly, one that nobody looks at. Who holds what, and who is closed? */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuidv7 } from "uuid";
import { expect, it, vi } from "vitest";
import { CLOSE, UNREAD_MAX_BYTES, type ChannelEvent } from "../../protocol/index.ts";
import { startServerProcess } from "../../tools/serve/server-process.ts";
import { usage } from "../load/process-tree.ts";
import { RawSocket } from "../load/raw-socket.ts";
import { apiOf, openClass } from "../support/class-of-programs.ts";

const FAST = { burst: 1e9, perSecond: 1e9 };
const BODY = "x".repeat(9_000);
/** So many at a time, which may be one frame, until twice as much was told as may be unread. */
const TOGETHER = 20;
const COUNT = TOGETHER * Math.ceil((2 * UNREAD_MAX_BYTES) / BODY.length / TOGETHER);

it("P15: who never reads is told a MiB, closed with 4501 and misses nothing on coming back; who reads slowly or out of sight stays", async () => {
  const state = await mkdtemp(join(tmpdir(), "place-unread-"));
  const server = await startServerProcess({ port: 0, state, limits: { post: FAST } });
  try {
    const { channel, people } = await openClass(server.url, 3);
    const [owner, ...readers] = people;
    const address = `${server.url.replace(/^http/u, "ws")}/api/channels/${channel.id}/socket`;
    const open = async (token: string, rev?: number) => {
      const revs = new Set<number>();
      const seen = { revs, bytes: 0, rev: 0 };
      let first: ChannelEvent | undefined;
      const socket = await RawSocket.open(
        rev === undefined ? address : `${address}?rev=${rev}`,
        { authorization: `Bearer ${token}` },
        (text) => {
          seen.bytes += text.length;
          const frame = JSON.parse(text.toString()) as ChannelEvent;
          first ??= frame;
          if (frame.type === "changed" || frame.type === "resumed") for (const { rev } of frame.changes) revs.add(rev);
          seen.rev = Math.max(0, ...revs);
        },
      );
      let isGone = false;
      socket.onClose = () => (isGone = true);
      return { socket, seen, isGone: () => isGone, first: () => first };
    };
    const writer = await open(owner.token);
    const [never, slow, hidden] = await Promise.all(readers.map(({ token }) => open(token)));
    never!.socket.stopReading();
    const before = usage(server.pid).rssKb;
    for (let said = TOGETHER; said <= COUNT; said += TOGETHER) {
      for (let i = 0; i < TOGETHER; i++) writer.socket.send(JSON.stringify({ type: "post", id: uuidv7(), body: BODY }));
      const hasRead = ({ seen }: typeof writer) =>
        vi.waitFor(() => expect(seen.revs.size).toBe(said), { timeout: 60_000, interval: 5 });
      await hasRead(hidden!);
      // A phone that goes through tunnels: sixty messages of nothing, then all of them at once.
      if (said % 80 === 0) {
        slow!.socket.read();
        await hasRead(slow!);
      } else slow!.socket.stopReading();
    }
    slow!.socket.read();
    await vi.waitFor(() => expect(slow!.seen.revs.size).toBe(COUNT), { timeout: 30_000 });
    await vi.waitFor(() => expect(hidden!.seen.revs.size).toBe(COUNT), { timeout: 30_000 });
    expect([slow!.isGone(), hidden!.isGone(), writer.isGone()]).toEqual([false, false, false]);
    expect((usage(server.pid).rssKb - before) / 1024, "MB more for all of it").toBeLessThan(150);
    // What was kept for it is given to it, and not a message more than a MiB of it.
    never!.socket.read();
    await vi.waitFor(() => expect(never!.isGone()).toBe(true), { timeout: 30_000 });
    expect(never!.socket.closedWith).toBe(CLOSE.unread);
    expect(never!.seen.bytes).toBeGreaterThan(UNREAD_MAX_BYTES - TOGETHER * (BODY.length + 500));
    expect(never!.seen.bytes).toBeLessThan(UNREAD_MAX_BYTES * 1.05);
    const back = await open(readers[0]!.token, never!.seen.rev);
    await vi.waitFor(() => expect(back.first()).toMatchObject({ head: { seq: COUNT } }), { timeout: 30_000 });
    // It missed more than the room tells at once: the newest page then, and the rest as it scrolls.
    const seqs = new Set(never!.seen.revs);
    const api = apiOf(server.url, readers[0]!);
    for (let after = never!.seen.rev; after < COUNT;) {
      const page = await api.call("messages.page", { channel: channel.id }, { after, limit: 100 });
      for (const { seq } of page.messages) seqs.add(seq);
      after = page.messages.at(-1)?.seq ?? COUNT;
    }
    expect(seqs).toEqual(hidden!.seen.revs);
    for (const { socket } of [writer, slow!, hidden!, back]) socket.cut();
  } finally {
    await server.stop();
    await rm(state, { recursive: true, force: true });
  }
});
