/** What is mine in a class: my status, how I am seen, whom I hear from, my folders, and the class's emoji that I added. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../../client/index.ts";
import {
  DEFAULT_SETTINGS,
  refusal,
  type ClassEmoji,
  type Member,
  type Role,
  type Settings,
} from "../../../protocol/index.ts";
import { done, refused } from "../../../web/src/lib/base/outcome.ts";
import { toasts } from "../../../web/src/lib/base/toasts/toasts.svelte.ts";
import type { MenuEntry } from "../../../web/src/lib/base/ui/menu.ts";
import { dialogs } from "../../../web/src/lib/base/dialogs/dialogs.svelte.ts";
import EmojiGrid from "../../../web/src/lib/features/class-emoji/EmojiGrid.svelte";
import { presenceEntries } from "../../../web/src/lib/features/presence/my-presence.ts";
import StatusDialog from "../../../web/src/lib/features/presence/StatusDialog.svelte";
import FolderDialog from "../../../web/src/lib/shell/sidebar/FolderDialog.svelte";
import NotificationSettings from "../../../web/src/routes/(class)/settings/notifications/+page.svelte";
import PrivacySettings from "../../../web/src/routes/(class)/settings/privacy/+page.svelte";
import { classroom, mapOf, memberOf, type Fakes } from "../../support/web-class.ts";
import { click, drawn, eventually, labels, screen, submit, type, type Screen } from "./support/drawn.ts";

const NOON = new Date(2026, 10, 18, 12, 0).getTime();
const shownToasts = () => toasts.shown.map(({ text }) => text);
const dialog = () => screen.getByRole("dialog");
const refusing = async () => {
  throw new RefusedError(refusal("too_fast"), 429);
};

/** I am Ada. What I set is asked of the server, and answered. */
function mine(me: Partial<Member> = {}, fakes: Fakes = {}, more: object = {}) {
  const asked: Record<string, unknown>[] = [];
  let [member, settings] = [memberOf("ada", me), { ...DEFAULT_SETTINGS } as Settings];
  const all = classroom(
    { members: mapOf<Member>(member, memberOf("ben")), settings, ...more },
    {
      "members.editMe": async (_, change) => {
        asked.push(change as Record<string, unknown>);
        return { member: (member = { ...member, ...(change as object) } as Member) };
      },
      "settings.edit": async (_, change) => {
        asked.push(change as Record<string, unknown>);
        return { settings: (settings = { ...settings, ...(change as object) } as Settings) };
      },
      ...fakes,
    },
  );
  return { ...all, asked };
}

beforeEach(() => void vi.useFakeTimers({ now: NOON, toFake: ["Date"] }));
afterEach(() => {
  vi.useRealTimers();
  for (const { id } of toasts.shown) toasts.dismiss(id);
});

describe("R118 my status", () => {
  const field = (name: string) => screen.getByRole<HTMLInputElement>("textbox", { name });
  function opened(me: Partial<Member> = {}, fakes: Fakes = {}) {
    const all = mine(me, fakes);
    const onclose = vi.fn();
    drawn(StatusDialog, { workspace: all.workspace, onclose });
    return { ...all, onclose };
  }

  test("is an emoji, a few words, and ends tonight where nothing else is chosen", async () => {
    const { asked, onclose } = opened();
    type(field("Emoji"), " 🚲 ");
    type(field("What are you up to?"), "on my way ");
    submit(dialog());
    await eventually(() => expect(onclose).toHaveBeenCalledOnce());
    const tonight = new Date(2026, 10, 18, 23, 59, 59).getTime();
    expect(asked).toEqual([{ status: { emoji: "🚲", text: "on my way", until: tonight } }]);
    expect(shownToasts()).toEqual(["Others see it now."]);
  });

  test("is proposed, and ends when it is told to", async () => {
    const { asked } = opened();
    click(screen.getByRole("button", { name: /At lunch/u }));
    expect([field("Emoji").value, field("What are you up to?").value]).toEqual(["🍜", "At lunch"]);
    click(screen.getByRole("radio", { name: "In an hour" }));
    submit(dialog());
    await eventually(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.["status"]).toMatchObject({ until: NOON + 3_600_000 });
  });

  test("with an end keeps it, unless another is chosen", async () => {
    const until = NOON + 7_200_000;
    const { asked } = opened({ status: { emoji: "📚", text: "Reading", until } });
    expect(screen.getByRole<HTMLInputElement>("radio", { name: "As it was" }).checked).toBe(true);
    type(field("What are you up to?"), "Reading on");
    submit(dialog());
    await eventually(() => expect(asked[0]).toEqual({ status: { emoji: "📚", text: "Reading on", until } }));
  });

  test("that stands is cleared by emptying it; one that does not cannot be", async () => {
    opened();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled).toBe(true);
    document.body.replaceChildren();
    const { asked } = opened({ status: { emoji: "📚", text: "Reading" } });
    type(field("Emoji"), "");
    type(field("What are you up to?"), "");
    click(screen.getByRole("button", { name: "Clear" }));
    await eventually(() => expect(asked).toEqual([{ status: null }]));
  });

  test("whose emoji is none says so beside it, with all that was typed", async () => {
    const { onclose } = opened(
      {},
      {
        "members.editMe": async () => {
          throw new RefusedError(refusal("invalid", { field: "status.emoji" }), 400);
        },
      },
    );
    type(field("Emoji"), "abc");
    submit(dialog());
    await eventually(() => expect(dialog().textContent).toContain("One emoji."));
    expect(field("Emoji").value).toBe("abc");
    expect(onclose).not.toHaveBeenCalled();
  });
});

describe("the menu of how I am seen", () => {
  const named = (entries: MenuEntry[]) =>
    entries.flatMap((entry) => (typeof entry === "object" && "run" in entry ? [entry] : []));
  const run = (entries: MenuEntry[], label: string) =>
    named(entries)
      .find((entry) => entry.label === label)
      ?.run();
  const labelsOf = (entries: MenuEntry[]) => named(entries).map(({ label }) => label);

  test("offers to clear a status only where there is one", () => {
    expect(labelsOf(presenceEntries(mine().workspace))).not.toContain("Clear your status");
    const entries = presenceEntries(mine({ status: { emoji: "📚", text: "Reading" } }).workspace);
    expect(labelsOf(entries)).toContain("Clear your status");
    expect(named(entries)[0]?.more).toBe("📚 Reading");
  });

  test("keeps me undisturbed for an hour, and takes that back", async () => {
    const { workspace, asked } = mine();
    run(presenceEntries(workspace), "Do not disturb for an hour");
    await eventually(() => expect(asked).toEqual([{ dndUntil: NOON + 3_600_000 }]));
    await eventually(() => expect(labelsOf(presenceEntries(workspace))).toContain("Be disturbed again"));
    expect(labelsOf(presenceEntries(workspace))).not.toContain("Do not disturb for an hour");
    run(presenceEntries(workspace), "Be disturbed again");
    await eventually(() => expect(asked.at(-1)).toEqual({ dndUntil: null }));
  });

  test("hides that I am here, and says what that means", async () => {
    const { workspace, asked } = mine();
    run(presenceEntries(workspace), "Hide that I am here");
    await eventually(() => expect(shownToasts()).toEqual(["Nobody sees that you are here."]));
    expect(asked).toEqual([{ presence: false }]);
    expect(named(presenceEntries(workspace)).find(({ label }) => label === "Hide that I am here")?.checked).toBe(true);
  });

  test("says where nothing was changed", async () => {
    const { workspace } = mine({}, { "settings.edit": refusing });
    run(presenceEntries(workspace), "Hide that I am here");
    await eventually(() => expect(shownToasts()[0]).toContain("Nothing was changed."));
    expect(workspace.settings.presence).toBe(true);
  });
});

describe("R112 settings of what others see", () => {
  const shown = (fakes: Fakes = {}, more: object = {}) => {
    const all = mine({}, fakes, more);
    return { ...all, page: drawn(PrivacySettings, {}, { workspace: all.workspace }) };
  };
  const box = (page: Screen, name: RegExp) => page.getByRole<HTMLInputElement>("checkbox", { name });

  test("each is saved when it is chosen, alone", async () => {
    const { page, asked } = shown();
    click(box(page, /^That I am writing/u));
    await eventually(() => expect(asked).toEqual([{ typing: false }]));
    click(page.getByRole("radio", { name: /^The teaching team only/u }));
    await eventually(() => expect(asked.at(-1)).toEqual({ directFrom: "staff" }));
  });

  test("a box whose change was refused stands as it is", async () => {
    const { page } = shown({ "settings.edit": refusing });
    click(box(page, /^That I am here/u));
    await eventually(() => expect(shownToasts()[0]).toContain("Nothing was changed."));
    expect(box(page, /^That I am here/u).checked).toBe(true);
  });

  test("who is blocked is listed, and can be let go", async () => {
    const { page, workspace } = shown({ "settings.unblock": async () => ({}) }, { blocks: new Set(["ben"]) });
    click(page.getByRole("button", { name: "Unblock Ben" }));
    await eventually(() => expect(workspace.isBlocked("ben")).toBe(false));
    await eventually(() => expect(page.queryByText(/^You haven't blocked anybody/u)).not.toBeNull());
  });
});

describe("R57 quiet hours", () => {
  const shown = (more: object = {}) => {
    const all = mine({}, { "push.devices": () => Promise.resolve({ key: null, devices: [] }) }, more);
    return { ...all, page: drawn(NotificationSettings, {}, { workspace: all.workspace }) };
  };
  const changed = (field: Element) => field.dispatchEvent(new Event("change", { bubbles: true }));

  test("are saved with the zone of this device, as soon as one chooses", async () => {
    const { page, asked } = shown();
    click(page.getByRole("checkbox", { name: "Keep quiet hours" }));
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    await eventually(() => expect(shownToasts()).toHaveLength(1));
    const from = page.getByLabelText(/^From/u);
    type(from, "21:30");
    changed(from);
    await eventually(() => expect(asked.at(-1)).toEqual({ quietHours: { from: "21:30", to: "07:00", zone } }));
  });

  test("that stand are shown as they are, and end with the box", async () => {
    const quietHours = { from: "20:00", to: "06:00", zone: "Asia/Tokyo" };
    const { page, asked } = shown({ settings: { ...DEFAULT_SETTINGS, quietHours } });
    expect(page.getByLabelText<HTMLInputElement>(/^From/u).value).toBe("20:00");
    click(page.getByRole("checkbox", { name: "Keep quiet hours" }));
    await eventually(() => expect(asked).toEqual([{ quietHours: null }]));
  });
});

describe("the name of a folder", () => {
  function opened(run: (name: string) => Promise<ReturnType<typeof done> | ReturnType<typeof refused>>, name?: string) {
    const onclose = vi.fn();
    drawn(FolderDialog, { title: "New folder", action: "Make it", run, onclose, ...(name !== undefined && { name }) });
    return onclose;
  }
  const field = () => screen.getByRole<HTMLInputElement>("textbox");

  test("loses needless blanks, and is asked for where there is none", async () => {
    const run = vi.fn(async (_: string) => done(undefined));
    const onclose = opened(run);
    submit(dialog());
    expect(field().getAttribute("aria-invalid")).toBe("true");
    type(field(), "  Week   1 ");
    expect(field().getAttribute("aria-invalid")).not.toBe("true");
    submit(dialog());
    await eventually(() => expect(onclose).toHaveBeenCalledOnce());
    expect(run.mock.calls).toEqual([["Week 1"]]);
  });

  test("that is the same as before asks nothing; a refusal stays with what was typed", async () => {
    const run = vi.fn(async (_: string) => refused(refusal("too_fast")));
    const onclose = opened(run, "Course");
    submit(dialog());
    expect([run.mock.calls.length, onclose.mock.calls.length]).toEqual([0, 1]);
    type(field(), "Other");
    submit(dialog());
    await eventually(() => expect(dialog().textContent).toContain(refusal("too_fast").sentence));
    expect(field().value).toBe("Other");
    expect(onclose).toHaveBeenCalledOnce();
  });
});

describe("R131 the class's emoji", () => {
  const emoji = (name: string, by: string): ClassEmoji =>
    ({ name, by, at: 1, version: 1, removed: false }) as unknown as ClassEmoji;
  function shown(role: Role = "student", fakes: Fakes = {}) {
    const all = mine({ role }, fakes, {
      emoji: new Map([emoji("party_owl", "ada"), emoji("solved", "ben")].map((each) => [each.name, each])),
      me: { member: "ada", role, guest: false },
      keepsFiles: true,
    });
    return { ...all, page: drawn(EmojiGrid, {}, { workspace: all.workspace }) };
  }

  test("are told with who added them, and mine can be removed by me alone, the others by the teaching team", () => {
    const removable = (page: Screen) => labels(page, "button").filter((label) => label.startsWith("Remove"));
    const student = shown();
    expect(student.page.queryByText("Added by you")).not.toBeNull();
    expect(student.page.queryByText(/^Added by .*Ben/u)).not.toBeNull();
    expect(removable(student.page)).toHaveLength(1);
    document.body.replaceChildren();
    expect(removable(shown("teacher").page)).toHaveLength(2);
  });

  test("removing asks first, and says that messages keep it", async () => {
    const { page } = shown();
    click(page.getAllByRole("button").find((each) => (each.getAttribute("aria-label") ?? "").startsWith("Remove"))!);
    await eventually(() => expect(dialogs.current).not.toBeNull());
    expect(dialogs.current?.props).toMatchObject({
      words: "It is no longer offered. Messages that have it keep showing it.",
    });
  });
});
