/** What a channel's session tells: its snapshot, its listeners, and what of them may wait for the next frame. */
import { describe, expect, test } from "vitest";
import { CLOSE, refusal } from "../../protocol/index.ts";
import { settled } from "./support/fake-clock.ts";
import { channelOpened, type ChannelSetup } from "./support/open-channel.ts";

/** A session that is greeted, whose frames the test draws. `told`: how often its listener was told. */
async function drawn(setup: ChannelSetup = {}) {
  const frames: (() => void)[] = [];
  const all = await channelOpened({ ...setup, session: { ...setup.session, schedule: (run) => frames.push(run) } });
  all.welcome(0);
  const draw = () => {
    for (const frame of frames.splice(0)) frame();
  };
  draw();
  let told = 0;
  const stop = all.session.subscribe(() => (told += 1));
  const since = () => {
    const count = told;
    told = 0;
    return count;
  };
  return { ...all, draw, stop, told: since };
}

describe("the snapshot", () => {
  test("is the same object until something changed, and then another", async () => {
    const { session, sockets, log, welcome } = await channelOpened();
    welcome();
    const before = session.snapshot();
    expect(session.snapshot()).toBe(before);
    sockets.last().says({ type: "changed", changes: [log.post("four")] });
    expect(session.snapshot()).not.toBe(before);
    const typed = session.snapshot();
    sockets.last().says({ type: "typed", member: "member-bo" });
    expect(session.snapshot()).not.toBe(typed);
  });

  test("holds what others have read as soon as it is told", async () => {
    const { session, sockets, welcome } = await channelOpened();
    welcome(0, { seen: {} });
    expect(session.snapshot().seen.has("ben-01")).toBe(false);
    sockets.last().says({ type: "seen", member: "ben-01", seq: 2, at: 7 });
    expect(session.snapshot().seen.get("ben-01")).toMatchObject([{ seq: 2, at: 7 }]);
  });

  test("says that the connection is open, cut off, and over", async () => {
    const { session, sockets, welcome } = await channelOpened();
    const state = () => session.snapshot().connection;
    expect(state()).toBe("connecting");
    welcome();
    expect(state()).toBe("open");
    sockets.last().drops();
    expect(state()).toBe("waiting");
    session.close();
    expect(state()).toBe("closed");
  });

  test("shows what I wrote with what belongs to it, and nothing that does not", async () => {
    const { session, welcome } = await channelOpened();
    welcome();
    const poll = {
      question: "When?",
      options: ["Mon", "Tue"],
      multiple: false,
      secret: false,
      sealed: false,
      open: false,
    };
    const plain = session.send("plain");
    const asking = session.send({ body: "", poll });
    expect(session.snapshot().pending).toStrictEqual([
      { id: plain.id, body: "plain", createdAt: expect.any(Number) as number, state: "sending" },
      { id: asking.id, body: "", poll, createdAt: expect.any(Number) as number, state: "sending" },
    ]);
  });

  test("shows an edit of mine as a change, and never as a message that is being sent", async () => {
    const { session, sockets, welcome } = await channelOpened();
    welcome();
    const { id } = session.edit(2, "better");
    expect(session.snapshot()).toMatchObject({ pending: [], changes: [{ id }] });
    sockets.last().says({ type: "done", ref: id, seq: 2, rev: 4 });
    expect(session.snapshot()).toMatchObject({ pending: [], changes: [] });
  });

  test("shows a delete of mine without words, and a refused change with its reason", async () => {
    const { session, sockets, welcome } = await channelOpened();
    welcome();
    const gone = session.remove(1);
    const edit = session.edit(2, "better");
    session.act(3, { type: "pin", on: true });
    session.send("hello");
    expect(session.snapshot().changes).toStrictEqual([
      { id: gone.id, kind: "delete", seq: 1, state: "sending" },
      { id: edit.id, kind: "edit", seq: 2, body: "better", state: "sending" },
    ]);
    sockets.last().says({ type: "refused", ref: edit.id, refusal: refusal("forbidden") });
    sockets.last().says({ type: "refused", ref: gone.id, refusal: refusal("muted") });
    await settled();
    expect(session.snapshot().changes).toStrictEqual([
      { id: gone.id, kind: "delete", seq: 1, state: "failed", refusal: refusal("muted") },
      { id: edit.id, kind: "edit", seq: 2, body: "better", state: "failed", refusal: refusal("forbidden") },
    ]);
  });
});

describe("who draws it", () => {
  test("is told at once of what I do, and of what comes in with the next frame, once", async () => {
    const { session, sockets, log, draw, told } = await drawn();
    session.send("mine");
    expect(told()).toBe(1);
    sockets.last().says({ type: "changed", changes: [log.post("four")] });
    sockets.last().says({ type: "changed", changes: [log.post("five")] });
    expect(told()).toBe(0);
    draw();
    expect(told()).toBe(1);
  });

  test("is told of an answer with the next frame", async () => {
    const { session, sockets, draw, told } = await drawn();
    const { id } = session.send("mine");
    const edit = session.edit(2, "better");
    told();
    sockets.last().says({ type: "stored", messages: [{ id, seq: 4, rev: 4, at: 1 }] });
    expect(told()).toBe(0);
    draw();
    expect(told()).toBe(1);
    sockets.last().says({ type: "done", ref: edit.id, seq: 2, rev: 5 });
    draw();
    expect(told()).toBe(1);
  });

  test("is told of an answer by HTTP with the next frame too, and sees the message that came with it", async () => {
    const { session, log, sockets, clock, draw, told } = await drawn();
    sockets.last().drops();
    session.send("mine");
    told();
    await clock.pass(4_000);
    expect(log.messages.at(-1)?.body).toBe("mine");
    draw();
    expect(told()).toBeGreaterThan(0);
    expect(session.snapshot().messages.at(-1)?.body).toBe("mine");
  });

  test("is told of each answer by HTTP, though no page is read just then", async () => {
    const { session, sockets, clock, draw, told } = await drawn();
    sockets.last().drops();
    await clock.pass(4_500);
    draw();
    told();
    session.send("mine");
    expect(told()).toBe(1);
    await clock.pass(10);
    draw();
    expect(told()).toBe(1);
    expect(session.snapshot().pending).toMatchObject([]);
  });

  test("is told of a refusal at once", async () => {
    const { session, sockets, draw, told } = await drawn();
    const { id } = session.send("mine");
    draw();
    told();
    sockets.last().says({ type: "refused", ref: id, refusal: refusal("muted") });
    await settled();
    expect(told()).toBe(1);
  });

  test("is told when the mark moves, when it goes back, and when that was not to be", async () => {
    const read: number[] = [];
    const { session, network, told } = await drawn({ session: { onRead: (seq) => read.push(seq) } });
    session.markRead(2);
    expect([told(), session.snapshot().readSeq]).toEqual([1, 2]);
    session.markRead(2);
    session.markRead(1);
    expect([told(), session.snapshot().readSeq]).toEqual([0, 2]);
    expect(read).toEqual([2]);
    const back = session.markUnread(2);
    expect([told(), session.snapshot().readSeq]).toEqual([1, 1]);
    await back;
    network.reachable = false;
    const lost = session.markUnread(1);
    expect([told(), session.snapshot().readSeq]).toEqual([1, 0]);
    await expect(lost).rejects.toThrow();
    expect([told(), session.snapshot().readSeq]).toEqual([1, 1]);
    // What is in view counts as read again.
    session.markRead(3);
    expect(session.snapshot().readSeq).toBe(3);
  });

  test("is told that it is over, with the reason, and on closing that it is closed", async () => {
    const { session, sockets, network, told } = await drawn();
    network.reachable = false;
    let heard: unknown = null;
    session.subscribe(() => (heard = session.snapshot()));
    sockets.last().drops(CLOSE.removed);
    expect(told()).toBeGreaterThan(0);
    expect(heard).toMatchObject({ connection: "closed", ended: { code: "not_found" } });
    session.close();
    expect(told(), "it was closed already").toBe(0);
  });

  test("who does not want to hear any more is told nothing more", async () => {
    const { session, stop, told } = await drawn();
    stop();
    session.send("mine");
    expect(told()).toBe(0);
  });
});

describe("listeners", () => {
  test("for what is posted and for what changed hear it until they stop", async () => {
    const { session, sockets, clock, log, welcome } = await channelOpened();
    const posted: number[] = [];
    const changed: (number[] | null)[] = [];
    const stopPosted = session.onPosted(({ seq }) => posted.push(seq));
    const stopChanged = session.onChanged((messages) => changed.push(messages && messages.map(({ seq }) => seq)));
    welcome();
    sockets.last().says({ type: "changed", changes: [log.post("four")] });
    sockets.last().drops();
    log.edit(2, "better");
    await clock.pass(250);
    welcome();
    expect(posted).toEqual([4]);
    expect(changed, "after a page what changed is not known, after a resume it is").toEqual([null, [4], [2]]);
    stopPosted();
    stopChanged();
    sockets.last().says({ type: "changed", changes: [log.post("five")] });
    expect([posted.length, changed.length]).toEqual([1, 3]);
  });
});
