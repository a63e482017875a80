/** People beside a conversation and in the settings: what is told of them, and what may be done to whom. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../../client/index.ts";
import { refusal, type Ban, type Member, type MyChannel, type Role } from "../../../protocol/index.ts";
import { dialogs } from "../../../web/src/lib/base/dialogs/dialogs.svelte.ts";
import { toasts } from "../../../web/src/lib/base/toasts/toasts.svelte.ts";
import { ChannelAdmin } from "../../../web/src/lib/class/admin/channel-admin.svelte.ts";
import { PRESENCE_SENTENCES } from "../../../web/src/lib/class/state/presence.ts";
import RoleBadge from "../../../web/src/lib/class/people/RoleBadge.svelte";
import { People } from "../../../web/src/lib/class/people/people.svelte.ts";
import ChannelPeople from "../../../web/src/lib/shell/panel/ChannelPeople.svelte";
import ProfileCard from "../../../web/src/lib/shell/panel/ProfileCard.svelte";
import MembersAndRoles from "../../../web/src/lib/shell/settings/MembersAndRoles.svelte";
import PutOutDialog from "../../../web/src/lib/shell/settings/PutOutDialog.svelte";
import { went } from "../../support/navigation.ts";
import { channelOf, classroom, mapOf, memberOf, type Classroom, type Fakes } from "../../support/web-class.ts";
import { click, drawn, eventually, labels, screen, submit, type, type Screen } from "./support/drawn.ts";

const PEOPLE = [
  memberOf("ada"),
  memberOf("ben", { pronouns: "he", bio: "Bikes." }),
  memberOf("cyd", { role: "teacher" }),
  memberOf("dot", { role: "ta" }),
];
const refusing = (code: Parameters<typeof refusal>[0]) => async () => {
  throw new RefusedError(refusal(code), 403);
};
beforeEach(() => void (went.length = 0));

function classOf(
  role: Role,
  fakes: Fakes = {},
  more: Parameters<typeof classroom>[0] = {},
): Classroom & { asked: unknown[][] } {
  const asked: unknown[][] = [];
  const noted = Object.fromEntries(
    Object.entries(fakes).map(([name, fake]) => [
      name,
      (...given: unknown[]) => (asked.push([name, ...given]), (fake as (...all: unknown[]) => unknown)(...given)),
    ]),
  ) as Fakes;
  const members = mapOf<Member>(...PEOPLE.map((each) => (each.id === "ada" ? { ...each, role } : each)));
  const all = classroom(
    { members, me: { member: "ada", role, guest: false }, ...more },
    { "members.list": async () => ({ members: [...members.values()], noDirect: [] }), ...noted },
  );
  return { ...all, asked };
}
const text = (page: Screen, name: string) => page.queryAllByText(name, { exact: false }).length > 0;
const shownToasts = () => toasts.shown.map(({ text: words }) => words);

test("[R24] who is played is marked beside their name, whatever their role", () => {
  const page = drawn(RoleBadge, { role: "student", played: true });
  expect(text(page, "Played")).toBe(true);
  expect(text(drawn(RoleBadge, { role: "student" }), "Played")).toBe(false);
});

describe("a card of somebody", () => {
  const card = (memberId: string, all = classOf("student")) =>
    drawn(ProfileCard, { memberId }, { workspace: all.workspace });

  test("tells who they are, what they are here, and that they are not there now", () => {
    const page = card("ben");
    expect(page.getByRole("heading", { name: "Ben" })).toBeTruthy();
    for (const words of ["@ben", "he", "Bikes.", "Student"]) expect(text(page, words), words).toBe(true);
    expect(text(page, PRESENCE_SENTENCES.offline)).toBe(true);
  });

  test("writes to them, and the panel gives way to the conversation", async () => {
    const all = classOf("student", {
      "channels.direct": async () => ({ channel: channelOf("dm", { kind: "dm", members: ["ada", "ben"] }) }),
    });
    all.workspace.panel = { show: "profile", member: "ben" };
    click(card("ben", all).getByRole("button", { name: "Message" }));
    await eventually(() => expect(went).toEqual(["/c/dm"]));
    await eventually(() => expect(all.workspace.panel).toBeNull());
    expect(all.asked).toEqual([["channels.direct", { workspace: "w" }, { member: "ben" }]]);
  });

  test("that could not be written to says why, and stays", async () => {
    const all = classOf("student", { "channels.direct": refusing("no_direct") });
    all.workspace.panel = { show: "profile", member: "ben" };
    click(card("ben", all).getByRole("button", { name: "Message" }));
    await eventually(() => expect(shownToasts()).toHaveLength(1));
    expect(all.workspace.panel).not.toBeNull();
    expect(went).toEqual([]);
  });

  test("of me leads to my settings, and offers no message to myself", () => {
    const page = card("ada");
    expect(page.getByRole("link", { name: "Edit your profile" }).getAttribute("href")).toBe("/settings");
    expect(labels(page, "button")).toEqual([]);
  });

  test("of a visitor of the class's site offers no message, which would reach nobody, and says so", () => {
    const mina = memberOf("mina", { role: "guest", visitor: true });
    const page = card("mina", classOf("student", {}, { members: mapOf<Member>(...PEOPLE, mina) }));
    expect(text(page, "Direct messages don't reach them.")).toBe(true);
    expect(labels(page, "button")).toEqual(["Report…"]);
  });

  test("of who left offers no more than to report what they wrote, and says what stays", () => {
    const gone = { ...memberOf("gone"), left: true };
    const page = card("gone", classOf("student", {}, { members: mapOf<Member>(...PEOPLE, gone) }));
    expect(text(page, "Not in the class any more.")).toBe(true);
    expect(labels(page, "button")).toEqual(["Report…"]);
  });

  test("of who is blocked says what that means, and takes it back", async () => {
    const all = classOf("student", { "settings.unblock": async () => ({}) }, { blocks: new Set(["ben"]) });
    const page = card("ben", all);
    expect(text(page, "You blocked Ben.")).toBe(true);
    expect(labels(page, "button")).toEqual(["Unblock", "Report…"]);
    click(page.getByRole("button", { name: "Unblock" }));
    await eventually(() => expect(all.workspace.isBlocked("ben")).toBe(false));
  });

  test("of who takes no messages says so, unless we have talked before", () => {
    const closed = { noDirect: new Set(["ben"]) };
    expect(labels(card("ben", classOf("student", {}, closed)), "button")).toEqual(["Report…", "Block"]);
    const talked = { ...closed, channels: mapOf(channelOf("dm", { kind: "dm", members: ["ada", "ben"] })) };
    expect(labels(card("ben", classOf("student", {}, talked)), "button")).toEqual(["Message", "Report…", "Block"]);
  });
});

describe("the people of a channel", () => {
  const lab = channelOf("lab", { name: "lab", kind: "private", createdBy: "cyd" });
  function shown(
    role: Role,
    fakes: Fakes = {},
    { channel = lab as MyChannel, inside = ["cyd", "ben", "ada"] as string[] | null } = {},
  ) {
    const all = classOf(role, fakes, { channels: mapOf(channel), online: new Set(["ben"]) });
    const admin = new ChannelAdmin(all.workspace, "lab");
    admin.members = inside;
    const page = drawn(ChannelPeople, { admin, channel }, { workspace: all.workspace });
    return { ...all, admin, page };
  }
  const names = (page: Screen) => page.getAllByRole("listitem").map((each) => each.querySelector("b")?.textContent);

  test("stand with those who are here first, and how many there are", () => {
    const { page } = shown("student");
    expect(names(page)).toEqual(["Ben", "Ada", "Cyd"]);
    expect(page.getByRole("heading").textContent).toMatch(/People\s+3/u);
  });

  test("a student is offered to take nobody out; a teacher may, but not herself", () => {
    expect(labels(shown("student").page, "button").filter((label) => label.startsWith("Take"))).toEqual([]);
    document.body.replaceChildren();
    const offered = labels(shown("teacher").page, "button").filter((label) => label.startsWith("Take"));
    expect(offered).toContain("Take Ben out of the channel");
    expect(offered).not.toContain("Take Ada out of the channel");
  });

  test("who was taken out can be put back", async () => {
    const { page, admin, asked } = shown("teacher", {
      "memberships.remove": async () => ({}),
      "memberships.add": async () => ({}),
    });
    click(page.getByRole("button", { name: "Take Ben out of the channel" }));
    await eventually(() => expect(admin.members).toEqual(["cyd", "ada"]));
    expect(shownToasts()).toEqual(["Ben is no longer in #lab."]);
    toasts.shown[0]?.undo?.();
    await eventually(() => expect(admin.members).toEqual(["cyd", "ada", "ben"]));
    expect(asked.map(([name]) => name)).toEqual(["memberships.remove", "memberships.add"]);
  });

  test("a refusal leaves them in, and is said", async () => {
    const { page, admin } = shown("teacher", { "memberships.remove": refusing("forbidden") });
    click(page.getByRole("button", { name: "Take Ben out of the channel" }));
    await eventually(() => expect(shownToasts()).toEqual([refusal("forbidden").sentence]));
    expect(admin.members).toContain("ben");
  });

  test("that could not be had are asked for again", async () => {
    const { page, admin } = shown(
      "student",
      { "memberships.list": async () => ({ members: [{ id: "ben" }] }) },
      { inside: null },
    );
    admin.refusal = refusal("unavailable");
    await eventually(() => expect(labels(page, "button")).toContain("Try again"));
    click(page.getByRole("button", { name: "Try again" }));
    await eventually(() => expect(names(page)).toEqual(["Ben"]));
  });

  test("are added by who may, which opens the dialog", async () => {
    const { page } = shown("teacher");
    click(page.getByRole("button", { name: "Add people" }));
    await eventually(() => expect(dialogs.current).not.toBeNull());
  });
});

describe("R108 members and roles", () => {
  const shown = (role: Role, fakes: Fakes = {}) => {
    const all = classOf(role, { "members.bans": async () => ({ bans: [] }), ...fakes });
    return { ...all, page: drawn(MembersAndRoles, {}, { workspace: all.workspace }) };
  };
  const menus = (page: Screen) => labels(page, "button").filter((label) => label.startsWith("Role of"));

  test("a student sees roles, and changes none", () => {
    const { page } = shown("student");
    expect(menus(page)).toEqual([]);
    expect(text(page, "Teaching assistant") || text(page, "TA")).toBe(true);
  });

  test("a teacher has a menu for those whom she may change", () => {
    const offered = menus(shown("teacher").page);
    expect(offered.some((label) => label.startsWith("Role of Ben"))).toBe(true);
  });

  test("are found by a part of a name or handle, and nobody is said", () => {
    const { page } = shown("student");
    type(page.getByRole("searchbox"), "be");
    expect(page.getAllByRole("listitem")).toHaveLength(1);
    type(page.getByRole("searchbox"), "zzz");
    expect(text(page, "Nobody in the class is called that.")).toBe(true);
  });

  test("visitors of the class's site are counted nowhere, and are put out like others", () => {
    const mina = memberOf("mina", { role: "guest", visitor: true });
    const all = classOf("teacher", { "members.bans": async () => ({ bans: [] }) });
    all.workspace.acceptMembers([mina]);
    const page = drawn(MembersAndRoles, {}, { workspace: all.workspace });
    expect(menus(page).some((label) => label.startsWith("Role of Mina"))).toBe(true);
    expect(all.workspace.people.map(({ id }) => id)).not.toContain("mina");
    expect(new People(all.workspace).find("mina")).toEqual([]);
  });

  test("only part of the list is said to be a part", async () => {
    const { page } = shown("student", { "members.list": refusing("too_fast") });
    await eventually(() => expect(text(page, "Only part of the list is here.")).toBe(true));
  });
});

describe("who is banned", () => {
  const ban: Ban = { member: "ben", by: "cyd", at: Date.UTC(2026, 10, 2), reason: "Spam." } as Ban;
  const shown = (role: Role, fakes: Fakes) => {
    const all = classOf(role, fakes);
    return { ...all, page: drawn(MembersAndRoles, {}, { workspace: all.workspace }) };
  };

  test("is told to who may lift it, with by whom and why", async () => {
    const { page, asked } = shown("teacher", {
      "members.bans": async () => ({ bans: [ban] }),
      "members.liftBan": async () => ({}),
    });
    await eventually(() => expect(text(page, "Spam.")).toBe(true));
    expect(text(page, "Cyd")).toBe(true);
    click(page.getByRole("button", { name: "Lift the ban on Ben" }));
    await eventually(() => expect(text(page, "Spam.")).toBe(false));
    expect(asked.at(-1)?.slice(0, 2)).toEqual(["members.liftBan", { workspace: "w", member: "ben" }]);
  });

  test("is asked for by nobody else", () => {
    const { asked } = shown("student", { "members.bans": async () => ({ bans: [ban] }) });
    expect(asked.map(([name]) => name)).not.toContain("members.bans");
  });

  test("could not be fetched: says so, and tries again", async () => {
    let isUp = false;
    const { page } = shown("teacher", {
      "members.bans": async () => {
        if (!isUp) throw new RefusedError(refusal("too_fast"), 429);
        return { bans: [ban] };
      },
    });
    await eventually(() => expect(text(page, "Who is banned could not be fetched.")).toBe(true));
    isUp = true;
    click(page.getByRole("button", { name: "Try again" }));
    await eventually(() => expect(text(page, "Spam.")).toBe(true));
  });
});

describe("putting somebody out", () => {
  function opened(mayBan: boolean, fakes: Fakes = {}) {
    const all = classOf("teacher", {
      "members.ban": async () => ({}),
      "members.remove": async () => ({}),
      "members.bans": async () => ({ bans: [] }),
      ...fakes,
    });
    const onclose = vi.fn();
    drawn(PutOutDialog, { people: new People(all.workspace), member: PEOPLE[1]!, mayBan, onclose });
    return { ...all, onclose };
  }
  const dialog = () => screen.getByRole("dialog");

  test("bans them with a reason, where one may", async () => {
    const { asked, onclose, workspace } = opened(true);
    type(screen.getByRole("textbox", { name: /^Reason/u }), "Spam.");
    submit(dialog());
    await eventually(() => expect(onclose).toHaveBeenCalledOnce());
    expect(asked[0]).toEqual(["members.ban", { workspace: "w", member: "ben" }, { reason: "Spam." }]);
    expect(workspace.member("ben")?.left).toBe(true);
    expect(shownToasts()).toEqual(["Ben is out of the class, and banned."]);
  });

  test("without a ban they can come back, and no reason is asked for", async () => {
    const { asked, onclose } = opened(true);
    click(screen.getByRole("checkbox", { name: /^Ban them/u }));
    expect(screen.queryByRole("textbox")).toBeNull();
    submit(dialog());
    await eventually(() => expect(onclose).toHaveBeenCalledOnce());
    expect(asked.map(([name]) => name)).toEqual(["members.remove"]);
  });

  test("who may not ban is not offered it", () => {
    opened(false);
    expect(labels(screen, "checkbox")).toEqual([]);
  });

  test("a refusal is said, and nobody is out", async () => {
    const { onclose, workspace } = opened(true, { "members.ban": refusing("forbidden") });
    submit(dialog());
    await eventually(() => expect(dialog().textContent).toContain(refusal("forbidden").sentence));
    expect(onclose).not.toHaveBeenCalled();
    expect(workspace.member("ben")?.left).toBeUndefined();
  });
});
