import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Message, MyChannel } from "../../protocol/index.ts";
import { stubNetwork, stubStorage } from "../support/browser-stubs.ts";
import { channelOf, classroom, mapOf, memberOf } from "../support/web-class.ts";

/** As the browser has them: those that are shown, and what closes and presses them. */
class FakeNotification {
  static permission = "granted";
  static requestPermission = () => Promise.resolve(FakeNotification.permission);
  static shown: FakeNotification[] = [];
  onclose: () => void = () => {};
  onclick: () => void = () => {};
  readonly title: string;
  readonly options: { body: string; tag: string };
  constructor(title: string, options: { body: string; tag: string }) {
    this.title = title;
    this.options = options;
    FakeNotification.shown.push(this);
  }
  close(): void {
    FakeNotification.shown = FakeNotification.shown.filter((one) => one !== this);
    this.onclose();
  }
}

let kept: Map<string, string>;
let visible: "visible" | "hidden";
let stop: () => void = () => {};
beforeEach(() => {
  vi.resetModules();
  kept = stubStorage();
  stubNetwork();
  visible = "hidden";
  FakeNotification.permission = "granted";
  FakeNotification.shown = [];
  vi.stubGlobal("Notification", FakeNotification);
  vi.stubGlobal("document", {
    get visibilityState() {
      return visible;
    },
    ...{ addEventListener: () => undefined, removeEventListener: () => undefined, documentElement: { dataset: {} } },
  });
  kept.set("place.notify", "yes");
});
afterEach(() => stop());

const said = (seq: number, author: string, body: string): Message => ({
  ...{ id: `m${seq}`, seq, rev: seq, author, at: seq, body },
});

/** A class in a tab in the background, with one channel of ten read messages. */
async function watching(of: Partial<MyChannel>, messages: Message[], more: object = {}) {
  const { watchNews } = await import("../../web/src/lib/features/notifications/watch.ts");
  const channel = channelOf("general", { lastSeq: 10, readSeq: 10, ...of });
  const page = vi.fn((_: object, { after = Infinity }: { after?: number | undefined }) =>
    Promise.resolve({
      messages: messages.filter(({ seq }) => seq > after && seq <= (room.workspace.channel("general")?.lastSeq ?? 0)),
    }),
  );
  const members = mapOf(memberOf("ada"), memberOf("bo", { name: "Bo Bell" }), memberOf("cy"));
  const room = classroom({ channels: mapOf(channel), members, ...more }, { "messages.page": page });
  const onmention = vi.fn();
  stop = watchNews(room.workspace, onmention);
  const news = (change: Partial<MyChannel>) => {
    const before = room.workspace.channel("general") ?? channel;
    room.tell({ type: "channelJoined", channel: { ...before, ...change } });
  };
  return { ...room, page, onmention, news };
}
const shown = () => FakeNotification.shown.map(({ title, options }) => [title, options.body]);
const afterAll = () => new Promise((resolve) => setTimeout(resolve));

describe("what is told while nobody looks", () => {
  test("a new message with who said it and where, once for its channel; the next takes its place", async () => {
    const { news } = await watching({}, [said(11, "bo", "Who is there?"), said(12, "cy", "I am")]);
    news({ lastSeq: 11 });
    await vi.waitFor(() => expect(shown()).toHaveLength(1));
    expect(shown()[0]?.[0]).toContain("Bo Bell");
    expect(shown()[0]?.[0]).toContain("#general");
    news({ lastSeq: 12 });
    await vi.waitFor(() => expect(shown().map(([, body]) => body)).toEqual(["I am"]));
  });

  test("it goes when it was read on another device", async () => {
    const { news } = await watching({}, [said(11, "bo", "Hello")]);
    news({ lastSeq: 11 });
    await vi.waitFor(() => expect(shown()).toHaveLength(1));
    news({ readSeq: 11 });
    expect(shown()).toEqual([]);
  });

  test("and when the page is left", async () => {
    const { news } = await watching({}, [said(11, "bo", "Hello")]);
    news({ lastSeq: 11 });
    await vi.waitFor(() => expect(shown()).toHaveLength(1));
    stop();
    expect(shown()).toEqual([]);
  });

  test("of a channel that tells only of mentions, the message that names me and not the last one", async () => {
    const { news, onmention } = await watching({ notify: "mentions" }, [
      said(11, "bo", "Look, @ada"),
      said(12, "bo", "…"),
    ]);
    news({ lastSeq: 12, mentions: 1 });
    await vi.waitFor(() => expect(shown().map(([, body]) => body)).toEqual(["Look, @ada"]));
    expect(onmention).toHaveBeenCalledTimes(1);
  });

  test("I5, R43: a crowd's name is mine where the crowd is mine and its author might reach it", async () => {
    const { news } = await watching({ notify: "mentions" }, [
      { ...said(11, "bo", "For all, @channel"), meta: { reach: ["channel"] } },
      { ...said(12, "bo", "Help, @ta"), meta: { reach: ["ta"] } },
      said(13, "cy", "@channel, but too often today"),
    ]);
    news({ lastSeq: 13, mentions: 1 });
    await vi.waitFor(() => expect(shown().map(([, body]) => body)).toEqual(["For all, @channel"]));
  });

  const nothing: [why: string, channel: Partial<MyChannel>, change: Partial<MyChannel>, more: object][] = [
    ["it is muted", { muted: true }, { lastSeq: 11 }, {}],
    ["its channel tells only of mentions", { notify: "mentions" }, { lastSeq: 11 }, {}],
    ["its channel tells nothing", { notify: "nothing" }, { lastSeq: 11, mentions: 1 }, {}],
    ["its channel is archived", { archivedAt: 1 }, { lastSeq: 11 }, {}],
    ["it is older and was marked unread again", {}, { readSeq: 5, mentions: 1 }, {}],
    [
      "I am not to be disturbed",
      {},
      { lastSeq: 11 },
      { members: mapOf(memberOf("ada", { dndUntil: Date.now() + 60_000 })) },
    ],
    ["I wrote it myself elsewhere", {}, { lastSeq: 11, uncounted: [11] }, {}],
  ];
  test.each(nothing)("nothing is shown where %s", async (_, channel, change, more) => {
    const { news } = await watching(channel, [said(10, "bo", "@ada"), said(11, "bo", "Hello")], more);
    news(change);
    await afterAll();
    expect(shown()).toEqual([]);
  });

  test("nothing of people whom I blocked, nor of what was deleted meanwhile", async () => {
    const gone = { ...said(11, "bo", ""), deletedAt: 5 };
    const { news } = await watching({}, [gone, said(12, "cy", "Hi")], { blocks: new Set(["cy"]) });
    news({ lastSeq: 12 });
    await afterAll();
    expect(shown()).toEqual([]);
  });

  test("nothing while the class is in view, where notifications are off, or where the browser refuses them", async () => {
    const first = await watching({}, [said(11, "bo", "Hello")]);
    visible = "visible";
    first.news({ lastSeq: 11 });
    await afterAll();
    visible = "hidden";
    kept.set("place.notify", "no");
    first.news({ lastSeq: 12 });
    await afterAll();
    kept.set("place.notify", "yes");
    FakeNotification.permission = "denied";
    first.news({ lastSeq: 13 });
    await afterAll();
    expect(shown()).toEqual([]);
  });

  test("the words that cannot be had are not waited for: the badge tells of it all the same", async () => {
    const { news, page, workspace } = await watching({}, []);
    page.mockRejectedValueOnce(new Error("away"));
    news({ lastSeq: 11 });
    await afterAll();
    expect(shown()).toEqual([]);
    expect(workspace.unreadTotal).toBe(1);
  });
});

test("a mention or a direct message that this tab does not show is one to offer notifications for, also while it is in view", async () => {
  const { news, onmention, workspace } = await watching({}, []);
  visible = "visible";
  news({ lastSeq: 11, mentions: 1 });
  expect(onmention).toHaveBeenCalledTimes(1);
  news({ lastSeq: 12 });
  expect(onmention).toHaveBeenCalledTimes(1);
  workspace.setActiveChannel("general");
  news({ lastSeq: 13, mentions: 2 });
  expect(onmention).toHaveBeenCalledTimes(1);
});

describe("what this device does about notifications", () => {
  const device = async () =>
    (await import("../../web/src/lib/features/notifications/device.svelte.ts")).deviceNotifications;

  test("is asked once, and settled by the answer, whoever gave it", async () => {
    kept.clear();
    const notifications = await device();
    expect([notifications.on, notifications.isSettled]).toEqual([false, false]);
    expect(await notifications.turnOn()).toBe(true);
    expect([notifications.on, notifications.isSettled, kept.get("place.notify")]).toEqual([true, true, "yes"]);
    notifications.turnOff();
    expect([notifications.on, notifications.isSettled]).toEqual([false, true]);
    kept.set("place.notify", "yes");
    notifications.look();
    expect(notifications.on).toBe(true);
  });

  test("what the browser refuses is not kept as a yes", async () => {
    kept.clear();
    FakeNotification.permission = "denied";
    const notifications = await device();
    expect(await notifications.turnOn()).toBe(false);
    expect(kept.has("place.notify")).toBe(false);
    expect(notifications.isSettled).toBe(true);
  });

  test("a browser that has none is settled", async () => {
    vi.stubGlobal("Notification", undefined);
    const notifications = await device();
    expect([notifications.permission, notifications.isSettled, await notifications.turnOn()]).toEqual([
      ...["impossible", true, false],
    ]);
  });

  test("the sound is a choice of its own", async () => {
    const notifications = await device();
    notifications.sound = true;
    expect([notifications.sound, kept.get("place.notify.sound")]).toEqual([true, "yes"]);
    notifications.sound = false;
    expect(kept.has("place.notify.sound")).toBe(false);
  });
});
