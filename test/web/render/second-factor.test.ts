/** A class that asks its teaching team for a second factor: who lacks one hears so before they are refused, in English and in Arabic. */
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test, vi } from "vitest";
import { refusal, type Member, type Role } from "../../../protocol/index.ts";
import { because } from "../../../protocol/reasons.ts";
import type { WidgetEntry } from "../../../protocol/widgets.ts";

/** Sentences as they stand on a screen. */
const catalog = (language: string, name: string) =>
  Object.fromEntries(
    Object.entries(
      JSON.parse(readFileSync(`web/texts/${language}/${name}.json`, "utf8")) as Record<string, string>,
    ).map(([key, text]) => [key, text.replaceAll("''", "'")]),
  );

/** The app's own modules, begun anew in this language. */
async function speaking(language: string) {
  vi.resetModules();
  localStorage.setItem("place.language", language);
  const [draw, support, own, team, door, frame, visiting, deciding, { RefusedError }] = await Promise.all([
    import("./support/drawn.ts"),
    import("../../support/web-class.ts"),
    import("../../../web/src/lib/features/signing-in/FactorNeeded.svelte"),
    import("../../../web/src/lib/features/signing-in/TeamFactor.svelte"),
    import("../../../web/src/lib/widget/VisitorDoor.svelte"),
    import("./support/InFrame.svelte"),
    import("../../../web/src/lib/widget/visitor-class.svelte.ts"),
    import("../../../web/src/lib/widget/deciding.ts"),
    import("../../../client/index.ts"),
  ]);
  const [words, refusals] = [catalog(language, "signing-in"), catalog(language, "refusals")];
  const parts = {
    FactorNeeded: own.default,
    TeamFactor: team.default,
    VisitorDoor: door.default,
    InFrame: frame.default,
  };
  return { ...draw, ...support, ...parts, ...visiting, ...deciding, RefusedError, words, refusals };
}
type Spoken = Awaited<ReturnType<typeof speaking>>;
afterEach(() => {
  localStorage.clear();
  vi.resetModules();
});

/** I am Ada, in a class that asks. */
const asking = ({ classroom, mapOf, memberOf }: Spoken, role: Role, hasFactor: boolean, ...fakes: object[]) =>
  classroom(
    {
      me: { member: "ada", role, guest: false, hasFactor } as never,
      workspace: { id: "w", name: "Physics", createdAt: 0, secondFactor: true } as never,
      members: mapOf<Member>(
        memberOf("ada", { role }),
        memberOf("ben", { role: "ta" }),
        memberOf("cem", { role: "teacher" }),
      ),
    },
    ...fakes,
  );

describe.each(["en", "ar"])("R9: in %s", (language) => {
  test("who lacks one is led to set it up, and may put that aside; nobody else is told anything", async () => {
    const spoken = await speaking(language);
    const { drawn, click, FactorNeeded, words } = spoken;
    for (const [role, hasFactor] of [
      ["student", false],
      ["ta", true],
    ] as const) {
      const { workspace } = asking(spoken, role, hasFactor);
      expect(drawn(FactorNeeded, { workspace }).queryByRole("status")).toBeNull();
    }
    const { workspace } = asking(spoken, "ta", false);
    const line = drawn(FactorNeeded, { workspace }, { workspace });
    expect(line.getByRole("status").textContent).toBe(words["factorNeeded"]);
    expect(line.getByRole("region", { name: words["factor"]! })).toBeDefined();
    const way = line.getByRole("link", { name: words["factorNeededDo"]! });
    expect(way.getAttribute("href")).toBe("/settings/account");
    click(line.getByRole("button", { name: words["factorNeededLater"]! }));
    expect(line.queryByRole("status")).toBeNull();
  });

  test("an owner asks the team for one and sees by name who lacks it; without their own they are led to it", async () => {
    const spoken = await speaking(language);
    const { drawn, click, eventually, RefusedError, TeamFactor, words, refusals } = spoken;
    const asked: unknown[] = [];
    let isRefused = false;
    const team = ["ada", "ben", "cem"].map((member) => ({ member, hasFactor: member === "ada" }));
    const { workspace } = asking(spoken, "owner", true, {
      "workspaces.factors": async () => ({ team }),
      "workspaces.edit": async (_: unknown, change: object) => {
        if (isRefused) throw new RefusedError(refusal("forbidden", because("factor_own_first")), 403);
        asked.push(change);
        return { workspace: { ...workspace.workspace, ...change } };
      },
    });
    expect(workspace.may("demandSecondFactor")).toBe(true);
    const page = drawn(TeamFactor, { workspace }, { workspace });
    const box = page.getByRole<HTMLInputElement>("checkbox", { name: new RegExp(words["teamFactorAsk"]!, "u") });
    expect(box.checked).toBe(true);
    await eventually(() => {
      const [before = ""] = words["teamFactorWithout"]!.split("{names}");
      const said = page.getByText((text) => text.startsWith(before.trim()));
      // In isolates where the sentence is read the other way: it keeps its order around them.
      for (const name of ["Ben", "Cem"])
        expect(said.textContent).toContain(language === "ar" ? `\u2068${name}\u2069` : name);
      expect(said.textContent).not.toContain("Ada");
    });
    click(box);
    await eventually(() => expect(asked).toEqual([{ secondFactor: false }]));
    await eventually(() => expect([box.checked, box.disabled]).toEqual([false, false]));
    isRefused = true;
    click(box);
    const way = await page.findByRole("link", { name: words["factorNeededDo"]! });
    expect(way.getAttribute("href")).toBe("/settings/account");
    expect(page.getByText(refusals["factor_own_first"]!)).toBeDefined();
    await eventually(() => expect(box.checked).toBe(false));
  });

  test("in a class site they are told so where the field would be, and have the field in channels of everybody", async () => {
    const spoken = await speaking(language);
    const { drawn, VisitorDoor, InFrame, refusals } = spoken;
    const barred = visitorOf(spoken, { staff: "teacher", lacksFactor: true }, "staff");
    expect(barred.code).toBe("factor_needed");
    expect(visitorOf(spoken, { staff: "teacher", lacksFactor: true }, "all").code).toBeNull();
    expect(visitorOf(spoken, { staff: "teacher" }, "staff").code, "with one").toBeNull();
    expect(visitorOf(spoken, {}, "staff").code, "a student").toBe("read_only");
    const given = { refusal: { code: barred.code } };
    const page = drawn(InFrame, { frame: { visitor: barred.visitor }, Framed: VisitorDoor as never, given });
    expect(page.getByRole("status").textContent).toBe(refusals["factor_needed"]);
    const way = page.getByRole("link");
    expect([way.getAttribute("href"), way.getAttribute("target")]).toEqual(["/settings/account", "_blank"]);
  });

  test("in a class site nobody is offered what is done to others' words, whatever their role", async () => {
    const spoken = await speaking(language);
    const { visitor, channel } = visitorOf(spoken, { staff: "teacher" }, "all");
    const message = { id: "m", seq: 1, rev: 1, author: "ben", at: 1, body: "Hi" };
    for (const action of ["deleteMessage", "editMessage", "pin"] as const)
      expect(visitor.refusalOf(action, channel, message), action).toBe("forbidden");
    expect(visitor.refusalOf("deleteMessage", channel, { ...message, author: "ada" })).toBeNull();
  });
});

/** I am Ada, by my account, in a site that shows the channel. */
function visitorOf(
  { VisitorClass, decideFor }: Spoken,
  me: Partial<NonNullable<WidgetEntry["me"]>>,
  posting: "all" | "staff",
) {
  const entry = {
    ...{ token: "t", expiresAt: 0, now: 0, kind: "member", writes: true, holds: false, people: [], emoji: [] },
    me: { id: "ada", name: "Ada", ...me },
    widget: { id: "widget", read: "members", write: "members", guests: false, holds: false, accent: null, name: null },
    workspace: { name: "Physics" },
    channel: {
      ...{
        id: "general",
        kind: "public",
        name: "general",
        topic: "",
        posting,
        archivedAt: null,
        createdAt: 0,
        lastSeq: 0,
      },
    },
  } as unknown as WidgetEntry;
  const visitor = new VisitorClass(entry, { canKeep: false } as never, () => undefined);
  visitor.complete({ decide: decideFor(visitor), people: () => ({ want: () => undefined }) as never });
  const channel = visitor.channel("general")!;
  return { visitor, channel, code: visitor.refusalOf("post", channel) };
}
