import { describe, expect, test } from "vitest";
import { createApi, type Api } from "../../client/api.ts";
import { classEmojiNamed, offeredEmoji } from "../../client/class-emoji.ts";
import { applyWorkspaceEvent, fromBootstrap, type WorkspaceState } from "../../client/workspace-state.ts";
import type { Bootstrap, ClassEmoji } from "../../protocol/index.ts";

const emoji = (name: string, more: Partial<ClassEmoji> = {}): ClassEmoji => ({
  name,
  version: "version-1",
  by: "ada-me",
  ...more,
});
const begin = (told: ClassEmoji[]): WorkspaceState =>
  fromBootstrap({
    ...{ now: 1, channels: [], threads: [], members: [], blocks: [], saved: [] },
    ...{ emoji: told, keepsFiles: true },
  } as unknown as Bootstrap);
const after = (state: WorkspaceState, changed: ClassEmoji) =>
  applyWorkspaceEvent(state, { type: "emojiChanged", emoji: changed });
const names = (state: WorkspaceState) => offeredEmoji(state).map(({ name }) => name);

describe("the class's own emoji", () => {
  test("are offered by name as soon as somebody adds one, and no more once it is removed", () => {
    const state = after(begin([emoji("wave-cat"), emoji("gone", { removed: true })]), emoji("blobcat"));
    expect(names(state)).toEqual(["blobcat", "wave-cat"]);
    expect(names(after(state, emoji("blobcat", { removed: true })))).toEqual(["wave-cat"]);
    expect(begin([]).keepsFiles).toBe(true);
  });

  test("a removed one still shows where it was written; another picture of that name takes its place", () => {
    const removed = after(begin([emoji("blobcat")]), emoji("blobcat", { removed: true }));
    expect(classEmojiNamed(removed, ":blobcat:")?.version).toBe("version-1");
    const again = after(removed, emoji("blobcat", { version: "version-2" }));
    expect(classEmojiNamed(again, ":blobcat:")).toEqual(emoji("blobcat", { version: "version-2" }));
  });

  test.each(["👍", "blobcat", ":nobody:", ":__proto__:", ":constructor:", "::", ":Blobcat:", ":blobcat: :blobcat:"])(
    "what is none of them is shown as it is written: %s",
    (written) => {
      expect(classEmojiNamed(begin([emoji("blobcat")]), written)).toBeUndefined();
    },
  );

  test("a bootstrap decides which there are: one that was forgotten while this tab was away is gone", () => {
    const before = begin([emoji("old", { removed: true })]);
    const state = fromBootstrap(
      { channels: [], threads: [], members: [], blocks: [], saved: [], emoji: [] } as unknown as Bootstrap,
      before,
    );
    expect(classEmojiNamed(state, ":old:")).toBeUndefined();
  });

  const pictureOf = (api: Api, name: string) =>
    api.addressOf("emoji.picture", { workspace: "class-1", ...emoji(name) });

  test("its picture has an address of its own for each version, on the server that the api speaks to", () => {
    expect(pictureOf(createApi(), "c++")).toBe("/api/workspaces/class-1/emoji/c%2B%2B/version-1");
    const elsewhere = createApi({ baseUrl: "https://place.test/" });
    expect(pictureOf(elsewhere, "blobcat")).toBe("https://place.test/api/workspaces/class-1/emoji/blobcat/version-1");
  });
});
