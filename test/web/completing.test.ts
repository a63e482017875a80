import { beforeEach, describe, expect, test, vi } from "vitest";
import { provideFeatures } from "../../web/src/lib/conversation/features.svelte.ts";
import { Completing } from "../../web/src/lib/conversation/composer/completing.svelte.ts";
import { forgetRoster, rosterOf } from "../../web/src/lib/conversation/composer/roster.ts";
import { features } from "../../web/src/lib/shell/features.ts";
import { stubNetwork, stubStorage } from "../support/browser-stubs.ts";
import { channelOf, classroom, mapOf, memberOf } from "../support/web-class.ts";

beforeEach(() => {
  stubStorage();
  stubNetwork();
  forgetRoster("general");
});
provideFeatures(() => Promise.resolve(features));

/** A field with a caret, as far as completing looks at one. */
function fieldWith(value: string, caret = value.length) {
  const field = {
    ...{ value, selectionStart: caret, selectionEnd: caret },
    focus: () => undefined,
    setRangeText(text: string, from: number, to: number) {
      field.value = field.value.slice(0, from) + text + field.value.slice(to);
    },
    setSelectionRange(start: number) {
      field.selectionStart = field.selectionEnd = start;
    },
    dispatchEvent: () => true,
  };
  return field as unknown as HTMLTextAreaElement;
}
function setUp(inside = ["ada", "bo"], hasCommands = true) {
  const asked = vi.fn(() => Promise.resolve({ members: inside.map((id) => ({ id })) }));
  const members = mapOf(memberOf("ada"), memberOf("bo", { name: "Bo Bell" }), memberOf("bea"), memberOf("cy"));
  const channels = mapOf(channelOf("general"), channelOf("lab"), channelOf("old", { archivedAt: 1 }));
  const room = classroom({ members, channels }, { "memberships.list": asked });
  return { ...room, asked, completing: new Completing(room.workspace, "general", hasCommands) };
}
const labels = (completing: Completing) => completing.suggestions.map(({ label }) => label);

describe("what is offered at the caret", () => {
  test("people by their beginning, those in the channel first, and never myself", async () => {
    const { completing } = setUp();
    completing.look(fieldWith("Hello @b"));
    await vi.waitFor(() => expect(labels(completing)).toEqual(["Bo Bell", "Bea"]));
    expect(completing.suggestions[1]?.more).toContain("not in this channel");
    completing.look(fieldWith("Hello @ad"));
    expect(completing.isOpen).toBe(false);
  });

  test("channels that are not archived, and commands only at the beginning of a field that knows them", async () => {
    const { completing } = setUp();
    completing.look(fieldWith("See #"));
    expect(labels(completing)).toEqual(["general", "lab"]);
    await vi.waitFor(() => {
      completing.look(fieldWith("/s"));
      expect(completing.suggestions.map(({ key }) => key)).toEqual(["/status", "/shrug"]);
    });
    completing.look(fieldWith("and /s"));
    expect(completing.isOpen).toBe(false);
    const edit = setUp(["ada"], false).completing;
    edit.look(fieldWith("/s"));
    expect(edit.isOpen).toBe(false);
  });

  test("the arrows go round, and another token begins at its first again", () => {
    const { completing } = setUp();
    completing.look(fieldWith("#"));
    completing.move(-1);
    expect(completing.active).toBe(1);
    completing.move(1);
    expect(completing.active).toBe(0);
    completing.move(1);
    completing.look(fieldWith("#l"));
    expect(completing.active).toBe(0);
  });

  test("Escape closes the list for this token, and the next one opens again", () => {
    const { completing } = setUp();
    completing.look(fieldWith("#l"));
    completing.close();
    completing.look(fieldWith("#la"));
    expect(completing.isOpen).toBe(false);
    completing.look(fieldWith("#la and #g"));
    expect(labels(completing)).toEqual(["general"]);
  });

  test("nothing is offered while a stretch is marked", () => {
    const { completing } = setUp();
    const field = fieldWith("#l");
    field.selectionStart = 0;
    completing.look(field);
    expect(completing.isOpen).toBe(false);
  });
});

describe("who is in a channel", () => {
  test("is asked once for many who want to know, and again when somebody was added", async () => {
    const { workspace, asked } = setUp();
    const [first, second] = await Promise.all([rosterOf(workspace, "general"), rosterOf(workspace, "general")]);
    expect([...(first ?? [])]).toEqual(["ada", "bo"]);
    expect(second).toBe(first);
    await rosterOf(workspace, "general");
    expect(asked).toHaveBeenCalledTimes(1);
    forgetRoster("general");
    await rosterOf(workspace, "general");
    expect(asked).toHaveBeenCalledTimes(2);
  });

  test("a direct message says it itself", async () => {
    const members = ["ada", "bo"];
    const { workspace } = classroom({ channels: mapOf(channelOf("d", { kind: "dm", name: "", members })) });
    expect([...((await rosterOf(workspace, "d")) ?? [])]).toEqual(members);
  });

  test("where it cannot be had, it is not known, and asked for again", async () => {
    const { workspace, asked } = setUp();
    const { UnreachableError } = await import("../../client/index.ts");
    asked.mockRejectedValueOnce(new UnreachableError("away"));
    expect(await rosterOf(workspace, "general")).toBeNull();
    expect(await rosterOf(workspace, "general")).not.toBeNull();
  });
});
