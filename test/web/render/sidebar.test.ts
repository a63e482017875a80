/** The list of channels: which section a channel stands in, what its line says, and what may be made from it. */
import { flushSync } from "svelte";
import { beforeEach, describe, expect, test } from "vitest";
import type { Member, MyChannel, Role } from "../../../protocol/index.ts";
import { dialogs } from "../../../web/src/lib/base/dialogs/dialogs.svelte.ts";
import { toasts } from "../../../web/src/lib/base/toasts/toasts.svelte.ts";
import type { MenuEntry } from "../../../web/src/lib/base/ui/menu.ts";
import { channelEntries } from "../../../web/src/lib/shell/sidebar/channel-entries.ts";
import { classEntries } from "../../../web/src/lib/shell/sidebar/class-menu.ts";
import Sidebar from "../../../web/src/lib/shell/sidebar/Sidebar.svelte";
import { went } from "../../support/navigation.ts";
import { channelOf, classroom, mapOf, memberOf, type Fakes } from "../../support/web-class.ts";
import { click, drawn, screen, eventually } from "./support/drawn.ts";

const people = mapOf<Member>(
  memberOf("ada"),
  memberOf("ben", { status: { emoji: "🚲", text: "on my way" } } as Partial<Member>),
  memberOf("cyd"),
);
/** Those with words of their own. */
const entriesOf = (menu: MenuEntry[]) =>
  menu.flatMap((entry) => (typeof entry === "object" && "run" in entry ? [entry] : []));
const named = (name: string, more: Partial<MyChannel> = {}) => channelOf(name, { name, ...more });
const fresh = { lastSeq: 9, readSeq: 4 };

beforeEach(() => {
  localStorage.clear();
  went.length = 0;
});

function shown(
  channels: MyChannel[],
  { role = "student" as Role, active = null as string | null, fakes = {} as Fakes } = {},
) {
  const all = classroom(
    { channels: mapOf(...channels), members: people, me: { member: "ada", role, guest: false } },
    fakes,
  );
  all.workspace.activeChannel = active;
  drawn(Sidebar, {}, { workspace: all.workspace });
  return all;
}
const lines = (section: string) =>
  [...screen.getByRole("region", { name: section }).querySelectorAll("li a")].map(
    (line) => line.querySelector(".name")?.textContent,
  );
const line = (name: string) =>
  [...document.querySelectorAll("li a")].find(
    (each) => each.querySelector(".name")?.textContent === name,
  ) as HTMLElement;
const says = (name: string) => (line(name).querySelector(".visually-hidden")?.textContent ?? "").replace(/^, /u, "");

describe("sections", () => {
  test("a channel stands in one: starred, in a folder, the rest; people the newest first", () => {
    shown([
      named("zoo"),
      named("alpha"),
      named("news", fresh),
      named("star", { starred: true }),
      named("week-1", { folder: "Course" }),
      channelOf("dm", { kind: "dm", name: "", members: ["ada", "ben"], lastAt: 5 }),
      channelOf("dm-2", { kind: "dm", name: "", members: ["ada", "cyd"], lastAt: 9 }),
    ]);
    expect(lines("Starred")).toEqual(["star"]);
    expect(lines("Course")).toEqual(["week-1"]);
    expect(lines("Channels"), "what is new keeps its place").toEqual(["alpha", "news", "zoo"]);
    expect(lines("Direct messages")).toEqual(["Cyd", "Ben"]);
  });

  test("names with numbers stand as people count", () => {
    shown([named("lab-10"), named("lab-9"), named("lab-1")]);
    expect(lines("Channels")).toEqual(["lab-1", "lab-9", "lab-10"]);
  });

  test("there is no heading over nothing", () => {
    shown([named("alpha")]);
    expect(screen.queryByRole("region", { name: "Starred" })).toBeNull();
  });

  test("an archived channel is out of the way, unless one is reading it", () => {
    shown([named("old", { archivedAt: 5 })]);
    expect(lines("Channels")).toEqual([]);
    document.body.replaceChildren();
    shown([named("old", { archivedAt: 5 })], { active: "old" });
    expect(lines("Channels")).toEqual(["old"]);
    expect(says("old")).toContain("archived");
  });

  test("who knows nobody yet is told how to write to somebody", () => {
    shown([named("alpha")]);
    expect(screen.getByText(/^Nobody yet\. Any name opens/u)).toBeTruthy();
  });

  test("a folder folds away all but the open channel, and stays so for the next visit", () => {
    shown([named("week-1", { folder: "Course" }), named("week-2", { folder: "Course" })], { active: "week-2" });
    const fold = screen.getByRole("button", { name: "Course" });
    expect(fold.getAttribute("aria-expanded")).toBe("true");
    click(fold);
    expect(fold.getAttribute("aria-expanded")).toBe("false");
    expect(lines("Course")).toEqual(["week-2"]);
    expect(JSON.parse(localStorage.getItem("place.folded.w") ?? "[]")).toEqual(["Course"]);
    click(fold);
    expect(lines("Course")).toEqual(["week-1", "week-2"]);
    expect(localStorage.getItem("place.folded.w")).toBeNull();
  });

  test("what comes in is counted where the line stands", () => {
    const { tell } = shown([named("alpha"), named("zoo")]);
    tell({ type: "news", channel: "zoo", seq: 1, at: 5, author: "ben" });
    flushSync();
    expect(lines("Channels")).toEqual(["alpha", "zoo"]);
    expect(says("zoo")).toBe("1 unread");
  });
});

describe("a line says", () => {
  test("how much is unread, and rather how often it names me", () => {
    shown([named("alpha", fresh), named("zoo", { ...fresh, mentions: 2 })]);
    expect(says("alpha")).toBe("5 unread");
    expect(says("zoo")).toBe("2 mentions, 5 unread");
    expect(line("zoo").querySelector(".count.mention")?.textContent).toBe("2");
    expect(line("alpha").querySelector(".count")?.textContent).toBe("5");
  });

  test("not more than there is room for", () => {
    shown([named("alpha", { lastSeq: 5_000, readSeq: 1 })]);
    expect(line("alpha").querySelector(".count")?.textContent).toBe("999+");
  });

  test("that it is muted, without a count of what is new", () => {
    shown([named("alpha", { ...fresh, muted: true })]);
    expect(lines("Channels")).toEqual(["alpha"]);
    expect(says("alpha")).toBe("muted");
    expect(line("alpha").querySelector(".count")).toBeNull();
  });

  test("where I am, for who sees it and who hears it", () => {
    shown([named("alpha"), named("zoo")], { active: "zoo" });
    expect(line("zoo").getAttribute("aria-current")).toBe("page");
    expect(line("alpha").hasAttribute("aria-current")).toBe(false);
  });

  test("of a person that they are here, and their status", () => {
    classroom();
    const { tell } = shown([channelOf("dm", { kind: "dm", name: "", members: ["ada", "ben"] })]);
    tell({ type: "presence", online: ["ben"], offline: [], away: [] } as never);
    flushSync();
    expect(says("Ben")).toContain("🚲 on my way");
  });
});

describe("what may be made from it", () => {
  const offered = (name: string) => screen.queryByRole("button", { name }) !== null;

  test("whoever may make a channel is offered that, and it opens the dialog", async () => {
    shown([], { role: "teacher" });
    click(screen.getByRole("button", { name: "Create a channel" }));
    await eventually(() => expect(dialogs.current).not.toBeNull());
  });

  test("a guest is not", () => {
    shown([], { role: "guest" });
    expect(offered("Create a channel")).toBe(false);
    expect(offered("Write to somebody")).toBe(true);
  });
});

describe("the menu of a channel", () => {
  const labelsOf = (channel: MyChannel) => {
    const { workspace } = classroom({ channels: mapOf(channel), members: people });
    return entriesOf(channelEntries(workspace, channel)).map(({ label }) => label);
  };

  test("has what is not so yet", () => {
    expect(labelsOf(named("alpha", fresh))).toEqual(expect.arrayContaining(["Mark as read", "Star", "Mute"]));
    expect(labelsOf(named("alpha"))).not.toContain("Mark as read");
    expect(labelsOf(named("alpha", { starred: true, muted: true }))).toEqual(
      expect.arrayContaining(["Remove the star", "Unmute"]),
    );
  });

  test("what it changes can be taken back; what is refused says why", async () => {
    const asked: unknown[] = [];
    let channel = named("alpha");
    const { workspace } = classroom(
      { channels: mapOf(channel), members: people },
      {
        "memberships.editMine": async (_, given) => (
          asked.push(given),
          { channel: (channel = { ...channel, ...(given as object) }) }
        ),
      },
    );
    const star = entriesOf(channelEntries(workspace, channel)).find(({ label }) => label === "Star");
    star?.run();
    await eventually(() => expect(toasts.shown).toHaveLength(1));
    expect(workspace.channel("alpha")?.starred).toBe(true);
    toasts.shown[0]?.undo?.();
    await eventually(() => expect(asked).toEqual([{ starred: true }, { starred: false }]));
  });
});

describe("the menu of the class", () => {
  const menu = (role: Role, guest = false) => {
    // How many reports wait is asked when somebody looks.
    const reports = () => Promise.resolve({ reports: [], open: 0, next: null });
    const all = classroom({ members: people, me: { member: "ada", role, guest } }, { "reports.list": reports });
    if (guest) Object.assign(all.workspace.account, { guest: true });
    return classEntries(all.workspace);
  };
  const entries = (role: Role, guest = false) => entriesOf(menu(role, guest)).map(({ label }) => label);
  const rows = (role: Role) =>
    menu(role).flatMap((entry) => (typeof entry === "object" && "label" in entry ? [entry.label] : []));

  test("invites where one may, and has a way out for everybody", () => {
    expect(entries("teacher")).toContain("Invite people");
    expect(entries("student")).not.toContain("Invite people");
    expect(entries("student").at(-1)).toBe("Sign out");
  });

  test("is short enough to be seen whole: what the team does, help and other classes stand behind a row each", () => {
    for (const role of ["student", "teacher", "owner"] as const) expect(rows(role).length).toBeLessThanOrEqual(14);
    expect(rows("teacher")).toEqual(expect.arrayContaining(["Run the class", "Help", "Join or create a class"]));
    expect(rows("student")).not.toContain("Run the class");
    expect(rows("student")).toContain("My reports");
  });

  test("a guest leaves for good, which asks first", () => {
    expect(entries("guest", true).at(-1)).toBe("Leave as guest");
  });
});
