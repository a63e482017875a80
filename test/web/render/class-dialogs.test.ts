/** Dialogs of the class: what each asks for, whom it offers what, and that nothing typed is lost where the answer is no. */
import { flushSync } from "svelte";
import { describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../../client/index.ts";
import { refusal, type Member, type MyChannel, type Role } from "../../../protocol/index.ts";
import AddPeopleDialog from "../../../web/src/lib/class/admin/AddPeopleDialog.svelte";
import { ChannelAdmin } from "../../../web/src/lib/class/admin/channel-admin.svelte.ts";
import CreateChannelDialog from "../../../web/src/lib/class/admin/CreateChannelDialog.svelte";
import EditChannelDialog from "../../../web/src/lib/class/admin/EditChannelDialog.svelte";
import GroupNameDialog from "../../../web/src/lib/class/admin/GroupNameDialog.svelte";
import InviteDialog from "../../../web/src/lib/class/admin/InviteDialog.svelte";
import StartDirectDialog from "../../../web/src/lib/class/admin/StartDirectDialog.svelte";
import { toasts } from "../../../web/src/lib/base/toasts/toasts.svelte.ts";
import { channelOf, classroom, mapOf, memberOf, type Fakes } from "../../support/web-class.ts";
import { click, drawn, labels, press, screen, submit, type, eventually } from "./support/drawn.ts";

const ben = memberOf("ben");
const cyd = memberOf("cyd", { name: "Cyd Müller", role: "teacher" });
const everybody = mapOf<Member>(memberOf("ada"), ben, cyd);

/** What was asked of the server, in order, and the class that asks; `answers` are told to each route. */
function classOf(
  role: Role,
  answers: Fakes = {},
  more: { channels?: ReadonlyMap<string, MyChannel>; joinCode?: string | null } = {},
) {
  const asked: [string, unknown][] = [];
  const fakes = {
    "members.list": async () => ({ members: [...everybody.values()], noDirect: [] }),
    ...answers,
  } as Record<string, (...given: unknown[]) => Promise<unknown>>;
  const noted = Object.fromEntries(
    Object.entries(fakes).map(([name, fake]) => [
      name,
      (...given: unknown[]) => {
        if (name !== "members.list") asked.push([name, given[1] ?? given[0]]);
        return fake(...given);
      },
    ]),
  ) as Fakes;
  const { workspace } = classroom(
    {
      members: everybody,
      channels: more.channels ?? mapOf(),
      me: { member: "ada", role, guest: false },
      workspace: { id: "w", name: "Physics", createdAt: 0, joinCode: more.joinCode ?? null } as never,
    },
    noted,
  );
  return { workspace, asked };
}
const refusing =
  (code: Parameters<typeof refusal>[0], more: object = {}) =>
  async () => {
    throw new RefusedError(refusal(code, more), 409);
  };
const dialog = () => screen.getByRole("dialog");
const field = (name: string) => screen.getByRole<HTMLInputElement>("textbox", { name: new RegExp(`^${name}`, "u") });
const shownToasts = () => toasts.shown.map(({ text }) => text);

describe("creating a channel", () => {
  function opened(role: Role = "teacher", answers: Fakes = {}) {
    const made = channelOf("lab-1", { name: "lab-1" });
    const around = classOf(role, { "channels.create": async () => ({ channel: made }), ...answers });
    const onclose = vi.fn();
    drawn(CreateChannelDialog, { workspace: around.workspace, onclose });
    return { ...around, onclose };
  }

  test("asks for name, topic and for whom, and goes there", async () => {
    const { asked, onclose, workspace } = opened();
    type(field("Name"), "Lab 1");
    expect(dialog().textContent, "names are kept with dashes").toContain("Will be called #lab-1");
    type(field("Topic"), "Protocols");
    click(screen.getByRole("radio", { name: /Only those who are added/u }));
    submit(dialog());
    await eventually(() => expect(onclose).toHaveBeenCalledOnce());
    expect(asked).toEqual([["channels.create", { name: "Lab 1", topic: "Protocols", kind: "private" }]]);
    expect(workspace.channel("lab-1")).toBeDefined();
  });

  test("without a name, or with one that no letter is left of, nothing is asked", () => {
    const { asked } = opened();
    submit(dialog());
    expect(dialog().textContent).toContain("Give it a name.");
    type(field("Name"), "!!!");
    submit(dialog());
    expect(dialog().textContent).toContain("That leaves no letters for a name.");
    expect(asked).toEqual([]);
  });

  test("a name that is taken is said beside it, what was typed stays, and typing takes the words away", async () => {
    const { onclose } = opened("teacher", { "channels.create": refusing("name_taken") });
    type(field("Name"), "general");
    submit(dialog());
    await eventually(() => expect(field("Name").getAttribute("aria-invalid")).toBe("true"));
    expect(field("Name").value).toBe("general");
    expect(onclose).not.toHaveBeenCalled();
    type(field("Name"), "general-2");
    expect(field("Name").getAttribute("aria-invalid")).not.toBe("true");
  });

  test("everybody's channel is offered with a public one only, and taken back with it", async () => {
    const { asked } = opened();
    type(field("Name"), "news");
    click(screen.getByRole("checkbox", { name: /Everyone is in it/u }));
    click(screen.getByRole("checkbox", { name: /Only the teaching team writes/u }));
    click(screen.getByRole("radio", { name: /Only those who are added/u }));
    expect(screen.queryByRole("checkbox", { name: /Everyone is in it/u })).toBeNull();
    submit(dialog());
    await eventually(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.[1]).toEqual({ name: "news", topic: "", kind: "private", posting: "staff" });
  });

  test("a student makes private ones alone, and is told so", async () => {
    const { asked } = opened("student");
    expect(labels(screen, "radio")).toEqual([]);
    expect(labels(screen, "checkbox")).toEqual([]);
    expect(dialog().textContent).toContain("Private: you choose who is in it");
    type(field("Name"), "us");
    submit(dialog());
    await eventually(() => expect(asked).toHaveLength(1));
    expect(asked[0]?.[1]).toMatchObject({ kind: "private" });
  });
});

describe("editing a channel", () => {
  const lab = channelOf("lab", { name: "lab", topic: "old", createdBy: "ada" });
  function opened(role: Role = "teacher", answers: Fakes = {}) {
    const around = classOf(
      role,
      { "channels.edit": async () => ({ channel: lab }), ...answers },
      { channels: mapOf(lab) },
    );
    const onclose = vi.fn();
    const { workspace } = around;
    drawn(EditChannelDialog, { admin: new ChannelAdmin(workspace, "lab"), channel: lab, workspace, onclose });
    return { ...around, onclose };
  }

  test("sends what changed and nothing else", async () => {
    const { asked, onclose } = opened();
    expect(field("Name").value).toBe("lab");
    type(field("Topic"), "new");
    submit(dialog());
    await eventually(() => expect(onclose).toHaveBeenCalledOnce());
    expect(asked).toEqual([["channels.edit", { topic: "new" }]]);
    expect(shownToasts()).toEqual(["Saved. Others see it now."]);
  });

  test("that is refused stays open with what was typed", async () => {
    const { onclose } = opened("teacher", { "channels.edit": refusing("forbidden") });
    type(field("Topic"), "new");
    submit(dialog());
    await eventually(() => expect(dialog().textContent).toContain(refusal("forbidden").sentence));
    expect(field("Topic").value).toBe("new");
    expect(onclose).not.toHaveBeenCalled();
  });

  test("offers its rules to the teaching team alone", () => {
    opened();
    expect(labels(screen, "checkbox")).toHaveLength(2);
  });
  test("offers a student who made it no rules", () => {
    opened("student");
    expect(labels(screen, "checkbox")).toEqual([]);
  });
});

describe("the name of a group", () => {
  test("may be taken away, and what the server says against it stands beside it", async () => {
    const group = channelOf("g", { kind: "group", name: "Lab partners", members: ["ada", "ben", "cyd"] });
    let no = true;
    const { workspace, asked } = classOf(
      "student",
      {
        "groups.rename": async () => {
          if (no) throw new RefusedError(refusal("invalid", { field: "name", sentence: "Too long." }), 400);
          return { channel: { ...group, name: "" } };
        },
      },
      { channels: mapOf(group) },
    );
    const onclose = vi.fn();
    drawn(GroupNameDialog, { admin: new ChannelAdmin(workspace, "g"), channel: group, onclose });
    type(field("Name"), "");
    submit(dialog());
    await eventually(() => expect(field("Name").getAttribute("aria-invalid")).toBe("true"));
    no = false;
    submit(dialog());
    await eventually(() => expect(onclose).toHaveBeenCalledOnce());
    expect(asked).toEqual([
      ["groups.rename", { name: "" }],
      ["groups.rename", { name: "" }],
    ]);
  });
});

describe("inviting", () => {
  const texts = () =>
    [...dialog().querySelectorAll("input, output, code")].map(
      (each) => (each as HTMLInputElement).value || each.textContent,
    );

  test("shows the code and its link to copy", () => {
    drawn(InviteDialog, { workspace: classOf("teacher", {}, { joinCode: "abcd-efgh" }).workspace, onclose: vi.fn() });
    expect(dialog().textContent + texts().join(" ")).toContain("abcd-efgh");
    expect(screen.getByRole("link", { name: "Change or stop the code" }).getAttribute("href")).toBe("/w/w/settings");
  });

  test("says so where joining is stopped, and shows no code", () => {
    drawn(InviteDialog, { workspace: classOf("teacher").workspace, onclose: vi.fn() });
    expect(dialog().textContent).toContain("Joining is stopped.");
    expect(dialog().textContent).not.toContain("Join code");
  });
});

describe("adding people to a channel", () => {
  const lab = channelOf("lab", { name: "lab", kind: "private", createdBy: "ada" });
  function opened(answers: Fakes = {}, inside: string[] = ["ada"]) {
    const around = classOf("teacher", { "memberships.add": async () => ({}), ...answers }, { channels: mapOf(lab) });
    const admin = new ChannelAdmin(around.workspace, "lab");
    admin.members = inside;
    const onclose = vi.fn();
    drawn(AddPeopleDialog, { admin, channel: lab, workspace: around.workspace, onclose });
    return { ...around, admin, onclose };
  }
  const options = () => screen.queryAllByRole("option").map((each) => each.querySelector("b")?.textContent);

  test("offers those who are not in it, and says what they will read", () => {
    opened({}, ["ada", "ben"]);
    expect(options()).toEqual(["Cyd Müller"]);
    expect(dialog().textContent).toContain("They will read everything in it, from the first message.");
  });

  test("several are chosen, taken back and found by what they are called, accents aside", async () => {
    const { asked, admin, onclose } = opened();
    const add = () => screen.getByRole<HTMLButtonElement>("button", { name: /^Add/u });
    expect(add().disabled).toBe(true);
    const find = screen.getByRole("combobox");
    type(find, "muller");
    expect(options()).toEqual(["Cyd Müller"]);
    press("Enter", find);
    press("ArrowDown", find);
    for (const option of screen.getAllByRole("option")) if (option.textContent?.includes("Ben")) click(option);
    expect(add().textContent?.trim()).toBe("Add 2 people");
    for (const option of screen.getAllByRole("option")) if (option.textContent?.includes("Ben")) click(option);
    expect(add().textContent?.trim()).toBe("Add one person");
    click(add());
    await eventually(() => expect(onclose).toHaveBeenCalledOnce());
    expect(asked).toEqual([["memberships.add", { members: ["cyd"] }]]);
    expect(admin.members).toEqual(["ada", "cyd"]);
    expect(shownToasts()).toEqual(["One more person in #lab."]);
  });

  test("what is refused keeps who was chosen", async () => {
    const { onclose } = opened({ "memberships.add": refusing("forbidden") });
    click(screen.getAllByRole("option")[0]!);
    click(screen.getByRole("button", { name: /^Add/u }));
    await eventually(() => expect(dialog().textContent).toContain(refusal("forbidden").sentence));
    expect(screen.getByRole("button", { name: "Add one person" })).toBeTruthy();
    expect(onclose).not.toHaveBeenCalled();
  });

  test("nobody of that name is said", () => {
    opened();
    type(screen.getByRole("combobox"), "zzz");
    expect(screen.getByText("Nobody here is called that.")).toBeTruthy();
  });
});

describe("writing to somebody", () => {
  function opened(answers: Fakes = {}) {
    const around = classOf("student", {
      "channels.direct": async () => ({ channel: channelOf("dm", { kind: "dm", members: ["ada", "ben"] }) }),
      "groups.create": async () => ({ channel: channelOf("g", { kind: "group", members: ["ada", "ben", "cyd"] }) }),
      ...answers,
    });
    const onclose = vi.fn();
    drawn(StartDirectDialog, { workspace: around.workspace, onclose });
    return { ...around, onclose };
  }
  const choose = (name: string) => {
    for (const option of screen.getAllByRole("option")) if (option.textContent?.includes(name)) click(option);
  };

  test("one person is a direct message", async () => {
    const { asked, onclose } = opened();
    choose("Ben");
    click(screen.getByRole("button", { name: "Write to Ben" }));
    await eventually(() => expect(asked).toHaveLength(1));
    expect(asked).toEqual([["channels.direct", { member: "ben" }]]);
    expect(onclose).toHaveBeenCalledOnce();
  });

  test("two become a group, which is started once", async () => {
    const { asked, onclose, workspace } = opened();
    choose("Ben");
    choose("Cyd");
    const start = screen.getByRole("button", { name: "Start the group" });
    click(start);
    click(start);
    await eventually(() => expect(onclose).toHaveBeenCalled());
    expect(asked).toEqual([["groups.create", { members: ["ben", "cyd"] }]]);
    expect(workspace.channel("g")).toBeDefined();
  });

  test("Enter in the empty field goes on with those who are chosen", async () => {
    const { asked } = opened();
    choose("Cyd");
    press("Enter", screen.getByRole("combobox"));
    await eventually(() => expect(asked).toEqual([["channels.direct", { member: "cyd" }]]));
  });

  test("a group that is refused says why, with who was chosen", async () => {
    opened({ "groups.create": refusing("forbidden") });
    choose("Ben");
    choose("Cyd");
    click(screen.getByRole("button", { name: "Start the group" }));
    await eventually(() => expect(dialog().textContent).toContain(refusal("forbidden").sentence));
    flushSync();
    expect(screen.getByRole("button", { name: "Start the group" })).toBeTruthy();
  });
});
