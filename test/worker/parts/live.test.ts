/** What routes tell the live objects: to whom each change goes, and that a notice which is lost undoes nothing. */
import { afterEach, expect, test, vi } from "vitest";
import type { Channel, Member, MyChannel, Scheduled, Workspace } from "../../../protocol/index.ts";
import type { DirectRelation } from "../../../worker/access.ts";
import * as live from "../../../worker/notify.ts";
import type { DirectSide } from "../../../worker/store/direct-relation.ts";

afterEach(() => vi.restoreAllMocks());

/** Every object of the class, each of which writes down what it is told, or cannot be reached. */
function liveObjects(isAway: (name: string) => boolean = () => false) {
  const told: unknown[] = [];
  const every = (kind: string) => ({
    getByName: (name: string) =>
      new Proxy(
        {},
        {
          get:
            (_stub, method) =>
            async (...given: unknown[]) => {
              if (isAway(`${kind} ${name}`)) throw new Error("Network connection lost.");
              told.push([`${kind} ${name}`, method, ...given]);
            },
        },
      ),
  });
  return { env: { ROOMS: every("room"), HUBS: every("hub") } as unknown as Env, told };
}
const member = { id: "ada", role: "ta" } as Member;
const privacy = { readReceipts: true, typing: false, presence: true };
const channel = { id: "c1", posting: "staff", archivedAt: null } as Channel;

test("one event goes to an audience by the class's hub", async () => {
  const { env, told } = liveObjects();
  await live.sendEvent(env, "w1", { members: ["ada"] }, { type: "devices", count: 2 });
  expect(told).toEqual([["hub w1", "tell", { members: ["ada"] }, { type: "devices", count: 2 }]]);
});

test("who joined a channel hears of it, each with their own view", async () => {
  const { env, told } = liveObjects();
  const joined = [{ member: "ada", channel: { id: "c1" } as MyChannel }];
  await live.channelJoined(env, "w1", "c1", joined);
  expect(told).toEqual([["hub w1", "channelJoined", "c1", joined]]);
});

test("I6: who is out of a channel is put out of its room, and loses its row; who unfollows a thread only the row", async () => {
  const { env, told } = liveObjects();
  await live.channelLeft(env, "w1", "c1", "ada");
  expect(told).toEqual([
    ["room c1", "order", { type: "memberLeft", member: "ada" }],
    ["hub w1", "channelLeft", "c1", "ada"],
  ]);
  told.length = 0;
  await live.threadUnfollowed(env, "w1", "t1", "ada");
  expect(told).toEqual([["hub w1", "channelLeft", "t1", "ada"]]);
});

test("P21: what is scheduled is told to its author alone, and when it is gone", async () => {
  const { env, told } = liveObjects();
  await live.scheduledChanged(env, "w1", "ada", "s1", { id: "s1" } as Scheduled);
  await live.scheduledChanged(env, "w1", "ada", "s1", null);
  expect(told).toEqual([
    ["hub w1", "tell", { members: ["ada"] }, { type: "scheduledChanged", id: "s1", scheduled: { id: "s1" } }],
    ["hub w1", "tell", { members: ["ada"] }, { type: "scheduledChanged", id: "s1", scheduled: null }],
  ]);
});

test("a channel's rules go to its room, the rest to those who are in it", async () => {
  const { env, told } = liveObjects();
  await live.channelChanged(env, "w1", channel);
  await live.channelChanged(env, "w1", { ...channel, posting: "all", archivedAt: 5 });
  // What its visitors see of it goes along: they have no socket of the class.
  const toRoom = (rules: { posting: string; archived: boolean }, archivedAt: number | null) => ({
    ...{ type: "rulesChanged", rules: expect.objectContaining(rules) as unknown },
    shown: expect.objectContaining({ id: "c1", posting: rules.posting, archivedAt }) as unknown,
  });
  expect(told).toEqual([
    ["room c1", "order", toRoom({ posting: "staff", archived: false }, null)],
    ["hub w1", "tell", { channel: "c1" }, { type: "channelChanged", channel }],
    ["room c1", "order", toRoom({ posting: "all", archived: true }, 5)],
    [
      "hub w1",
      "tell",
      { channel: "c1" },
      { type: "channelChanged", channel: { ...channel, posting: "all", archivedAt: 5 } },
    ],
  ]);
});

test("what somebody lets others see is told to the class and to every channel that they are in", async () => {
  const { env, told } = liveObjects();
  await live.privacyChanged(env, "w1", "ada", privacy, ["c1", "c2"]);
  expect(told).toEqual([
    ["hub w1", "privacyChanged", "ada", privacy],
    ["room c1", "order", { type: "privacyChanged", member: "ada", privacy }],
    ["room c2", "order", { type: "privacyChanged", member: "ada", privacy }],
  ]);
});

test("who may write to whom is told to each direct message once, with both of its sides", async () => {
  const { env, told } = liveObjects();
  const open: DirectRelation = { blocks: false, blocked: false, gone: false, directFrom: "everyone" };
  const side = (channelId: string, who: string, relation: DirectRelation | null): DirectSide => ({
    ...{ channelId, member: who, role: "student", relation },
  });
  await live.directsChanged(env, [
    side("d1", "ada", { ...open, blocks: true }),
    side("d2", "ada", null),
    side("d1", "bo", { ...open, blocked: true }),
  ]);
  expect(told).toEqual([
    ["room d1", "order", { type: "directChanged", closed: { ada: "blocking", bo: "no_direct" } }],
    ["room d2", "order", { type: "directChanged", closed: { ada: null } }],
  ]);
});

test("R84: a new name is told to everybody; a new role or mute also to whom it concerns, and to the rooms they are in", async () => {
  const { env, told } = liveObjects();
  await live.memberChanged(env, "w1", member);
  const toAll = ["hub w1", "tell", { everyone: true }, { type: "memberChanged", member }];
  expect(told).toEqual([toAll]);
  told.length = 0;
  await live.memberChanged(env, "w1", member, { channelIds: ["c1", "c2"], mutedUntil: 9 });
  const order = { type: "standingChanged", member: "ada", standing: { role: "ta", mutedUntil: 9 } };
  expect(told).toEqual([
    toAll,
    ["hub w1", "tell", { members: ["ada"] }, { type: "muted", until: 9 }],
    ["room c1", "order", order],
    ["room c2", "order", order],
  ]);
});

test("I6: who is gone from the class is put out of everything in it", async () => {
  const { env, told } = liveObjects();
  await live.memberGone(env, "w1", member, ["c1", "c2"]);
  expect(told).toEqual([
    ["hub w1", "memberGone", member],
    ["room c1", "order", { type: "memberLeft", member: "ada" }],
    ["room c2", "order", { type: "memberLeft", member: "ada" }],
  ]);
});

test("I6: a session that ended is told wherever it may have a socket", async () => {
  const { env, told } = liveObjects();
  await live.sessionEnded(env, "s1", [
    { workspaceId: "w1", channelIds: ["c1"] },
    { workspaceId: "w2", channelIds: [] },
  ]);
  expect(told).toEqual([
    ["hub w1", "sessionEnded", "s1"],
    ["room c1", "order", { type: "sessionEnded", session: "s1" }],
    ["hub w2", "sessionEnded", "s1"],
  ]);
});

test("a class that changed is told to everybody in it", async () => {
  const { env, told } = liveObjects();
  await live.workspaceChanged(env, { id: "w1" } as Workspace);
  expect(told).toEqual([["hub w1", "tell", { everyone: true }, { type: "workspaceChanged", workspace: { id: "w1" } }]]);
});

test("I8: an object that cannot be reached fails nobody's request and keeps nothing from the others; each fault is noted", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { env, told } = liveObjects((name) => name === "hub w1" || name === "room c1");
  await live.memberGone(env, "w1", member, ["c1", "c2"]);
  expect(told).toEqual([["room c2", "order", { type: "memberLeft", member: "ada" }]]);
  const lines = () => said.mock.calls.splice(0).map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
  const noted = () => lines().map(({ what, workspace, channel: place }) => [what, workspace ?? place]);
  expect(noted()).toEqual([
    ["memberGone", "w1"],
    ["memberLeft", "c1"],
  ]);
  for (const [work, ...expected] of [
    [() => live.sendEvent(env, "w1", { everyone: true }, { type: "devices", count: 1 }), ["tell", "w1"]],
    [() => live.channelJoined(env, "w1", "c1", []), ["channelJoined", "w1"]],
    [() => live.channelLeft(env, "w1", "c1", "ada"), ["memberLeft", "c1"], ["channelLeft", "w1"]],
    [() => live.threadUnfollowed(env, "w1", "t1", "ada"), ["threadUnfollowed", "w1"]],
    [() => live.channelChanged(env, "w1", channel), ["rulesChanged", "c1"], ["tell", "w1"]],
    [() => live.privacyChanged(env, "w1", "ada", privacy, ["c1"]), ["privacyChanged", "w1"], ["privacyChanged", "c1"]],
    [
      () => live.memberChanged(env, "w1", member, { channelIds: ["c1"], mutedUntil: null }),
      ["tell", "w1"],
      ["tell", "w1"],
      ["standingChanged", "c1"],
    ],
    [
      () => live.sessionEnded(env, "s1", [{ workspaceId: "w1", channelIds: ["c1"] }]),
      ["sessionEnded", "w1"],
      ["sessionEnded", "c1"],
    ],
    [
      () => live.directsChanged(env, [{ channelId: "c1", member: "ada", role: "student", relation: null } as never]),
      ["directChanged", "c1"],
    ],
  ] as [() => Promise<void>, ...string[][]][]) {
    await work();
    expect(noted()).toEqual(expected);
  }
});
