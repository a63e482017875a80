/** Names from a list become people of the class, each by a link of their own; from the side of whom a link does not let in. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Account, Refusal } from "../../protocol/index.ts";
import type { AuditEntry } from "../../protocol/audit.ts";
import type { Invitation, InvitationLink, RosterLook } from "../../protocol/roster.ts";
import {
  bootstrapOf,
  Browser,
  codeOf,
  createClass,
  giveRole,
  importPerson,
  joinAs,
  newHandle,
  ok,
  PASSWORD,
  type Answer,
  type Person,
} from "./support/people.ts";

type Row = { name: string; handle: string; role?: string; email?: string };
type Added = { invitations: Invitation[]; links: InvitationLink[] };
type Came = { workspace: string; account: Account; recoveryCodes?: string[] };

const at = ({ workspace }: Person) => `/workspaces/${workspace}/roster`;
const look = async (asker: Person, rows: Row[]) =>
  ok(await asker.browser.post<{ rows: RosterLook["rows"] }>(`${at(asker)}/look`, { rows })).rows;
const add = (asker: Person, rows: Row[]) => asker.browser.post<Added & Refusal>(at(asker), { rows });
const expect1 = async (asker: Person, row: Row) => ok(await add(asker, [row])).links[0]!;
const listOf = async (asker: Person) =>
  ok(await asker.browser.get<{ invitations: Invitation[] }>(at(asker))).invitations;
const use = (token: string, more: object = { account: { password: PASSWORD } }, browser = new Browser()) =>
  browser.post<Came & Refusal>("/invitation", { token, ...more });
const reasonOf = ({ body }: Answer) => (body as Refusal).reason;
const theirs = async (browser: Browser, workspace: string) => {
  const { me, members } = await bootstrapOf(browser, workspace);
  return members.find(({ id }) => id === me.member)!;
};

describe("a list of names", () => {
  it("R81: is looked at line by line, each fault by its field, and nothing of it is stored", async () => {
    const { owner, joinCode } = await createClass();
    const student = await joinAs(joinCode);
    const [ada, bob] = [newHandle(), newHandle()];
    await expect1(owner, { name: "Bob", handle: bob });
    const rows = await look(owner, [
      { name: " Ada Lovelace ", handle: `@${ada.toUpperCase()}`, email: "ada@school.example" },
      { name: "Ada again", handle: ada },
      { name: "", handle: newHandle() },
      { name: "No handle", handle: "a!" },
      { name: "Taken", handle: student.handle },
      { name: "Expected", handle: bob },
      { name: "Boss", handle: newHandle(), role: "principal" },
      { name: "Post", handle: newHandle(), email: "not an address" },
      { name: "Teacher", handle: newHandle(), role: "Teacher" },
    ]);
    expect(rows[0]).toEqual({ name: "Ada Lovelace", handle: ada, role: "student", email: "ada@school.example" });
    expect(rows.map(({ fault }) => fault && [fault.field, fault.reason ?? fault.code])).toEqual([
      undefined,
      ["handle", "roster_twice"],
      ["name", "empty"],
      ["handle", "handle_short"],
      ["handle", "handle_taken"],
      ["handle", "roster_expected"],
      ["role", "roster_role"],
      ["email", "roster_email"],
      undefined,
    ]);
    expect(rows[1]!.fault).toMatchObject({ values: { line: 1 } });
    expect(rows[4]!.fault!.suggestion).toBeTypeOf("string");
    expect(rows[8]!.role).toBe("teacher");
    const refused = await add(owner, [
      { name: "Fine", handle: newHandle() },
      { name: "Boss", handle: newHandle(), role: "x" },
    ]);
    expect([refused.status, reasonOf(refused), refused.body.field]).toEqual([400, "roster_fault", "rows.1.role"]);
    expect(await listOf(owner)).toHaveLength(1);
  });

  it("hands out no role that its maker does not hold; students and strangers neither see it nor add to it", async () => {
    const { owner, joinCode } = await createClass();
    const [teacher, student] = [await joinAs(joinCode), await joinAs(joinCode)];
    await giveRole(owner, teacher, "teacher");
    const row = { name: "Chief", handle: newHandle() };
    for (const role of ["owner", "teacher"])
      expect((await look(teacher, [{ ...row, role }]))[0]!.fault).toMatchObject({ reason: "roster_role_not_yours" });
    expect((await look(teacher, [{ ...row, role: "ta" }]))[0]!.fault).toBeUndefined();
    const stranger = { ...(await createClass()).owner, workspace: owner.workspace };
    for (const [asker, code] of [
      [student, "forbidden"],
      [stranger, "not_found"],
    ] as const)
      for (const answer of [await add(asker, [row]), await asker.browser.get(at(asker))])
        expect(codeOf(answer)).toBe(code);
  });

  it("of two that are added at once with the same person one is stored", async () => {
    const { owner } = await createClass();
    const row = { name: "Twin", handle: newHandle() };
    const answers = await Promise.all([add(owner, [row]), add(owner, [row])]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 400]);
    expect(await listOf(owner)).toHaveLength(1);
  });
});

describe("a link of the roster", () => {
  it("lets in once, as who is expected: name, handle, role; the list says who has not come, and the team is told", async () => {
    const { owner } = await createClass("Physics");
    const [ada, bob] = [newHandle(), newHandle()];
    const rows = [
      { name: "Ada Lovelace", handle: ada, role: "ta" },
      { name: "Bob", handle: bob },
    ];
    const { links } = ok(await add(owner, rows));
    const watching = await owner.browser.open(`/workspaces/${owner.workspace}/socket`);
    await watching.next("hello");
    const { token } = links[0]!;
    const looked = await new Browser().post("/invitation/look", { token });
    expect(looked.body).toMatchObject({ name: "Ada Lovelace", handle: ada, role: "ta", className: "Physics" });
    const browser = new Browser();
    const came = ok(await use(token, { account: { password: PASSWORD } }, browser));
    expect([came.workspace, came.account.handle, came.recoveryCodes?.length]).toEqual([owner.workspace, ada, 8]);
    const member = await theirs(browser, owner.workspace);
    expect(member).toMatchObject({ name: "Ada Lovelace", handle: ada, role: "ta" });
    expect(await watching.next("peopleNotice")).toMatchObject({ what: "came", name: "Ada Lovelace" });
    expect(await listOf(owner)).toMatchObject([
      { handle: bob, state: "open" },
      { handle: ada, state: "came", member: member.id },
    ]);
    for (const again of [await use(token), await new Browser().post("/invitation/look", { token })])
      expect([codeOf(again), reasonOf(again)]).toEqual(["not_found", "invitation_over"]);
    const { entries } = ok(await owner.browser.get<{ entries: AuditEntry[] }>(`/workspaces/${owner.workspace}/audit`));
    expect(entries.map(({ act }) => act)).toEqual(["invitationUsed", "rosterAdded"]);
    watching.close();
  });

  it("used by two at once lets one in, and leaves no account of the other", async () => {
    const { owner } = await createClass();
    const { token } = await expect1(owner, { name: "One", handle: newHandle() });
    const answers = await Promise.all([
      use(token),
      use(token, { account: { password: PASSWORD, handle: newHandle() } }),
    ]);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await bootstrapOf(owner.browser, owner.workspace)).members).toHaveLength(2);
  });

  it("is over when it was taken back, made anew, late, or its person is off the list; another class cannot renew it", async () => {
    const { owner } = await createClass();
    const other = (await createClass()).owner;
    const rows = Array.from({ length: 4 }, (_, i) => ({ name: `Person ${i}`, handle: newHandle() }));
    const { links } = ok(await add(owner, rows));
    const [back, anew, late, off] = links as [InvitationLink, InvitationLink, InvitationLink, InvitationLink];
    const renew = (asker: Person, id: string) =>
      asker.browser.post<{ links: InvitationLink[] }>(`${at(asker)}/links`, { invitations: [id] });
    ok(await owner.browser.post(`${at(owner)}/take-back`, { invitations: [back.id] }));
    const [fresh] = ok(await renew(owner, anew.id)).links;
    expect(ok(await renew(other, anew.id)).links).toEqual([]);
    await env.DB.prepare("update invitations set expires_at = 1 where id = ?").bind(late.id).run();
    ok(await owner.browser.delete(`${at(owner)}/${off.id}`));
    for (const { token } of links) expect(reasonOf(await use(token))).toBe("invitation_over");
    const states = new Map((await listOf(owner)).map(({ id, state }) => [id, state]));
    expect([back, anew, late, off].map(({ id }) => states.get(id))).toEqual(["closed", "open", "late", undefined]);
    expect((await use(fresh!.token)).status).toBe(201);
    expect(ok(await renew(owner, anew.id)).links).toEqual([]);
    expect(codeOf(await other.browser.delete(`${at(other)}/${back.id}`))).toBe("not_found");
    expect(reasonOf(await use("x".repeat(43)))).toBe("invitation_over");
    expect((await use("no token")).status).toBe(400);
  });

  it("asks who is signed in as somebody else, and uses nothing up before they answered: as themselves, or as the one it is for", async () => {
    const { owner } = await createClass();
    const { owner: elsewhere } = await createClass("Another class");
    const [first, second] = [newHandle(), newHandle()];
    const { links } = ok(
      await add(owner, [
        { name: "Ada", handle: first },
        { name: "Grace", handle: second },
      ]),
    );
    const { browser, account } = elsewhere;
    const asked = await use(links[0]!.token, { account: { password: PASSWORD } }, browser);
    expect([codeOf(asked), reasonOf(asked)]).toEqual(["forbidden", "signed_in_as_other"]);
    const wrong = await use(links[0]!.token, { as: "somebodyElse" }, browser);
    expect(reasonOf(wrong)).toBe("signed_in_as_other");
    ok(await use(links[0]!.token, { as: account.id }, browser));
    expect(await theirs(browser, owner.workspace)).toMatchObject({ name: "Ada", handle: elsewhere.handle });
    // In the class by now, they do not use up what is for somebody else …
    expect(reasonOf(await use(links[1]!.token, { as: account.id }, browser))).toBe("already_in");
    // … and whoever it is for comes in on this device instead of them.
    ok(await use(links[1]!.token, { insteadOf: account.id, account: { password: PASSWORD } }, browser));
    expect(await theirs(browser, owner.workspace)).toMatchObject({ name: "Grace", handle: second });
    expect(codeOf(await use(links[1]!.token, { as: account.id }))).toBe("not_found");
  });

  it("lets nobody in who is banned, or when its maker may not hand out the role any more; a student's outlives its maker", async () => {
    const { owner, joinCode } = await createClass();
    const [teacher, banned] = [await joinAs(joinCode), await joinAs(joinCode)];
    await giveRole(owner, teacher, "teacher");
    const { links } = ok(
      await add(teacher, [
        { name: "Helper", handle: newHandle(), role: "ta" },
        { name: "Student", handle: newHandle() },
        { name: "Again", handle: newHandle() },
      ]),
    );
    ok(await owner.browser.put(`/workspaces/${owner.workspace}/bans/${banned.member}`, {}));
    expect(codeOf(await use(links[2]!.token, { as: banned.account.id }, banned.browser))).toBe("banned");
    await giveRole(owner, teacher, "student");
    expect(reasonOf(await use(links[0]!.token))).toBe("invitation_over");
    expect((await use(links[1]!.token)).status).toBe(201);
    ok(await owner.browser.post(`/workspaces/${owner.workspace}/archived`));
    expect(codeOf(await use(links[2]!.token))).toBe("class_archived");
  });

  it("gives a handle that was taken meanwhile to nobody twice, and one that an import brought to who is expected", async () => {
    const { owner } = await createClass();
    const [taken, brought] = [newHandle(), newHandle()];
    const { token } = await expect1(owner, { name: "Late", handle: taken });
    await createClass("Elsewhere", taken);
    const refused = await use(token);
    expect([codeOf(refused), refused.body.field]).toEqual(["handle_taken", "account.handle"]);
    const instead = refused.body.suggestion!;
    expect(ok(await use(token, { account: { password: PASSWORD, handle: instead } })).account.handle).toBe(instead);
    const imported = await importPerson(owner.workspace, brought);
    const link = await expect1(owner, { name: "Old friend", handle: brought });
    expect(ok(await use(link.token)).account.handle).toBe(brought);
    const renamed = await env.DB.prepare("select handle from members where id = ?").bind(imported).first();
    expect(renamed).not.toMatchObject({ handle: brought });
  });
});
