import { describe, expect, onTestFinished, test } from "vitest";
import { ChannelSession } from "../../client/channel-session.ts";
import { Outbox } from "../../client/outbox.ts";
import { refusal, TYPING_EVERY_MS, TYPING_SHOWN_MS, type Act, type Message } from "../../protocol/index.ts";
import { fakeApi, unreachable } from "./support/fake-api.ts";
import { FakeClock, settled } from "./support/fake-clock.ts";
import { FakeSignals } from "./support/fake-signals.ts";
import { fakeSockets } from "./support/fake-socket.ts";
import { RoomLog } from "./support/room-log.ts";

const ADA = "member-ada";
const BO = "member-bo";

/** Ada's session in a channel of three messages; over HTTP nobody answers. */
async function opened() {
  const log = new RoomLog();
  for (const body of ["one", "two", "three"]) log.post(body, undefined, BO);
  const clock = new FakeClock();
  const signals = new FakeSignals();
  const sockets = fakeSockets();
  const { api } = fakeApi(unreachable);
  const outbox = new Outbox({ api, clock, signals, random: () => 1, locks: null });
  await outbox.start();
  const session = new ChannelSession({
    api,
    channel: "channel-1",
    outbox,
    member: ADA,
    clock,
    signals,
    random: () => 1,
    openSocket: sockets.open,
    schedule: (run) => run(),
  });
  const refused: [Act["type"], string][] = [];
  session.onActRefused((act, why) => refused.push([act.type, why.code]));
  session.open();
  onTestFinished(() => (session.close(), outbox.stop()));
  const greet = () => {
    const socket = sockets.last();
    socket.opens();
    const hello = { now: clock.now(), head: log.head, readSeq: 3 };
    if (socket.rev === null) socket.says({ type: "welcome", ...hello, page: log.page() });
    else socket.says({ type: "resumed", ...hello, changes: log.since(socket.rev) });
  };
  /** What the room makes of it: the message as it will be, and its `rev`. */
  const room = (seq: number, meta: Message["meta"]): Message => {
    log.edit(seq, log.messages[seq - 1]?.body ?? "");
    const { editedAt: _none, ...message } = log.messages[seq - 1] as Message;
    return (log.messages[seq - 1] = { ...message, ...(meta && { meta }) });
  };
  const acts = () =>
    sockets.all.flatMap((socket) => socket.frames.filter((frame) => frame["type"] === "act")) as {
      ref: string;
      seq: number;
      act: Act;
    }[];
  return { log, clock, sockets, session, outbox, refused, greet, room, acts };
}
const thumb = (on = true): Act => ({ type: "react", emoji: "👍", on });
const reactions = (session: ChannelSession, seq: number) => session.message(seq)?.meta?.reactions;
const byAda = [{ emoji: "👍", members: [ADA], count: 1 }];

describe("acts on messages", () => {
  test("R36: my reaction is on the screen at once, and stays there whichever of answer and broadcast comes first", async () => {
    const { session, sockets, greet, room, acts } = await opened();
    greet();
    session.act(2, thumb());
    expect(reactions(session, 2)).toEqual(byAda);
    expect(session.snapshot().messages[1]?.meta?.reactions).toEqual(byAda);
    const message = room(2, { reactions: byAda });
    sockets.last().says({ type: "done", ref: acts()[0]?.ref, seq: 2, rev: message.rev });
    expect(reactions(session, 2), "the answer came, the broadcast did not").toEqual(byAda);
    sockets.last().says({ type: "changed", changes: [message] });
    expect(session.message(2)).toEqual(message);

    session.act(2, thumb(false));
    expect(reactions(session, 2)).toBeUndefined();
    const { meta: _none, ...bare } = room(2, undefined);
    sockets.last().says({ type: "changed", changes: [bare] });
    expect(reactions(session, 2)).toBeUndefined();
    sockets.last().says({ type: "done", ref: acts()[1]?.ref, seq: 2, rev: bare.rev });
    expect(session.message(2)).toEqual(bare);
  });

  test("R36: another's reaction and mine at the same time both count, and mine is not lost under theirs", async () => {
    const { session, sockets, greet, room, acts } = await opened();
    greet();
    session.act(1, thumb());
    sockets.last().says({
      type: "changed",
      changes: [room(1, { reactions: [{ emoji: "👍", members: [BO], count: 1 }] })],
    });
    const both = [{ emoji: "👍", members: [BO, ADA], count: 2 }];
    expect(reactions(session, 1)).toEqual(both);
    const message = room(1, { reactions: both });
    sockets.last().says({ type: "done", ref: acts()[0]?.ref, seq: 1, rev: message.rev });
    sockets.last().says({ type: "changed", changes: [message] });
    expect(session.message(1)).toEqual(message);
  });

  test("what was refused is undone, says why once, and is not tried again", async () => {
    const { session, outbox, sockets, greet, refused, acts } = await opened();
    greet();
    const sent = session.act(2, { type: "pin", on: true });
    expect(session.message(2)?.meta?.pinned).toMatchObject({ by: ADA });
    sockets.last().says({ type: "refused", ref: acts()[0]?.ref, refusal: refusal("forbidden") });
    await settled();
    expect(await sent.settled).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    expect(session.message(2)?.meta).toBeUndefined();
    expect(refused).toEqual([["pin", "forbidden"]]);
    expect(outbox.entries("channel-1")).toEqual([]);
  });

  test("R74: what I do offline waits and goes out in order; clicked to and fro, only the last word goes", async () => {
    const { session, sockets, clock, greet, acts } = await opened();
    greet();
    sockets.last().drops();
    session.act(1, thumb());
    session.act(1, thumb(false));
    session.act(1, thumb());
    session.act(2, { type: "react", emoji: "🎉", on: true });
    expect(reactions(session, 1)).toEqual(byAda);
    await clock.pass(1_000);
    greet();
    await settled();
    expect(acts().map(({ seq, act }) => [seq, act])).toEqual([
      [1, thumb()],
      [2, { type: "react", emoji: "🎉", on: true }],
    ]);
  });

  test("what nobody touched stays the very same object, and so does what I acted on until it changes", async () => {
    const { session, sockets, log, greet } = await opened();
    greet();
    const before = session.snapshot().messages;
    session.act(2, thumb());
    const after = session.snapshot().messages;
    expect(after[0]).toBe(before[0]);
    sockets.last().says({ type: "changed", changes: [log.post("four")] });
    expect(session.snapshot().messages[1]).toBe(after[1]);
  });

  test("R36: who keeps a list of pins hears of changes wherever they stand, and when to ask anew", async () => {
    const { session, sockets, greet, room } = await opened();
    const heard: (number[] | null)[] = [];
    session.onChanged((messages) => heard.push(messages && messages.map(({ seq }) => seq)));
    greet();
    sockets.last().says({ type: "changed", changes: [room(1, { pinned: { by: BO, at: 1 } })] });
    expect(heard).toEqual([null, [1]]);
  });
});

describe("who is writing", () => {
  test("R89: others are told at most every three seconds, and at once after I sent what I wrote", async () => {
    const { session, sockets, clock, greet } = await opened();
    const told = () => sockets.last().frames.filter(({ type }) => type === "typing").length;
    session.typing();
    greet();
    for (let key = 0; key < 5; key += 1) session.typing();
    expect(told()).toBe(1);
    await clock.pass(TYPING_EVERY_MS);
    session.typing();
    session.typing();
    expect(told()).toBe(2);
    session.send("done");
    session.typing();
    expect(told()).toBe(3);
  });

  test("R89: somebody is shown in the order they began, and forgotten when they stop, post, or I am cut off", async () => {
    const { session, sockets, clock, log, greet } = await opened();
    greet();
    const says = (member: string) => sockets.last().says({ type: "typed", member });
    const typing = () => session.snapshot().typing;
    says(BO);
    await clock.pass(TYPING_SHOWN_MS - 1_000);
    says("member-cem");
    says(BO);
    expect(typing()).toEqual([BO, "member-cem"]);
    await clock.pass(TYPING_SHOWN_MS - 1);
    expect(typing()).toHaveLength(2);
    await clock.pass(1);
    expect(typing()).toEqual([]);
    says(BO);
    sockets.last().says({ type: "changed", changes: [log.post("here it is", undefined, BO)] });
    expect(typing()).toEqual([]);
    says(BO);
    sockets.last().drops();
    expect(typing()).toEqual([]);
  });
});
