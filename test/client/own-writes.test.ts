/** A channel that is read before what writes in it is here. */
import { describe, expect, onTestFinished, test } from "vitest";
import type { Outbox } from "../../client/outbox.ts";
import { createMemoryOutboxStore } from "../../client/outbox-store-memory.ts";
import { refusal, type Act } from "../../protocol/index.ts";
import { settled } from "./support/fake-clock.ts";
import { channelSetUp, type ChannelSetup } from "./support/open-channel.ts";
import { entry } from "./support/started-outbox.ts";

/** Its outbox runs, and is handed over with `joins`. */
function readFirst(setup: ChannelSetup = {}) {
  let joins: (outbox: Outbox) => void = () => undefined;
  const late = new Promise<Outbox>((resolve) => (joins = resolve));
  const all = channelSetUp({ ...setup, session: { ...setup.session, outbox: late } });
  onTestFinished(all.end);
  all.session.open();
  return {
    ...all,
    join: async () => {
      void all.outbox.start();
      joins(all.outbox);
      await settled();
    },
    sent: () => all.sockets.last().frames.map(({ type, body, act }) => [type, body ?? (act as Act).type]),
  };
}
const thumb: Act = { type: "react", emoji: "👍", on: true };

describe("R149 an outbox that comes after the words", () => {
  test("keeps nobody from reading, and sends what was written meanwhile when it comes, in its order", async () => {
    const { session, welcome, join, sent } = readFirst({ session: { member: "ada" } });
    welcome();
    expect(session.snapshot()).toMatchObject({ ready: true, connection: "open", changes: [] });
    const first = session.send("early");
    session.act(2, thumb);
    session.edit(3, "better");
    expect([session.discard(first.id), session.retry("nothing")]).toEqual([false, null]);
    expect(sent()).toEqual([]);
    await join();
    expect(sent()).toEqual([
      ["post", "early"],
      ["act", "react"],
      ["edit", "better"],
    ]);
    expect(session.snapshot().pending.map(({ id, body }) => [id, body])).toEqual([[first.id, "early"]]);
    expect(session.message(2)?.meta?.reactions?.[0]?.members).toEqual(["ada"]);
    session.send("later");
    expect(sent().at(-1)).toEqual(["post", "later"]);
  });

  test("tells whoever wrote early how it ended", async () => {
    const { session, sockets, welcome, join } = readFirst();
    const refused: string[] = [];
    session.onActRefused((act, why) => refused.push(`${act.type}: ${why.code}`));
    welcome();
    const sent = session.send("early");
    session.act(1, thumb);
    await join();
    const [post, act] = sockets.last().frames;
    sockets.last().says({ type: "stored", messages: [{ id: post?.["id"], seq: 4, rev: 4, at: 9 }] });
    sockets.last().says({ type: "refused", ref: act?.["ref"], refusal: refusal("forbidden") });
    expect(await sent.settled).toMatchObject({ ok: true, seq: 4 });
    await settled();
    expect(refused).toEqual(["react: forbidden"]);
  });

  test("shows what an earlier page left, and writes by the room's clock although that spoke before", async () => {
    const store = createMemoryOutboxStore();
    await store.put(entry("from before"));
    const { session, clock, outbox, welcome, join } = readFirst({ store });
    welcome(0, { now: clock.now() + 90_000 });
    expect(session.snapshot().pending).toEqual([]);
    await join();
    expect(session.snapshot().pending.map(({ body }) => body)).toEqual(["from before"]);
    expect(outbox.serverClock.now() - clock.now()).toBe(90_000);
  });

  test("that comes when the channel was left again is not told of its socket", async () => {
    const { session, outbox, sockets, welcome, join } = readFirst();
    welcome();
    session.close();
    await join();
    outbox.post("channel-1", "by another way");
    expect(sockets.last().frames).toEqual([]);
  });
});
