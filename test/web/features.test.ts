import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Message, MyChannel, PollDraft, SavedMark } from "../../protocol/index.ts";
import { STATUS_MAX_CHARS, TOPIC_MAX_CHARS } from "../../protocol/limits.ts";
import type { Action } from "../../protocol/permissions.ts";
import { developer } from "../../web/src/lib/base/appearance.svelte.ts";
import { dialogs } from "../../web/src/lib/base/dialogs/dialogs.svelte.ts";
import { done, refused } from "../../web/src/lib/base/outcome.ts";
import { toasts } from "../../web/src/lib/base/toasts/toasts.svelte.ts";
import type { MenuEntry } from "../../web/src/lib/base/ui/menu.ts";
import { commandsFor, runCommand } from "../../web/src/lib/conversation/composer/commands.ts";
import { additionsTo } from "../../web/src/lib/conversation/composer/composer-menu.ts";
import type { ConversationClass } from "../../web/src/lib/conversation/context.ts";
import type { Conversation } from "../../web/src/lib/conversation/conversation.svelte.ts";
import type { WritingField } from "../../web/src/lib/conversation/feature.ts";
import { featuresHere, loadFeatures, provideFeatures } from "../../web/src/lib/conversation/features.svelte.ts";
import { loadEntries } from "../../web/src/lib/conversation/message/actions.ts";
import { features } from "../../web/src/lib/shell/features.ts";
import { RefusedError } from "../../client/index.ts";
import { refusal } from "../../protocol/refusals.ts";
import { answering } from "../support/web-class.ts";

const channel: MyChannel = {
  ...{ id: "c", workspace: "w", kind: "public", name: "general", topic: "Old", posting: "all", isDefault: false },
  ...{ createdBy: null, createdAt: 0, archivedAt: null, lastSeq: 1, lastAt: 1, readSeq: 1, mentions: 0, muted: false },
  notify: "all",
};
const message: Message = { id: "m", seq: 7, rev: 7, author: "bo", at: 0, body: "Hello" };

function classWith(allowed: readonly Action[], more: object = {}): ConversationClass {
  return {
    me: { id: "ada", role: "student", handle: "ada", name: "Ada", joinedAt: 0 },
    may: (action: Action) => allowed.includes(action),
    channel: (id: string) => (id === channel.id ? channel : undefined),
    member: () => undefined,
    directWith: () => undefined,
    savedMark: () => undefined,
    statusOf: () => undefined,
    api: { call: () => Promise.resolve({ commands: botsCommands }) },
    workspace: { joinCode: "abc" },
    emoji: new Map(),
    emojiAddress: () => undefined,
    ...more,
  } as unknown as ConversationClass;
}

/** What the bots of the channel answer. */
let botsCommands: object[] = [];

function deskIn(workspace: ConversationClass, more: Partial<WritingField> = {}) {
  const sent: string[] = [];
  const desk: WritingField = {
    ...{
      workspace,
      channelId: channel.id,
      title: "#general",
      post: () => undefined,
      words: () => "",
      attach: () => undefined,
    },
    send: (body) => sent.push(body),
    sent: () => undefined,
    trouble: () => undefined,
    ...more,
  };
  return { desk, sent };
}

const open = vi.spyOn(dialogs, "open").mockResolvedValue(undefined);
beforeEach(() => void open.mockClear());
provideFeatures(() => Promise.resolve(features));
const labels = (entries: readonly MenuEntry[]) =>
  entries.map((entry) => (entry === "line" ? "—" : "row" in entry ? "row" : entry.label));

describe("what features add to the page", () => {
  test("they come when they are asked for, and one that could not be fetched is asked for again", async () => {
    vi.resetModules();
    const fresh = await import("../../web/src/lib/conversation/features.svelte.ts");
    const from = vi.fn(() => Promise.reject(new Error("away")));
    fresh.provideFeatures(from);
    expect(fresh.featuresHere()).toEqual([]);
    await expect(fresh.loadFeatures()).rejects.toThrow("away");
    fresh.provideFeatures(() => Promise.resolve(features));
    await expect(fresh.loadFeatures()).resolves.toBe(features);
    expect(fresh.featuresHere()).toBe(features);
  });

  test("two who ask at once share one fetch", async () => {
    vi.resetModules();
    const fresh = await import("../../web/src/lib/conversation/features.svelte.ts");
    const from = vi.fn(() => Promise.resolve(features));
    fresh.provideFeatures(from);
    await Promise.all([fresh.loadFeatures(), fresh.loadFeatures()]);
    await fresh.loadFeatures();
    expect(from).toHaveBeenCalledTimes(1);
  });

  test("no two commands have one name", async () => {
    const names = (await loadFeatures()).flatMap(({ commands = [] }) => commands.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(featuresHere()).toBe(features);
  });
});

describe("commands", () => {
  const offered = (workspace: ConversationClass, where: MyChannel | undefined = channel) =>
    commandsFor(features, workspace, where).map(({ name }) => name);

  test("R9: each is offered to who may use it, in one order", () => {
    expect(offered(classWith(["editChannel", "invite"]))).toEqual([
      ...["poll", "topic", "invite", "status", "me", "shrug", "jump", "export"],
    ]);
    expect(offered(classWith([]))).toEqual(["poll", "status", "me", "shrug", "jump", "export"]);
    expect(offered(classWith(["invite"], { workspace: { joinCode: null } }))).not.toContain("invite");
    expect(commandsFor(features, classWith(["editChannel"]), undefined).map(({ name }) => name)).not.toContain("topic");
  });

  test("a line that is none of ours is words like any other", async () => {
    const { desk, sent } = deskIn(classWith([]));
    expect(await runCommand("/etc/hosts is a file", desk, features)).toBeNull();
    expect(await runCommand("/unknown", desk, features)).toBeNull();
    expect(sent).toEqual([]);
  });

  test("a command of a bot is run where its channel has one, and is words where it has not", async () => {
    botsCommands = [{ id: "x", name: "grade", takes: "", says: "Grades", bot: "b" }];
    const { desk } = deskIn({
      ...classWith([]),
      session: { wantMembers: () => undefined, onEvent: () => () => undefined },
    } as never);
    // Another channel: what is known of the first is kept for a while.
    const elsewhere = { ...desk, channelId: "elsewhere" };
    expect(await runCommand("/grade task 3", elsewhere, features)).toEqual({ done: true });
    expect(await runCommand("/degrade", elsewhere, features)).toBeNull();
    botsCommands = [];
  });

  test("/me and /shrug become words; /me alone says what it needs, and nothing goes out", async () => {
    const { desk, sent } = deskIn(classWith([]));
    expect(await runCommand("/me  looks for chalk ", desk, features)).toEqual({ done: true });
    expect(await runCommand("/shrug", desk, features)).toEqual({ done: true });
    expect(await runCommand("/shrug no idea", desk, features)).toEqual({ done: true });
    expect(sent[0]).toBe("_looks for chalk_");
    expect(sent[2]).toBe(`no idea ${sent[1]}`);
    expect(await runCommand("/me", desk, features)).toMatchObject({ done: false });
    expect(sent).toHaveLength(3);
  });

  test("/poll opens the maker with its question, and what is made goes into the list", async () => {
    const post = vi.fn();
    const { desk } = deskIn(classWith([]), { post });
    await runCommand("/poll Tea or coffee?", desk, features);
    const props = open.mock.calls[0]?.[1] as { question: string; onmake: (draft: PollDraft) => void };
    expect(props.question).toBe("Tea or coffee?");
    const draft = { question: "Tea?", options: ["a", "b"] } as unknown as PollDraft;
    props.onmake(draft);
    expect(post).toHaveBeenCalledWith({ body: "Tea?", poll: draft });
  });

  test("R9: /topic and /invite say why not to who may not, and ask nothing of the server", async () => {
    const { desk } = deskIn(classWith([], { api: answering({}) }));
    expect(await runCommand("/topic New", desk, features)).toMatchObject({ done: false });
    expect(await runCommand("/invite", desk, features)).toMatchObject({ done: false });
    const stopped = deskIn(classWith(["invite"], { workspace: { joinCode: null } }));
    expect(await runCommand("/invite", stopped.desk, features)).toMatchObject({ done: false });
  });

  test("/topic changes the topic; one that is too long, or is refused, stays in the field with the reason", async () => {
    const edit = vi.fn(() => Promise.resolve({ channel: { ...channel, topic: "New" } }));
    const acceptChange = vi.fn();
    const { desk } = deskIn(classWith(["editChannel"], { api: answering({ "channels.edit": edit }), acceptChange }));
    expect(await runCommand("/topic New", desk, features)).toEqual({ done: true });
    expect(edit).toHaveBeenCalledWith({ channel: "c" }, { topic: "New" });
    expect(acceptChange).toHaveBeenCalledTimes(1);
    expect(await runCommand(`/topic ${"x".repeat(TOPIC_MAX_CHARS + 1)}`, desk, features)).toMatchObject({
      done: false,
    });
    expect(edit).toHaveBeenCalledTimes(1);
    await runCommand("/topic", desk, features);
    expect(open).toHaveBeenCalledTimes(1);
  });

  test("/status is set until tonight, cleared by its name, and kept in the field where it is refused", async () => {
    const editProfile = vi.fn((_: { status: { text: string; until: number } | null }) => Promise.resolve(done({})));
    const { desk } = deskIn(classWith([], { editProfile }));
    await runCommand("/status 🎧 deep in it", desk, features);
    const set = editProfile.mock.calls[0]?.[0].status;
    expect(set).toMatchObject({ emoji: "🎧", text: "deep in it" });
    expect(new Date(set?.until ?? 0).getHours()).toBe(23);
    await runCommand("/status clear", desk, features);
    expect(editProfile.mock.calls[1]?.[0].status).toBeNull();
    const long = await runCommand(`/status ${"x".repeat(STATUS_MAX_CHARS + 1)}`, desk, features);
    expect(long).toMatchObject({ done: false });
    editProfile.mockResolvedValueOnce(refused(refusal("unavailable", { sentence: "No answer." })) as never);
    expect(await runCommand("/status away", desk, features)).toEqual({ done: false, words: "No answer." });
  });
});

describe("the menu of a message", () => {
  const acts = { pin: vi.fn(), react: vi.fn() };
  const conversation = { acts, markUnread: vi.fn(), removals: { remove: vi.fn() } } as unknown as Conversation;
  const entries = async (allowed: readonly Action[], of: Message = message, more: object = {}) =>
    (await loadEntries())({
      ...{ message: of, channel, conversation, workspace: classWith(allowed, more) },
      ...{ onreply: () => undefined, onthread: () => undefined, onadd: () => undefined },
    });

  /** The further page of a menu. */
  const further = (all: readonly MenuEntry[]): MenuEntry[] =>
    all.flatMap((entry) => (typeof entry === "object" && "entries" in entry ? entry.entries : []));
  let pointer: "fine" | "coarse";
  beforeEach(() => {
    pointer = "fine";
    vi.stubGlobal("matchMedia", (query: string) => ({ matches: query === `(pointer: ${pointer})` }));
  });
  afterEach(() => void vi.unstubAllGlobals());

  test("a finger, which opens it by staying on a message, finds the way to select words of it", async () => {
    expect(labels(further(await entries([])))).not.toContain("Select text");
    pointer = "coarse";
    expect(labels(further(await entries([])))).toContain("Select text");
  });

  test("R9: holds what this person may do, features' own among it, in one order", async () => {
    const few = await entries([]);
    expect(labels(few)).toEqual(["Save", "Mark unread", "Copy link", "—", "More"]);
    expect(labels(further(few))).toEqual(["Copy text"]);
    const all: Action[] = ["post", "react", "openThread", "pin", "setCheckpoint", "editMessage", "deleteMessage"];
    const many = await entries(all);
    expect(labels(many)).toEqual([
      ...["row", "—", "Reply", "Reply in thread", "Save", "Mark unread", "Copy link", "—"],
      ...["Edit", "Delete", "—", "More"],
    ]);
    expect(labels(further(many))).toEqual(["Pin", "Mark a checkpoint…", "Copy text"]);
  });

  test("at most nine lines stand in it, for whoever may do everything, and the last reaction opens the picker", async () => {
    const mark: SavedMark = { channel: "c", seq: 7, note: "", at: 0 };
    const everything: Action[] = [
      ...(["post", "react", "openThread", "pin", "setCheckpoint", "editMessage", "deleteMessage"] as const),
    ];
    const all = await entries(everything, message, { savedMark: () => mark });
    expect(all.filter((entry) => entry !== "line")).toHaveLength(9);
    const row = all.find((entry) => typeof entry === "object" && "row" in entry);
    expect(row && "row" in row && row.row.at(-1)?.label).toBe("Add a reaction");
  });

  test("R4, R71: JSON and the way through the room are shown to who asked for a developer's view", async () => {
    vi.stubGlobal("document", { documentElement: { dataset: {} } });
    const shown = async () => labels(further(await entries([])));
    expect(await shown()).not.toContain("Copy as JSON");
    developer.chosen = "on";
    expect(await shown()).toEqual(["Copy text", "—", "Copy as JSON", "How it travelled…"]);
    developer.chosen = "off";
    expect(await shown()).toEqual(["Copy text"]);
  });

  test("saving is one press, said with the way to a note; a refusal is said, and nothing looks saved", async () => {
    const say = vi.spyOn(toasts, "say").mockReturnValue(undefined);
    const apply = vi.fn();
    const put = vi.fn(() => Promise.resolve({ saved: { channel: "c", seq: 7, note: "", at: 5 } }));
    const press = async (more: object) => {
      const all = await entries([], message, { session: { apply }, ...more });
      const save = all.find((entry) => typeof entry === "object" && "label" in entry && entry.label === "Save");
      if (save && save !== "line" && "run" in save) save.run();
    };
    await press({ api: answering({ "personal.save": put }) });
    await vi.waitFor(() => void expect(say).toHaveBeenCalledTimes(1));
    expect(put).toHaveBeenCalledWith({ channel: "c", seq: 7 }, { note: "" });
    expect(apply).toHaveBeenCalledTimes(1);
    say.mock.calls[0]?.[1]?.next?.run();
    expect(open.mock.calls[0]?.[1]).toMatchObject({ channel: "c", message });
    await press({
      api: answering({ "personal.save": () => Promise.reject(new RefusedError(refusal("too_large"), 409)) }),
    });
    await vi.waitFor(() => void expect(say).toHaveBeenCalledTimes(2));
    expect(say.mock.calls[1]?.[1]).toMatchObject({ trouble: true });
    expect(apply).toHaveBeenCalledTimes(1);
    say.mockRestore();
  });

  test("what is gone is neither saved nor copied nor answered", async () => {
    const gone = await entries(["post"], { ...message, body: "", deletedAt: 1 });
    const all = labels([...gone, ...further(gone)]);
    for (const label of ["Save", "Copy text", "Reply"]) expect(all).not.toContain(label);
  });

  test("a saved message offers its note and the way out of Saved; a pinned one the way off", async () => {
    const mark: SavedMark = { channel: "c", seq: 7, note: "", at: 0 };
    const menuOf = async (note: string) => {
      const all = await entries(["pin"], message, { savedMark: () => ({ ...mark, note }) });
      return labels([...all, ...further(all)]);
    };
    const shown = await menuOf("For the exam");
    expect(shown).toContain("Change the note…");
    expect(await menuOf("")).toContain("Add a note…");
    expect(shown).not.toContain("Save");
    expect(shown).toContain("Remove from Saved");
    const pinned: Message = {
      ...message,
      meta: { pinned: { by: "bo", at: 1 }, checkpoint: { by: "bo", at: 1, name: "One" } },
    };
    const all = further(await entries(["pin", "setCheckpoint"], pinned));
    expect(labels(all)).toContain("Change the checkpoint…");
    const unpin = all.find((entry) => entry !== "line" && "label" in entry && entry.label === "Unpin");
    if (unpin && unpin !== "line" && "run" in unpin) unpin.run();
    expect(acts.pin).toHaveBeenCalledWith(pinned, false);
  });
});

describe("the menu of the field", () => {
  test("a poll is added; what is written is sent later, and nothing is asked of an empty field", async () => {
    const trouble = vi.fn();
    const { desk } = deskIn(classWith([]), { words: () => "  ", trouble });
    const added = await additionsTo(desk);
    expect(labels(added("add"))).toEqual(["Files", "Poll"]);
    expect(labels(added("send"))).toEqual(["Send later…"]);
    const later = added("send")[0];
    if (!later || later === "line" || !("run" in later)) throw new Error("no entry");
    later.run();
    expect(trouble).toHaveBeenCalledTimes(1);
    expect(open).not.toHaveBeenCalled();
    const full = (await additionsTo({ ...desk, words: () => "Tomorrow" }))("send")[0];
    if (full && full !== "line" && "run" in full) full.run();
    expect(open.mock.calls[0]?.[1]).toMatchObject({ body: "Tomorrow", channelId: "c" });
  });
});
