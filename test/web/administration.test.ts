import { beforeEach, describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../client/index.ts";
import type { ListedChannel } from "../../protocol/index.ts";
import { refusal, type RefusalCode } from "../../protocol/refusals.ts";
import { ChannelAdmin } from "../../web/src/lib/class/admin/channel-admin.svelte.ts";
import { ChannelGate } from "../../web/src/lib/class/admin/channel-gate.svelte.ts";
import { ChannelList } from "../../web/src/lib/class/admin/channel-list.svelte.ts";
import { findChannel, joinChannel } from "../../web/src/lib/class/admin/find-channel.ts";
import { People } from "../../web/src/lib/class/people/people.svelte.ts";
import { openClass } from "../../web/src/lib/class/state/open-class.svelte.ts";
import { Candidates } from "../../web/src/lib/features/switcher/candidates.svelte.ts";
import { MyThreads } from "../../web/src/lib/features/threads/my-threads.svelte.ts";
import { stubNetwork, stubStorage } from "../support/browser-stubs.ts";
import { channelOf, classroom, mapOf, memberOf, type Fakes } from "../support/web-class.ts";

beforeEach(() => {
  stubStorage();
  stubNetwork();
});
const refuse = (code: RefusalCode) => Promise.reject(new RefusedError(refusal(code), 403));
const listed = (id: string, more: object = {}) =>
  ({ ...channelOf(id), memberCount: 3, joined: false, ...more }) as unknown as ListedChannel;

describe("people of the class", () => {
  const members = mapOf(
    memberOf("ada"),
    memberOf("zoe", { role: "teacher", name: "Zoë Quin" }),
    memberOf("bo", { name: "Bo Ångström" }),
    memberOf("gone", { left: true }),
  );

  test("the teaching team stands first, then by name; those who left do not", () => {
    const people = new People(classroom({ members }).workspace);
    expect(people.all.map(({ id }) => id)).toEqual(["zoe", "ada", "bo"]);
  });

  test("every word of what is asked for has to be there, accents aside", () => {
    const people = new People(classroom({ members }).workspace);
    expect(people.find("zoe quin").map(({ id }) => id)).toEqual(["zoe"]);
    expect(people.find("@bo").map(({ id }) => id)).toEqual(["bo"]);
    expect(people.find("angstrom").map(({ id }) => id)).toEqual(["bo"]);
    expect(people.find("zoe bo")).toEqual([]);
    expect(people.find("  ")).toHaveLength(3);
  });

  test("who cannot all be had is said, and the ones that are known stay", async () => {
    const people = new People(classroom({ members }, { "members.list": () => refuse("unavailable") }).workspace);
    await people.load();
    expect(people.refusal?.code).toBe("unavailable");
    expect(people.all).toHaveLength(3);
  });

  test("R9: a role changes when the server has said so, and not when it refused", async () => {
    const bo = memberOf("bo");
    const edit = vi.fn(() => Promise.resolve({ member: { ...bo, role: "ta" } }));
    const { workspace } = classroom({ members: mapOf(memberOf("ada"), bo) }, { "members.edit": edit });
    const people = new People(workspace);
    await people.setRole(bo, "ta");
    expect(workspace.member("bo")?.role).toBe("ta");
    edit.mockImplementationOnce(() => refuse("forbidden") as never);
    expect(await people.setRole(bo, "owner")).toMatchObject({ ok: false });
    expect(workspace.member("bo")?.role).toBe("ta");
  });

  test("who is banned leaves and stands in the list of bans, until it is lifted", async () => {
    const ban = { member: "bo", reason: "spam" };
    const remove = vi.fn(() => Promise.resolve());
    const { workspace } = classroom(
      { members: mapOf(memberOf("ada"), memberOf("bo")) },
      {
        "members.ban": () => Promise.resolve(),
        "members.bans": () => Promise.resolve({ bans: [ban] }),
        "members.liftBan": () => Promise.resolve(),
        "members.remove": remove,
      },
    );
    const people = new People(workspace);
    await people.remove(memberOf("bo"), { reason: "spam" });
    expect(people.all.map(({ id }) => id)).toEqual(["ada"]);
    expect(people.bans).toEqual([ban]);
    await people.lift(ban as never);
    expect(people.bans).toEqual([]);
    await people.remove(memberOf("bo"), null);
    expect(remove.mock.calls).toEqual([[{ workspace: "w", member: "bo" }]]);
  });
});

describe("one channel", () => {
  const setUp = (fakes: Fakes) => {
    const room = classroom({ channels: mapOf(channelOf("c", { topic: "Old" })) }, fakes);
    return { ...room, admin: new ChannelAdmin(room.workspace, "c") };
  };

  test("what is changed is shown with the answer; what is refused stays as it was", async () => {
    const { admin } = setUp({
      "channels.edit": () => Promise.resolve({ channel: channelOf("c", { topic: "New" }) }),
      "channels.archive": () => refuse("forbidden"),
    });
    await admin.edit({ topic: "New" });
    expect(admin.channel?.topic).toBe("New");
    expect(await admin.archive()).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    expect(admin.channel?.archivedAt).toBeNull();
  });

  test("who is in it is known once it was told, and follows what is done here", async () => {
    const { admin } = setUp({
      "memberships.list": () => Promise.resolve({ members: [{ id: "ada" }, { id: "bo" }] }),
      ...{ "memberships.add": () => Promise.resolve(), "memberships.remove": () => Promise.resolve() },
    });
    expect(admin.members).toBeNull();
    await admin.load();
    await admin.add(["cy", "bo"]);
    expect(admin.members).toEqual(["ada", "bo", "cy"]);
    await admin.remove("bo");
    expect(admin.members).toEqual(["ada", "cy"]);
  });

  test("who leaves has it no more", async () => {
    const { admin, workspace } = setUp({ "memberships.leave": () => Promise.resolve() });
    await admin.leave();
    expect(workspace.channel("c")).toBeUndefined();
  });
});

describe("the list of channels", () => {
  test("has what one may join by name, with what happened since over it, and counts who comes and goes", async () => {
    const all = [listed("lab-10"), listed("lab-9"), listed("d", { kind: "dm" })];
    const { workspace } = classroom(
      {},
      {
        "channels.list": () => Promise.resolve({ channels: all }),
        "memberships.join": ({ channel }) => Promise.resolve({ channel: channelOf(channel) }),
        "memberships.leave": () => Promise.resolve(),
      },
    );
    const list = new ChannelList(workspace);
    expect(list.all).toBeNull();
    await list.load();
    expect(list.all?.map(({ id, joined }) => [id, joined])).toEqual([
      ["lab-9", false],
      ["lab-10", false],
    ]);
    await list.join("lab-9");
    expect(list.all?.[0]).toMatchObject({ joined: true, memberCount: 4 });
    await list.leave("lab-9");
    expect(list.all?.[0]).toMatchObject({ joined: false, memberCount: 3 });
  });
});

describe("from an address to a channel", () => {
  const fakes = (more: Fakes): Fakes => ({
    "channels.byName": () => refuse("not_found"),
    "channels.list": () => Promise.resolve({ channels: [] }),
    "channels.get": () => refuse("not_found"),
    ...more,
  });

  test("R6: one of mine is open at once, by its id or its name in any case", () => {
    const { workspace } = classroom({ channels: mapOf(channelOf("c1", { name: "general" })) });
    const gate = new ChannelGate(workspace);
    expect(gate.at("c1")).toEqual({ is: "open", channel: "c1" });
    expect(gate.at("General")).toEqual({ is: "open", channel: "c1" });
    expect(gate.at("other")).toEqual({ is: "looking" });
  });

  test("a public one is shown from outside, and is mine when it was joined", async () => {
    const found = listed("p");
    const { workspace } = classroom(
      {},
      fakes({
        "channels.byName": () => Promise.resolve({ channel: found }),
        "memberships.join": ({ channel }) => Promise.resolve({ channel: channelOf(channel) }),
      }),
    );
    const gate = new ChannelGate(workspace);
    await gate.look("p");
    expect(gate.at("p")).toEqual({ is: "outside", channel: found });
    await joinChannel(workspace, "p");
    expect(gate.at("p")).toEqual({ is: "open", channel: "p" });
  });

  test("one that is not there, or not mine to see, is nowhere alike; no answer is trouble", async () => {
    for (const code of ["not_found", "forbidden", "invalid"] as const)
      expect(await findChannel(classroom({}, fakes({ "channels.get": () => refuse(code) })).workspace, "x")).toEqual({
        is: "nowhere",
      });
    expect(
      await findChannel(classroom({}, fakes({ "channels.get": () => refuse("unavailable") })).workspace, "x"),
    ).toMatchObject({
      is: "trouble",
    });
  });

  test("one of another class opens that class", async () => {
    const open = vi.spyOn(openClass, "open").mockReturnValue(undefined);
    const elsewhere = { channel: channelOf("x", { workspace: "other" }) };
    expect(
      await findChannel(classroom({}, fakes({ "channels.get": () => Promise.resolve(elsewhere) })).workspace, "x"),
    ).toBeNull();
    expect(open).toHaveBeenCalledWith("other");
  });
});

describe("where the switcher can go", () => {
  test("channels that are not archived, people with their direct message, and my threads when they were told", async () => {
    const thread = channelOf("t", { kind: "thread", name: "", parent: { channel: "general", seq: 1 } });
    const root = { id: "m", seq: 1, rev: 1, author: "bo", at: 0, body: "The question" };
    const channels = mapOf(
      channelOf("general", { lastSeq: 2 }),
      channelOf("old", { archivedAt: 1 }),
      channelOf("bo", { kind: "dm", name: "", members: ["ada", "bo"], lastSeq: 3, mentions: 1 }),
    );
    const members = mapOf(memberOf("ada"), memberOf("bo"), memberOf("im", { imported: true }));
    const { workspace } = classroom(
      { channels, members },
      {
        "threads.list": () => Promise.resolve({ threads: [{ channel: thread, root }] }),
        "members.list": () => Promise.resolve({ members: [memberOf("cy")] }),
        "personal.checkpoints": () => Promise.resolve({ checkpoints: [] }),
      },
    );
    const candidates = new Candidates(workspace);
    const keys = () => candidates.all.map(({ destination }) => `${destination.kind} ${destination.key}`);
    expect(keys()).toEqual(["channel general", "person ada", "person bo"]);
    expect(candidates.all.find(({ destination }) => destination.key === "bo")).toMatchObject({
      unread: 3,
      mentions: 1,
    });
    await candidates.load();
    expect(keys()).toContain("thread t");
    expect(keys()).toContain("person cy");
    expect(candidates.all.find(({ destination }) => destination.key === "t")?.destination.title).toBe("The question");
  });
});

describe("my threads", () => {
  const told = (id: string, lastAt: number) => ({
    channel: channelOf(id, { kind: "thread", name: "", lastAt, following: true }),
    root: { id: `m${id}`, seq: 1, rev: 1, author: "bo", at: 0, body: "?" },
  });
  test("R36: come page by page, the newest first, without those that I left meanwhile", async () => {
    const pages = [
      { threads: [told("a", 9), told("b", 5)], reachedEnd: false },
      { threads: [told("b", 5), told("c", 2)], reachedEnd: true },
    ];
    const list = vi.fn((_: object, _asked?: object) => Promise.resolve(pages[list.mock.calls.length - 1]));
    const { workspace } = classroom({}, { "threads.list": list });
    const threads = new MyThreads(workspace);
    await threads.load();
    await threads.load(true);
    expect(list.mock.calls[1]).toEqual([{ workspace: "w" }, { before: 5 }]);
    expect(threads.all?.map(({ channel }) => channel.id)).toEqual(["a", "b", "c"]);
    expect(threads.reachedEnd).toBe(true);
    workspace.dropThread(told("b", 5).channel);
    expect(threads.all?.map(({ channel }) => channel.id)).toEqual(["a", "c"]);
  });
});
