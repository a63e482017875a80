import { beforeEach, describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../client/index.ts";
import { refusal } from "../../protocol/refusals.ts";
import { toasts } from "../../web/src/lib/base/toasts/toasts.svelte.ts";
import { stubNetwork, stubStorage } from "../support/browser-stubs.ts";
import { namesOf } from "../../web/src/lib/conversation/markup/names.ts";
import { plainToHtml } from "../../web/src/lib/conversation/markup/plain-text.ts";
import { channelOf, classroom, mapOf, memberOf } from "../support/web-class.ts";
import { openDirect } from "../../web/src/lib/class/state/open-direct.ts";

let kept: Map<string, string>;
let network: (isOnline: boolean) => void;
beforeEach(() => {
  kept = stubStorage();
  network = stubNetwork();
  toasts.shown = [];
  vi.stubGlobal("document", { activeElement: null, getElementById: () => null });
});
const refuse = (code: "forbidden" | "no_direct") => Promise.reject(new RefusedError(refusal(code), 403));

describe("what is unread", () => {
  const channels = mapOf(
    channelOf("general", { lastSeq: 10, readSeq: 4, mentions: 2 }),
    channelOf("muted", { lastSeq: 10, readSeq: 0, mentions: 1, muted: true }),
    channelOf("archived", { lastSeq: 10, readSeq: 0, archivedAt: 1 }),
    channelOf("mine", { lastSeq: 3, readSeq: 0, uncounted: [1, 2] }),
  );
  const thread = channelOf("t", { kind: "thread", name: "", lastSeq: 5, readSeq: 2, following: true });

  test("R111: the tab counts what is unread in channels and threads, without muted and archived ones", () => {
    const { workspace } = classroom({ channels, threads: mapOf(thread) });
    expect([workspace.unreadTotal, workspace.mentionTotal]).toEqual([6 + 1 + 3, 2]);
    expect(workspace.threadNews).toEqual({ unread: 3, mentions: 0 });
  });

  test("R111: what was read is told to the session, and the count follows", () => {
    const { workspace, applied } = classroom({ channels });
    workspace.markRead("general", 10);
    expect(applied).toEqual([{ type: "read", channel: "general", seq: 10 }]);
    expect(workspace.unreadTotal).toBe(1);
  });

  test("a mute ends when it ends", () => {
    const { workspace } = classroom();
    const channel = channelOf("c", { muted: true, mutedUntil: Date.now() + 60_000 });
    expect(workspace.isMuted(channel)).toBe(true);
    expect(workspace.isMuted({ ...channel, mutedUntil: Date.now() - 1 })).toBe(false);
  });

  test("a channel that is read has no news, though it is open; a muted one has some when it names me", () => {
    const { workspace } = classroom({ channels });
    const general = () => workspace.channel("general") ?? channelOf("none");
    expect(workspace.hasNews(general())).toBe(true);
    workspace.setActiveChannel("general");
    workspace.markRead("general", 10);
    expect(workspace.hasNews(general())).toBe(false);
    expect(workspace.hasNews(channelOf("m", { muted: true, lastSeq: 4, mentions: 0 }))).toBe(false);
    expect(workspace.hasNews(channelOf("m", { muted: true, lastSeq: 4, mentions: 1 }))).toBe(true);
  });
});

describe("people", () => {
  test("one who is not known is asked for once read, and shown when they come", () => {
    const { workspace, wanted, tell } = classroom();
    expect(workspace.member("bo")).toBeUndefined();
    expect(wanted).toEqual(["bo"]);
    tell({ type: "memberChanged", member: memberOf("bo", { name: "Bo Bell" }) });
    expect(workspace.member("bo")?.name).toBe("Bo Bell");
  });

  test("those who left are no people of the class, and their name is still known", () => {
    const { workspace } = classroom({ members: mapOf(memberOf("ada"), memberOf("bo", { left: true })) });
    expect(workspace.people.map(({ id }) => id)).toEqual(["ada"]);
    expect(workspace.member("bo")?.name).toBe("Bo");
  });

  test("who closed their account is a former member in the reader's language, whatever name comes with them", () => {
    const { workspace } = classroom({
      members: mapOf(memberOf("ada"), memberOf("bo", { left: true, former: true, name: "x" })),
    });
    expect(workspace.member("bo")?.name).toBe("Former member");
  });

  test("in a class of thousands I am somebody before I was named", () => {
    const { workspace } = classroom({ members: new Map() });
    expect(workspace.me).toMatchObject({ id: "ada", handle: "ada", role: "student" });
  });

  test("presence is one word: offline before all, then not to be disturbed, then away", () => {
    const members = mapOf(memberOf("ada"), memberOf("bo", { dndUntil: Date.now() + 60_000 }), memberOf("cy"));
    const { workspace } = classroom({ members, online: new Set(["bo", "cy", "ada"]), away: new Set(["cy", "bo"]) });
    expect(["ada", "bo", "cy", "di"].map((id) => workspace.presenceOf(id))).toEqual([
      ...["online", "dnd", "away", "offline"],
    ]);
  });

  test("R88: a status is shown until it ends", () => {
    const status = (until?: number) => ({ emoji: "🎧", text: "busy", ...(until !== undefined && { until }) });
    const members = mapOf(
      memberOf("bo", { status: status() }),
      memberOf("cy", { status: status(Date.now() + 60_000) }),
      memberOf("di", { status: status(Date.now() - 1) }),
    );
    const { workspace } = classroom({ members });
    expect(["bo", "cy", "di"].map((id) => workspace.statusOf(id)?.text)).toEqual(["busy", "busy", undefined]);
  });
});

describe("names of conversations", () => {
  const members = mapOf(memberOf("ada"), memberOf("bo"), memberOf("cy"));
  const direct = (id: string, ...others: string[]) =>
    channelOf(id, { kind: others.length > 2 ? "group" : "dm", name: "", members: others });

  test("a direct message has the other's name, notes have mine, a group all of them or its own", () => {
    const { workspace } = classroom({ members });
    expect(workspace.titleOf(direct("d", "ada", "bo"))).toBe("Bo");
    expect(workspace.titleOf(direct("d", "ada"))).toContain("Ada");
    expect(workspace.titleOf(direct("d", "ada", "bo", "cy"))).toBe("Bo, Cy");
    expect(workspace.titleOf({ ...direct("d", "ada", "bo", "cy"), name: "Lab" })).toBe("Lab");
    expect(workspace.titleOf(channelOf("general"))).toBe("general");
  });

  test("the direct message with somebody is the one with them alone; with me, my notes", () => {
    const channels = mapOf(direct("group", "ada", "bo", "cy"), direct("bo", "ada", "bo"), direct("notes", "ada"));
    const { workspace } = classroom({ members, channels });
    expect(workspace.directWith("bo")?.id).toBe("bo");
    expect(workspace.directWith("ada")?.id).toBe("notes");
    expect(workspace.directWith("cy")).toBeUndefined();
  });

  test("one that is there is opened at once, and what is prepared for it is there before it is", async () => {
    const { workspace } = classroom({ channels: mapOf(direct("bo", "ada", "bo")) });
    const prepare = vi.fn();
    expect(await openDirect(workspace, "bo", prepare)).toBe(true);
    expect(prepare).toHaveBeenCalledWith("bo");
  });

  test("one that is not there is made; refused, the reason is said and nothing is opened", async () => {
    const made = direct("new", "ada", "cy");
    const open = vi.fn(() => Promise.resolve({ channel: made }));
    const { workspace } = classroom({}, { "channels.direct": open });
    expect(await openDirect(workspace, "cy")).toBe(true);
    expect(workspace.channel("new")?.members).toEqual(["ada", "cy"]);
    const closed = classroom({}, { "channels.direct": () => refuse("no_direct") });
    expect(await openDirect(closed.workspace, "cy")).toBe(false);
    expect(toasts.shown[0]?.trouble).toBe(true);
  });
});

describe("threads", () => {
  const thread = channelOf("t", { kind: "thread", name: "", parent: { channel: "general", seq: 3 }, following: true });

  test("one that was opened is known while it is not followed, and no longer counted when it is left", () => {
    const { workspace } = classroom({ channels: mapOf(channelOf("general")) });
    workspace.accept({ ...thread, following: false });
    expect(workspace.channel("t")?.id).toBe("t");
    expect(workspace.followed("t")).toBeUndefined();
    workspace.accept({ ...thread, lastSeq: 4 });
    expect(workspace.followed("t")?.id).toBe("t");
    expect(workspace.homeOf(thread)?.id).toBe("general");
    expect(workspace.threadNews.unread).toBe(4);
    workspace.dropThread(thread);
    expect(workspace.followed("t")).toBeUndefined();
    expect(workspace.channel("t")?.following).toBe(false);
    expect(workspace.threadNews.unread).toBe(0);
  });
});

describe("what I change", () => {
  test("my settings and profile change when the server has said so, and not when it refused", async () => {
    const editSettings = vi.fn(() => Promise.resolve({ settings: { presence: false } }));
    const editMe = vi.fn(() => refuse("forbidden"));
    const { workspace, applied } = classroom({}, { "settings.edit": editSettings, "members.editMe": editMe });
    expect(await workspace.editSettings({ presence: false })).toMatchObject({ ok: true });
    expect(workspace.settings.presence).toBe(false);
    const before = applied.length;
    expect(await workspace.editProfile({ name: "" })).toMatchObject({ ok: false, refusal: { code: "forbidden" } });
    expect(applied).toHaveLength(before);
  });

  test("the channel that I leave is not the one that is opened next time", () => {
    const { workspace } = classroom({ channels: mapOf(channelOf("general"), channelOf("lab")) });
    workspace.setActiveChannel("lab");
    expect([...kept.values()].join()).toContain("lab");
    workspace.dropChannel("lab");
    expect([...kept.values()].join()).not.toContain("lab");
    expect(workspace.channel("lab")).toBeUndefined();
  });

  test("R9: what I may is asked of the table, with what is known of me now", () => {
    const { workspace, tell } = classroom({ channels: mapOf(channelOf("general")) });
    const general = () => workspace.channel("general") ?? null;
    expect(workspace.may("post", general())).toBe(true);
    tell({ type: "channelChanged", channel: channelOf("general", { archivedAt: 5 }) });
    expect(workspace.refusalOf("post", general())).toBe("archived");
    expect([workspace.may("post", general()), workspace.may("editChannel", general())]).toEqual([false, false]);
  });
});

describe("the line about the network", () => {
  test("says that the browser has none before it says that nobody answers", () => {
    const { workspace, connection } = classroom();
    const stop = workspace.watchNetwork();
    expect(workspace.connection).toBe("open");
    connection("connecting");
    expect(workspace.connection).toBe("connecting");
    network(false);
    expect(workspace.connection).toBe("offline");
    network(true);
    connection("open");
    expect(workspace.connection).toBe("open");
    stop();
    network(false);
    expect(workspace.connection).toBe("open");
  });
});

test("whom an old message names stays named once they have left, and nobody new has their handle for nothing", () => {
  const bo = memberOf("bo", { left: true, handle: "bo" });
  const { workspace, tell } = classroom({
    members: mapOf(
      memberOf("ada"),
      bo,
      memberOf("old", { left: true, handle: "ada" }),
      memberOf("gone", { left: true, former: true, handle: "former.member" }),
    ),
  });
  const meant = () => namesOf(workspace.named, [], "ada", workspace.emojiAddress).member;
  expect(plainToHtml("Ask @bo and @ada", namesOf(workspace.named, [], "x", workspace.emojiAddress))).toBe(
    `<p dir="auto">Ask <button type="button" class="mention left" data-member="bo" title="Bo">@bo</button> and ` +
      `<button type="button" class="mention" data-member="ada" title="Ada">@ada</button></p>`,
  );
  // Who is here is meant, whoever had the handle before; who closed their account is named no more.
  expect(meant()("ada")).toMatchObject({ id: "ada", hasLeft: false });
  expect(meant()("former.member")).toBeUndefined();
  expect(workspace.people.map(({ id }) => id)).toEqual(["ada"]);
  tell({ type: "memberChanged", member: memberOf("bo") });
  expect(meant()("bo")).toMatchObject({ hasLeft: false });
});
