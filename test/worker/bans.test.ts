/** Who was put out for good: from the side of the one refused, and of those who may and may not do it. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { CLOSE, type Ban, type Refusal } from "../../protocol/index.ts";
import {
  bootstrapOf,
  Browser,
  codeOf,
  createClass,
  giveRole,
  joinAs,
  memberOf,
  ok,
  signInAgain,
  type Person,
} from "./support/people.ts";

const ban = (asker: Person, person: Person, body: unknown = {}) =>
  asker.browser.put(`/workspaces/${asker.workspace}/bans/${person.member}`, body);
const lift = (asker: Person, person: Person) =>
  asker.browser.delete(`/workspaces/${asker.workspace}/bans/${person.member}`);
const bansFor = (asker: Person) => asker.browser.get<{ bans: Ban[] }>(`/workspaces/${asker.workspace}/bans`);
const comeBack = (person: Person, code: string) => person.browser.post<Refusal>("/join", { code });

describe("R47: a ban", () => {
  it("keeps the account out, by the same code, a new code and another device, and says so", async () => {
    const { joinCode, owner } = await createClass();
    const student = await joinAs(joinCode);
    expect((await ban(owner, student, { reason: "Shouted" })).status).toBe(204);
    const refused = await comeBack(student, joinCode);
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({
      code: "banned",
      sentence: "You've been removed from this class. Only its teaching team can let you back in.",
    });
    expect(JSON.stringify(refused.body)).not.toContain("Shouted");
    const { joinCode: fresh } = ok(
      await owner.browser.post<{ joinCode: string }>(`/workspaces/${owner.workspace}/join-code`),
    );
    expect(codeOf(await comeBack(student, fresh))).toBe("banned");
    const browser = new Browser();
    ok(await browser.post("/sign-in", { handle: student.handle, password: "correct horse battery" }));
    expect(codeOf(await browser.post("/join", { code: fresh }))).toBe("banned");
    expect(codeOf(await student.browser.get(`/workspaces/${owner.workspace}/bootstrap`))).toBe("not_found");
    expect(codeOf(await student.browser.get(`/workspaces/${owner.workspace}/bans`))).toBe("not_found");
    // The account itself, and its other classes, are nobody's business here.
    expect((await student.browser.get("/account")).status).toBe(200);
    expect((await comeBack(student, (await createClass()).joinCode)).status).toBe(201);
    // Nothing of the refused tries is left: no membership, no place.
    const { results } = await env.DB.prepare(
      "select 1 from memberships s join members m on m.no = s.member_no where m.id = ?",
    )
      .bind(student.member)
      .all();
    expect(results).toEqual([]);
  });

  it("I6: closes what they have open, and tells the others", async () => {
    const { joinCode, owner } = await createClass();
    const student = await joinAs(joinCode);
    const { channels } = await bootstrapOf(student.browser, student.workspace);
    const watching = await owner.browser.open(`/workspaces/${owner.workspace}/socket`);
    const tab = await student.browser.open(`/workspaces/${student.workspace}/socket`);
    const talk = await student.browser.open(`/channels/${channels[0]!.id}/socket`);
    await Promise.all([watching.next("hello"), tab.next("hello"), talk.next("welcome")]);
    await ban(owner, student);
    expect((await tab.whenClosed()).code).toBe(CLOSE.removed);
    expect((await talk.whenClosed()).code).toBe(CLOSE.removed);
    expect((await watching.next("memberChanged")).member).toMatchObject({ id: student.member, left: true });
    watching.close();
  });

  it("is listed with who, when and why for the teaching team alone, and lifted by it; then the code opens again", async () => {
    const { joinCode, owner } = await createClass();
    const [student, helper, other] = [await joinAs(joinCode), await joinAs(joinCode), await joinAs(joinCode)];
    await giveRole(owner, helper, "ta");
    await giveRole(owner, student, "ta");
    const before = Date.now();
    await ban(owner, student, { reason: " Shouted\u200b " });
    const { bans } = ok(await bansFor(helper));
    expect(bans).toHaveLength(1);
    expect(bans[0]).toMatchObject({ member: student.member, by: owner.member });
    expect(bans[0]?.reason).toContain("Shouted");
    expect(bans[0]?.at).toBeGreaterThanOrEqual(before);
    expect(codeOf(await bansFor(other))).toBe("forbidden");
    expect(codeOf(await lift(other, student))).toBe("forbidden");
    expect(codeOf(await comeBack(student, joinCode))).toBe("banned");
    expect((await lift(helper, student)).status).toBe(204);
    expect(ok(await bansFor(owner)).bans).toEqual([]);
    expect((await comeBack(student, joinCode)).status).toBe(201);
    // As a student, whatever they were.
    expect(await memberOf(owner, student.member)).toMatchObject({ role: "student" });
    expect(await memberOf(owner, student.member)).not.toHaveProperty("left");
    // Who lifted it, and that it was, is kept.
    const row = await env.DB.prepare(
      "select b.reason, o.id as by, l.id as lifter from bans b join members o on o.no = b.banned_by join members l on l.no = b.lifted_by where b.lifted_at is not null and o.id = ?",
    )
      .bind(owner.member)
      .first();
    expect(row).toMatchObject({ by: owner.member, lifter: helper.member });
    // And a second one is a second one.
    await ban(owner, student);
    expect(codeOf(await comeBack(student, joinCode))).toBe("banned");
    expect(ok(await bansFor(owner)).bans).toHaveLength(1);
  });

  it("twice is once, and the first one's word stands; who left in time is banned as well", async () => {
    const { joinCode, owner } = await createClass();
    const student = await joinAs(joinCode);
    await student.browser.post(`/workspaces/${student.workspace}/leave`);
    await Promise.all([ban(owner, student, { reason: "one" }), ban(owner, student, { reason: "one" })]);
    expect(ok(await bansFor(owner)).bans.map(({ reason }) => reason)).toEqual(["one"]);
    expect(codeOf(await comeBack(student, joinCode))).toBe("banned");
    expect((await lift(owner, student)).status).toBe(204);
    expect((await lift(owner, student)).status).toBe(204);
  });

  it("is for those who may put out, over those who hold less; never over people of another class or an import", async () => {
    const { joinCode, owner } = await createClass();
    const [teacher, ta, student] = [await joinAs(joinCode), await joinAs(joinCode), await joinAs(joinCode)];
    await giveRole(owner, teacher, "teacher");
    await giveRole(owner, ta, "ta");
    for (const asker of [ta, student]) expect(codeOf(await ban(asker, student))).toBe("forbidden");
    expect(codeOf(await ban(teacher, owner))).toBe("forbidden");
    expect(codeOf(await ban(teacher, teacher))).toBe("forbidden");
    expect(codeOf(await ban(owner, owner))).toBe("forbidden");
    const stranger = (await createClass()).owner;
    expect(codeOf(await ban(owner, stranger))).toBe("not_found");
    expect(codeOf(await ban(owner, student, { reason: "x".repeat(301) }))).toBe("too_long");
    const { people } = ok(
      await owner.browser.post<{ people: { member: string }[] }>(`/workspaces/${owner.workspace}/import/people`, {
        people: [{ key: "slack:U1", handle: "imported", name: "Imported" }],
      }),
    );
    expect(codeOf(await ban(owner, { ...student, member: people[0]!.member }))).toBe("invalid");
    expect((await ban(teacher, ta)).status).toBe(204);
  });

  it("who was only put out comes back by the code, as before", async () => {
    const { joinCode, owner } = await createClass();
    const student = await joinAs(joinCode);
    await owner.browser.delete(`/workspaces/${owner.workspace}/members/${student.member}`);
    expect((await comeBack(student, joinCode)).status).toBe(201);
  });

  it("a join that is on its way while the ban is written lets nobody in", async () => {
    const { joinCode, owner } = await createClass();
    const student = await joinAs(joinCode);
    const again = await signInAgain(student);
    const answers = await Promise.all([ban(owner, student), ...[1, 2, 3].map(() => comeBack(again, joinCode))]);
    expect(answers[0]?.status).toBe(204);
    expect(codeOf(await student.browser.get(`/workspaces/${owner.workspace}/bootstrap`))).toBe("not_found");
    expect(await memberOf(owner, student.member)).toMatchObject({ left: true });
  });
});
