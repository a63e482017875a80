/** What stands beside a conversation or hangs on a message: pins, the line of a thread, the message it is about, notifications. */
import { describe, expect, test, vi } from "vitest";
import { RefusedError, type ChannelSession } from "../../../client/index.ts";
import { refusal, type Member, type Message, type MyChannel, type Role } from "../../../protocol/index.ts";
import { toasts } from "../../../web/src/lib/base/toasts/toasts.svelte.ts";
import { ChannelAdmin } from "../../../web/src/lib/class/admin/channel-admin.svelte.ts";
import type { Conversation } from "../../../web/src/lib/conversation/conversation.svelte.ts";
import type { MessageRow } from "../../../web/src/lib/conversation/window/rows.ts";
import ChannelHeader from "../../../web/src/lib/conversation/pane/ChannelHeader.svelte";
import ChannelNotifications from "../../../web/src/lib/features/notifications/ChannelNotifications.svelte";
import ThreadLine from "../../../web/src/lib/features/threads/ThreadLine.svelte";
import ThreadRoot from "../../../web/src/lib/features/threads/ThreadRoot.svelte";
import type { Thread } from "../../../web/src/lib/features/threads/thread.svelte.ts";
import { PinsAndCheckpoints } from "../../../web/src/lib/features/pins/pins-and-checkpoints.svelte.ts";
import { channelOf, classroom, mapOf, memberOf, type Fakes } from "../../support/web-class.ts";
import { click, drawn, eventually, labels, type Screen } from "./support/drawn.ts";

const people = mapOf<Member>(memberOf("ada"), memberOf("ben"), memberOf("cyd"));
const classOf = (channels: MyChannel[], role: Role = "student", fakes: Fakes = {}, more: object = {}) =>
  classroom(
    { channels: mapOf(...channels), members: people, me: { member: "ada", role, guest: false }, ...more },
    fakes,
  );
const message = (more: object = {}): Message =>
  ({
    id: "m",
    seq: 3,
    rev: 3,
    at: Date.UTC(2026, 10, 2, 9),
    author: "ben",
    body: "Who has the **slides**?",
    ...more,
  }) as Message;
const says = (page: Screen, words: string) => page.queryAllByText(words, { exact: false }).length > 0;

describe("R36 the line of a thread", () => {
  const thread = (more: object = {}) => ({
    channel: "t",
    count: 3,
    people: ["ben", "cyd"],
    lastAt: Date.now(),
    ...more,
  });
  function shown(meta: object, { following = false, gone = false } = {}) {
    const mine = channelOf("t", {
      kind: "thread",
      name: "",
      parent: { channel: "general", seq: 3 },
      following: true,
      lastSeq: 3,
      readSeq: 1,
    });
    const all = classOf([channelOf("general")], "student", {}, following ? { threads: mapOf(mine) } : {});
    const onthread = vi.fn();
    const row = { message: message({ meta }), gone } as unknown as MessageRow;
    const conversation = { channelId: "general" } as Conversation;
    return { page: drawn(ThreadLine, { row, conversation, tab: 0, onthread }, { workspace: all.workspace }), onthread };
  }

  test("says how many replies there are, and opens it", () => {
    const { page, onthread } = shown({ thread: thread() });
    expect(says(page, "3 replies")).toBe(true);
    click(page.getByRole("button"));
    expect(onthread).toHaveBeenCalledOnce();
  });

  test("says what is new in it to who follows it, and to nobody else", () => {
    expect(says(shown({ thread: thread() }, { following: true }).page, "2 new")).toBe(true);
    document.body.replaceChildren();
    expect(says(shown({ thread: thread() }).page, "new")).toBe(false);
  });

  test("is not there before the first reply", () => {
    expect(labels(shown({ thread: thread({ count: 0 }) }).page, "button")).toEqual([]);
  });

  test("of a reply that also stands in the channel leads to its thread; of one that was deleted nowhere", () => {
    expect(labels(shown({ fromThread: { channel: "t", seq: 2 } }).page, "button")).toEqual([
      "Said in a thread. Open it",
    ]);
    document.body.replaceChildren();
    expect(labels(shown({ fromThread: { channel: "t", seq: 2 } }, { gone: true }).page, "button")).toEqual([]);
  });

  test("in a thread says whether the channel took the reply", () => {
    expect(says(shown({ alsoToChannel: 9 }).page, "Also sent to the channel")).toBe(true);
    document.body.replaceChildren();
    expect(says(shown({ alsoToChannel: 0 }).page, "Only in this thread")).toBe(true);
  });
});

describe("R36 the message that a thread is about", () => {
  function shown(
    root: Message | null,
    { role = "student" as Role, channel = channelOf("general"), canWrite = true } = {},
  ) {
    const all = classOf([channel], role);
    const done: unknown[] = [];
    const around = { channelId: "general", acts: { react: (...given: unknown[]) => void done.push(given.slice(1)) } };
    const went: string[] = [];
    const thread = { root, around } as unknown as Thread;
    return { page: drawn(ThreadRoot, { thread, canWrite }, { workspace: all.workspace, went }), went, done };
  }

  test("stands with its writer, whose name leads to their card", () => {
    const { page, went } = shown(message());
    expect(page.getByRole("article", { name: "The message that this thread is about" })).toBeTruthy();
    click(page.getByRole("button", { name: "Ben" }));
    expect(went).toEqual(["toProfile ben"]);
  });

  test("is reacted to from here where one may", () => {
    const meta = { reactions: [{ emoji: "👍", members: ["ben"], count: 1 }] };
    const { page, done } = shown(message({ meta }));
    const [thumb] = page.getAllByRole("button").filter((each) => each.textContent?.includes("👍"));
    click(thumb!);
    expect(done).toEqual([["👍"]]);
  });

  test("that was deleted says so, without its words", () => {
    const { page } = shown(message({ deletedAt: 9, body: "" }));
    expect(says(page, "Message deleted")).toBe(true);
  });

  test("that is gone with its history says so", () => {
    expect(says(shown(null).page, "The message this was about is gone.")).toBe(true);
  });

  test("is followed by how many replied; nobody yet, where one may still write", () => {
    expect(says(shown(message()).page, "No reply yet")).toBe(true);
    document.body.replaceChildren();
    expect(says(shown(message(), { canWrite: false }).page, "Nobody replied")).toBe(true);
    document.body.replaceChildren();
    const meta = { thread: { channel: "t", count: 1, people: ["cyd"], lastAt: 5 } };
    expect(says(shown(message({ meta })).page, "1 reply")).toBe(true);
  });
});

describe("R36 pins and checkpoints of a channel", () => {
  const pinned = (seq: number, at: number, more: object = {}) =>
    message({ id: `p${seq}`, seq, rev: seq, meta: { pinned: { by: "ben", at } }, ...more });
  const checkpoint = (seq: number, name: string) =>
    message({ id: `c${seq}`, seq, rev: seq, meta: { checkpoint: { name, by: "ben", at: 1 } } });

  function sessionWith(list: () => Promise<Message[]>, shown: Message[] = []) {
    const listeners = { changed: new Set<(messages: Message[] | null) => void>(), any: new Set<() => void>() };
    const session = {
      pinsAndCheckpoints: list,
      withMyActs: (given: Message) => given,
      snapshot: () => ({ messages: shown }),
      onChanged: (listener: (messages: Message[] | null) => void) => (
        listeners.changed.add(listener),
        () => listeners.changed.delete(listener)
      ),
      subscribe: (listener: () => void) => (listeners.any.add(listener), () => listeners.any.delete(listener)),
    } as unknown as ChannelSession;
    const changed = (messages: Message[] | null) => listeners.changed.forEach((listener) => listener(messages));
    return { session, changed, listeners };
  }

  test("pinned last stands first; checkpoints stand in the order of the history", async () => {
    const { session } = sessionWith(async () => [
      checkpoint(9, "Lecture 2"),
      pinned(3, 10),
      pinned(5, 90),
      checkpoint(2, "Lecture 1"),
    ]);
    const landmarks = new PinsAndCheckpoints(session);
    const stop = landmarks.watch();
    await eventually(() => expect(landmarks.loaded).toBe(true));
    expect(landmarks.pins.map(({ seq }) => seq)).toEqual([5, 3]);
    expect(landmarks.checkpoints.map(({ meta }) => meta?.checkpoint?.name)).toEqual(["Lecture 1", "Lecture 2"]);
    stop();
  });

  test("what changes while the list is on its way is not undone by it", async () => {
    let answer: (messages: Message[]) => void = () => undefined;
    const { session, changed } = sessionWith(() => new Promise((resolve) => (answer = resolve)));
    const landmarks = new PinsAndCheckpoints(session);
    landmarks.watch();
    changed([{ ...message({ id: "p3", seq: 3, rev: 20 }) }]);
    answer([pinned(3, 10)]);
    await eventually(() => expect(landmarks.loaded).toBe(true));
    expect(landmarks.pins, "it was unpinned meanwhile").toEqual([]);
  });

  test("a message that is deleted goes, one that is pinned comes", async () => {
    const { session, changed } = sessionWith(async () => [pinned(3, 10)]);
    const landmarks = new PinsAndCheckpoints(session);
    landmarks.watch();
    await eventually(() => expect(landmarks.pins).toHaveLength(1));
    changed([{ ...pinned(3, 10), rev: 30, deletedAt: 5 }]);
    expect(landmarks.pins).toEqual([]);
    changed([pinned(7, 40)]);
    expect(landmarks.pins.map(({ seq }) => seq)).toEqual([7]);
  });

  test("where what changed is not known the list is asked for anew, and an answer to the earlier asking is too late", async () => {
    const answers: ((messages: Message[]) => void)[] = [];
    const { session, changed } = sessionWith(() => new Promise((resolve) => answers.push(resolve)));
    const landmarks = new PinsAndCheckpoints(session);
    landmarks.watch();
    changed(null);
    expect(answers).toHaveLength(2);
    answers[1]?.([pinned(5, 90)]);
    await eventually(() => expect(landmarks.pins.map(({ seq }) => seq)).toEqual([5]));
    answers[0]?.([pinned(3, 10)]);
    await Promise.resolve();
    expect(landmarks.pins.map(({ seq }) => seq)).toEqual([5]);
  });

  test("that cannot be had say why, and nobody listens any more once they are left", async () => {
    const { session, listeners } = sessionWith(async () => {
      throw new RefusedError(refusal("not_found"), 404);
    });
    const landmarks = new PinsAndCheckpoints(session);
    const stop = landmarks.watch();
    await eventually(() => expect(landmarks.trouble).toBe(refusal("not_found").sentence));
    expect(landmarks.loaded).toBe(false);
    stop();
    expect([listeners.changed.size, listeners.any.size]).toEqual([0, 0]);
  });
});

describe("R57 what I am told of in a channel", () => {
  function shown(channel: MyChannel, fakes: Fakes = {}) {
    const asked: unknown[] = [];
    let now = channel;
    const all = classOf([channel], "student", {
      "memberships.editMine": async (_, given) => (
        asked.push(given),
        { channel: (now = { ...now, ...(given as object) } as MyChannel) }
      ),
      ...fakes,
    });
    const admin = new ChannelAdmin(all.workspace, channel.id);
    const page = drawn(ChannelNotifications, { admin, channel }, { workspace: all.workspace });
    return { page, asked };
  }
  const levels = (page: Screen) => page.getAllByRole<HTMLInputElement>("radio");

  test("is one of three; between two people every message is for me", () => {
    expect(levels(shown(channelOf("lab", { notify: "mentions" })).page).map(({ checked }) => checked)).toEqual([
      false,
      true,
      false,
    ]);
    document.body.replaceChildren();
    const direct = shown(channelOf("dm", { kind: "dm", members: ["ada", "ben"], notify: "mentions" })).page;
    expect(levels(direct).map(({ checked }) => checked)).toEqual([true, false]);
  });

  test("is saved when it is chosen", async () => {
    const { page, asked } = shown(channelOf("lab"));
    click(page.getByRole("radio", { name: "Nothing" }));
    await eventually(() => expect(asked).toEqual([{ notify: "nothing" }]));
    await eventually(() => expect(toasts.shown.map(({ text }) => text)).toEqual(["Saved."]));
  });

  test("a refusal is said, and nothing else", async () => {
    const { page } = shown(channelOf("lab"), {
      "memberships.editMine": async () => {
        throw new RefusedError(refusal("too_fast"), 429);
      },
    });
    click(page.getByRole("radio", { name: "Nothing" }));
    await eventually(() => expect(toasts.shown.map(({ text }) => text)[0]).toContain("Nothing was changed."));
  });

  test("that is muted says until when, and hears of it again when told to", async () => {
    const { page, asked } = shown(channelOf("lab", { muted: true, mutedUntil: Date.now() + 3_600_000 }));
    expect(says(page, "Muted until")).toBe(true);
    click(page.getByRole("button", { name: "Unmute" }));
    await eventually(() => expect(asked).toEqual([{ muted: false }]));
  });

  test("a time that is over does not mute any more", () => {
    const { page } = shown(channelOf("lab", { muted: true, mutedUntil: 5 }));
    expect(says(page, "Muted until")).toBe(false);
    expect(labels(page, "button")).toEqual(["Mute"]);
  });
});

describe("R121 the header of a channel", () => {
  test("has a button with the number of people, which opens them and not all the details", () => {
    const channel = channelOf("general", { isDefault: true });
    const { workspace } = classOf([channel]);
    const went: string[] = [];
    const page = drawn(ChannelHeader, { channel, ready: true }, { workspace, went });
    click(page.getByRole("button", { name: "3 people" }));
    expect(went).toEqual(["toPeople general"]);
  });

  test.each([channelOf("general"), channelOf("d", { kind: "dm", name: "", members: ["ada", "ben"] })])(
    "leads to a search in this channel alone, by a link that opens in a tab too ($kind)",
    (channel) => {
      const { workspace } = classOf([channel]);
      const page = drawn(ChannelHeader, { channel, ready: false }, { workspace });
      const link = page.getByRole("link", { name: "Search here" });
      expect(link.getAttribute("href")).toBe(`/w/${workspace.id}/search?channel=${channel.id}`);
    },
  );
});
