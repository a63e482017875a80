import { beforeEach, describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../client/index.ts";
import type { MyChannel } from "../../protocol/index.ts";
import { refusal } from "../../protocol/refusals.ts";
import { toasts } from "../../web/src/lib/base/toasts/toasts.svelte.ts";
import type { MenuEntry } from "../../web/src/lib/base/ui/menu.ts";
import { badgeOf } from "../../web/src/lib/shell/sidebar/badge.ts";
import { channelEntries } from "../../web/src/lib/shell/sidebar/channel-entries.ts";
import { fold, isFoldedHere } from "../../web/src/lib/shell/sidebar/folded.svelte.ts";
import { foldersOf, putIntoWithUndo, removeFolder, renameFolder } from "../../web/src/lib/shell/sidebar/folders.ts";
import { rows } from "../../web/src/lib/shell/sidebar/rows.ts";
import { sectionsOf, seenIn } from "../../web/src/lib/shell/sidebar/sections.ts";
import { unreadRow } from "../../web/src/lib/features/unread/sidebar-row.ts";
import { unreadChannels } from "../../web/src/lib/features/unread/unread-channels.ts";
import { mySettingsPages } from "../../web/src/lib/shell/settings/my-pages.ts";
import { run } from "../../web/src/lib/shell/sidebar/shortcuts.ts";
import { dialogs } from "../../web/src/lib/base/dialogs/dialogs.svelte.ts";
import { stubNetwork, stubStorage } from "../support/browser-stubs.ts";
import { channelOf, classroom, mapOf, memberOf, type Fakes } from "../support/web-class.ts";

beforeEach(() => {
  stubStorage();
  stubNetwork();
  toasts.shown = [];
});
const ids = (channels: readonly MyChannel[]) => channels.map(({ id }) => id);

describe("the order of the sidebar", () => {
  const members = mapOf(memberOf("ada"), memberOf("bo"), memberOf("cy"));
  const channels = mapOf(
    channelOf("lab-10"),
    channelOf("lab-9"),
    channelOf("old", { archivedAt: 1 }),
    channelOf("news", { lastSeq: 3 }),
    channelOf("named", { lastSeq: 3, mentions: 1 }),
    channelOf("muted", { lastSeq: 3, muted: true }),
    channelOf("star", { starred: true }),
    channelOf("kept", { folder: "Work" }),
    channelOf("bo", { kind: "dm", name: "", members: ["ada", "bo"], lastAt: 5 }),
    channelOf("cy", { kind: "dm", name: "", members: ["ada", "cy"], lastAt: 9 }),
    channelOf("cy-star", { kind: "dm", name: "", members: ["ada", "cy"], starred: true }),
    channelOf("bo-news", { kind: "dm", name: "", members: ["ada", "bo"], lastSeq: 1 }),
  );

  test("each stands once and keeps its place when it has news: starred, folders, channels by name, people by how lately", () => {
    const sections = sectionsOf(classroom({ channels, members }).workspace);
    expect(ids(sections.starred)).toEqual(["star", "cy-star"]);
    expect(sections.folders.map(({ name, channels: inside }) => [name, ids(inside)])).toEqual([["Work", ["kept"]]]);
    expect(ids(sections.channels)).toEqual(["lab-9", "lab-10", "muted", "named", "news"]);
    expect(ids(sections.direct)).toEqual(["cy", "bo", "bo-news"]);
    const seen = ids(seenIn(sections));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).not.toContain("old");
  });

  test("an archived channel is there while one reads it, and of a folded folder the one that is open", () => {
    const { workspace } = classroom({ channels, members });
    workspace.setActiveChannel("old");
    expect(ids(seenIn(sectionsOf(workspace)))).toContain("old");
    fold("w", "Work", true);
    expect(sectionsOf(workspace).folders).toEqual([{ name: "Work", isFolded: true, channels: [] }]);
    workspace.setActiveChannel("kept");
    expect(ids(sectionsOf(workspace).folders[0]?.channels ?? [])).toEqual(["kept"]);
    fold("w", "Work", false);
    expect(isFoldedHere("w", "Work")).toBe(false);
  });

  test("a folded folder shows what has news in it, and hides it again when that was read", () => {
    const { workspace } = classroom({ channels: mapOf(channelOf("kept", { folder: "Work", lastSeq: 2 })), members });
    fold("w", "Work", true);
    expect(ids(sectionsOf(workspace).folders[0]?.channels ?? [])).toEqual(["kept"]);
    workspace.session.apply({ type: "read", channel: "kept", seq: 2 });
    expect(sectionsOf(workspace).folders).toEqual([{ name: "Work", isFolded: true, channels: [] }]);
    fold("w", "Work", false);
  });

  test("R111: the view of what is unread has what names me first, then people, then channels; not the muted, not the archived", () => {
    const { workspace } = classroom({ channels, members });
    expect(ids(unreadChannels(workspace))).toEqual(["named", "bo-news", "news"]);
    expect(unreadRow.news?.(workspace)).toEqual({ unread: 7, mentions: 1 });
  });

  test("a count has room for three digits", () => {
    expect([badgeOf(1), badgeOf(999), badgeOf(1000)]).toEqual(["1", "999", "999+"]);
  });

  test("what features put above the channels has an address of its own each, and so has a page of the settings", () => {
    expect(rows.map(({ path }) => path)).toEqual([
      "search",
      "unread",
      "missed",
      "threads",
      "mentions",
      "saved",
      "lectures",
    ]);
    const threads = mapOf(channelOf("t", { kind: "thread", lastSeq: 4, readSeq: 1, mentions: 2, following: true }));
    expect(rows[3]?.news?.(classroom({ threads }).workspace)).toEqual({ unread: 3, mentions: 2 });
    expect(new Set(mySettingsPages.map(({ href }) => href)).size).toBe(8);
  });
});

describe("folders", () => {
  const inside = mapOf(channelOf("a", { folder: "Work" }), channelOf("b", { folder: "Work" }), channelOf("c"));
  function withMemberships(fails: (id: string) => boolean = () => false) {
    const asked: [params: object, to: object][] = [];
    const editMine: Fakes["memberships.editMine"] = (params, to) => {
      asked.push([params, to]);
      const id = params.channel;
      if (fails(id)) return Promise.reject(new RefusedError(refusal("forbidden"), 403));
      const before = room.workspace.channel(id) ?? channelOf(id);
      const { folder, ...rest } = to;
      const changed = { ...before, ...rest, ...(typeof folder === "string" && { folder }) };
      if (folder === null) delete changed.folder;
      return Promise.resolve({ channel: changed });
    };
    const room = classroom({ channels: inside }, { "memberships.editMine": editMine });
    return { ...room, asked };
  }

  test("a folder is its channels: it is renamed and removed with them, and brought back by undo", async () => {
    const { workspace } = withMemberships();
    expect(await renameFolder(workspace, "Work", "Lab")).toMatchObject({ ok: true });
    expect(foldersOf(workspace)).toEqual(["Lab"]);
    await removeFolder(workspace, "Lab");
    expect(foldersOf(workspace)).toEqual([]);
    toasts.shown.at(-1)?.undo?.();
    await vi.waitFor(() => expect(foldersOf(workspace)).toEqual(["Lab"]));
  });

  test("what is refused in the middle stays as it is by then, and is said", async () => {
    const { workspace } = withMemberships((id) => id === "b");
    await removeFolder(workspace, "Work");
    expect(workspace.channel("a")?.folder).toBeUndefined();
    expect(workspace.channel("b")?.folder).toBe("Work");
    expect(toasts.shown.at(-1)?.trouble).toBe(true);
  });

  test("what is put into a folder gives its star up, opens the folder, and goes back by undo", async () => {
    fold("w", "Work", true);
    const { workspace, asked } = withMemberships();
    putIntoWithUndo(workspace, channelOf("c", { starred: true }), "Work");
    await vi.waitFor(() => expect(toasts.shown).toHaveLength(1));
    expect(asked).toEqual([[{ channel: "c" }, { folder: "Work", starred: false }]]);
    expect(isFoldedHere("w", "Work")).toBe(false);
    toasts.shown[0]?.undo?.();
    await vi.waitFor(() => expect(asked.at(-1)).toEqual([{ channel: "c" }, { folder: null, starred: true }]));
  });
});

describe("the menu of a line", () => {
  const labels = (entries: readonly MenuEntry[]) =>
    entries.flatMap((entry) => (entry !== "line" && "label" in entry ? [entry.label] : []));
  test("offers to read what is unread, and the way back from what is set", () => {
    const { workspace } = classroom();
    const plain = labels(channelEntries(workspace, channelOf("a")));
    const set = labels(
      channelEntries(workspace, channelOf("a", { lastSeq: 2, starred: true, muted: true, folder: "W" })),
    );
    expect(set.length).toBe(plain.length + 2);
    expect(plain.some((label) => set.includes(label))).toBe(true);
  });

  test("R111: read to its end is told to the server first, and to the page when it said so", async () => {
    const read = vi.fn(() => Promise.resolve({}));
    const channels = mapOf(channelOf("a", { lastSeq: 4, readSeq: 1 }));
    const { workspace } = classroom({ channels }, { "messages.read": read });
    const entry = channelEntries(workspace, workspace.channel("a") ?? channelOf("a"))[0];
    if (entry && entry !== "line" && "run" in entry) entry.run();
    await vi.waitFor(() => expect(workspace.unreadTotal).toBe(0));
    expect(read).toHaveBeenCalledWith({ channel: "a" }, { seq: 4 });
  });
});

describe("keys that work everywhere", () => {
  test("each opens what it names; another one nothing", () => {
    const open = vi.spyOn(dialogs, "open").mockResolvedValue(undefined);
    const { workspace } = classroom();
    run({ key: "ن", code: "KeyK", shiftKey: false }, workspace);
    run({ key: "؟", code: "Slash", shiftKey: true }, workspace);
    run({ key: "x", code: "KeyX", shiftKey: false }, workspace);
    expect(open).toHaveBeenCalledTimes(2);
    expect(open.mock.calls[0]?.[1]).toEqual({ workspace });
  });

  test("with nothing else unread, the way to the next unread says so", () => {
    const channels = mapOf(channelOf("a"), channelOf("b"));
    const { workspace } = classroom({ channels });
    run({ key: "ArrowDown", code: "ArrowDown", shiftKey: true }, workspace);
    expect(toasts.shown).toHaveLength(1);
    run({ key: "ArrowDown", code: "ArrowDown", shiftKey: false }, workspace);
    expect(toasts.shown).toHaveLength(1);
  });
});
