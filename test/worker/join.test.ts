import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { GUESTS_PER_DAY, type Account, type Member, type Refusal } from "../../protocol/index.ts";
import { handleKey } from "../../worker/handles/handles.ts";
import {
  bootstrapOf,
  Browser,
  codeOf,
  createClass,
  giveRole,
  importPerson,
  joinAs,
  memberOf,
  ok,
  PASSWORD,
} from "./support/people.ts";

const join = (code: string, handle: string, browser = new Browser()) =>
  browser.post<Refusal & { workspace: string; account: Account }>("/join", {
    code,
    account: { handle, name: "Somebody", password: PASSWORD },
  });

describe("joining a class", () => {
  it("R81: the code tells the class's name and how many are in it before one joins", async () => {
    const { joinCode } = await createClass("Linear Algebra");
    await joinAs(joinCode);
    expect((await new Browser().post("/join/look", { code: joinCode })).body).toEqual({
      name: "Linear Algebra",
      people: 2,
    });
  });

  it("takes the code as people write it: in capitals, with spaces and dashes", async () => {
    const { joinCode, workspace } = await createClass();
    const written = ` ${joinCode.slice(0, 4).toUpperCase()}-${joinCode.slice(4)} `;
    const { body } = await join(written, "loose-writer");
    expect(body.workspace).toBe(workspace.id);
  });

  it("puts the newcomer into every default channel, as having read what was there", async () => {
    const { joinCode, workspace } = await createClass();
    await env.DB.prepare(
      `insert into messages (key, id, rev, author, at, body)
       select c.no * 4294967296 + 7, 'm7-' || c.no, 7, 'somebody', 1, 'Hello' from channels c
       join workspaces w on w.no = c.workspace_no where w.id = ?1 and c.name = 'general'`,
    )
      .bind(workspace.id)
      .run();
    const student = await joinAs(joinCode);
    const { channels, me } = await bootstrapOf(student.browser, workspace.id);
    expect(me.role).toBe("student");
    expect(channels.map(({ name }) => name).sort()).toEqual(["announcements", "general"]);
    const general = channels.find(({ name }) => name === "general")!;
    expect([general.lastSeq, general.readSeq]).toEqual([7, 7]);
  });

  it("R43, R140: refuses a taken handle in any case, and offers a free one", async () => {
    const { joinCode } = await createClass();
    await joinAs(joinCode, "ada.lovelace");
    for (const taken of ["ada.lovelace", "Ada.Lovelace", "ADA.LOVELACE"]) {
      const { status, body } = await join(joinCode, taken);
      expect(status).toBe(409);
      expect(body).toMatchObject({ code: "handle_taken", suggestion: "ada.lovelace2", field: "account.handle" });
    }
    expect((await join(joinCode, "ada.lovelace2")).status).toBe(201);
  });

  it("R140: refuses handles that only look different", async () => {
    const { joinCode } = await createClass();
    await joinAs(joinCode, "sol0mon");
    for (const alike of ["solomon", "s0lomon", "ѕоlоmоn", "ｓｏｌｏｍｏｎ", "solornon"])
      expect(codeOf(await join(joinCode, alike))).toBe("handle_taken");
    expect((await join(joinCode, "salomon")).status).toBe(201);
  });

  it("R150: refuses a handle of 21 characters, or of 2, with the reason", async () => {
    const { joinCode } = await createClass();
    const long = await join(joinCode, "a".repeat(21));
    expect(long.status).toBe(400);
    expect(long.body.sentence).toContain("up to 20");
    expect((await join(joinCode, "ab")).body.sentence).toContain("at least 3");
    expect((await join(joinCode, "b".repeat(20))).status).toBe(201);
    // One character that stands for eighteen: counted as it is kept.
    expect((await join(joinCode, "ﷺﷺﷺ")).status).toBe(400);
  });

  it("offers only handles that fit into 20 characters", async () => {
    const { joinCode } = await createClass();
    await joinAs(joinCode, "c".repeat(20));
    const { body } = await join(joinCode, "c".repeat(20));
    expect(body.suggestion).toHaveLength(20);
    expect((await join(joinCode, body.suggestion!)).status).toBe(201);
  });

  it("keeps the words that call everybody for nobody", async () => {
    const { joinCode } = await createClass();
    expect(codeOf(await join(joinCode, "Everyone"))).toBe("handle_taken");
  });

  it("takes handles of every script", async () => {
    const { joinCode } = await createClass();
    for (const handle of ["józef", "মীরা", "田中太郎", "мирослава"])
      expect((await join(joinCode, handle)).status).toBe(201);
  });

  it("gives one handle to one of two who ask for it at once", async () => {
    const { joinCode } = await createClass();
    const answers = await Promise.all(["racer", "Racer", "RACER"].map((handle) => join(joinCode, handle)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    for (const answer of answers.filter(({ status }) => status === 409)) {
      expect(answer.body).toMatchObject({
        code: "handle_taken",
        suggestion: expect.stringMatching(/^racer/u) as string,
      });
    }
  });

  it("asks for a way to come back: a password or a passkey", async () => {
    const { joinCode } = await createClass();
    const answer = await new Browser().post<Refusal>("/join", {
      code: joinCode,
      account: { handle: "no-key", name: "No Key" },
    });
    expect(answer.status).toBe(400);
    expect(answer.body.field).toBe("account.password");
    expect((await env.DB.prepare("select 1 from users where handle = 'no-key'").all()).results).toEqual([]);
  });

  it("opens nothing with a wrong code, and nothing to who is not signed in", async () => {
    const { joinCode } = await createClass();
    expect(codeOf(await join("zzzzzzzz", "lost"))).toBe("join_closed");
    expect(codeOf(await join("<script>", "lost"))).toBe("join_closed");
    expect(codeOf(await new Browser().post("/join", { code: joinCode }))).toBe("not_signed_in");
  });

  it("refuses bad bodies with a code, never with a fault", async () => {
    const { joinCode } = await createClass();
    const bodies = [
      null,
      [],
      1,
      {},
      { code: 5 },
      { code: joinCode, account: null },
      { code: joinCode, account: { handle: {}, name: [] } },
    ];
    for (const body of [...bodies, "{", '{"code":"\ud800"}']) {
      const { status } = await new Browser().post("/join", body);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
    }
  });
});

describe("coming back", () => {
  it("R142: joining twice gives the same member back", async () => {
    const { joinCode } = await createClass();
    const student = await joinAs(joinCode);
    ok(await student.browser.post("/join", { code: joinCode }));
    const { me } = await bootstrapOf(student.browser, student.workspace);
    expect(me.member).toBe(student.member);
  });

  it("R142: next term I am still the same member, in the default channels, as a student until the owner says more", async () => {
    const { joinCode, owner } = await createClass();
    const helper = await joinAs(joinCode);
    await giveRole(owner, helper, "ta");
    expect((await helper.browser.post(`/workspaces/${helper.workspace}/leave`)).status).toBe(204);
    expect(codeOf(await helper.browser.get(`/workspaces/${helper.workspace}/bootstrap`))).toBe("not_found");
    expect(await memberOf(owner, helper.member)).toMatchObject({ left: true });

    ok(await helper.browser.post("/join", { code: joinCode }));
    const { me, channels } = await bootstrapOf(helper.browser, helper.workspace);
    expect(me).toMatchObject({ member: helper.member, role: "student" });
    expect(channels).toHaveLength(2);
    await giveRole(owner, helper, "ta");
    // Who is here all along and opens the link again stays what they are.
    ok(await helper.browser.post("/join", { code: joinCode }));
    expect((await bootstrapOf(helper.browser, helper.workspace)).me.role).toBe("ta");
    expect(await memberOf(owner, helper.member)).not.toHaveProperty("left");
  });

  it("somebody who was taken out comes back as a student, whatever they were", async () => {
    const { joinCode, owner } = await createClass();
    const helper = await joinAs(joinCode);
    await giveRole(owner, helper, "teacher");
    expect((await owner.browser.delete(`/workspaces/${owner.workspace}/members/${helper.member}`)).status).toBe(204);
    ok(await helper.browser.post("/join", { code: joinCode }));
    expect((await bootstrapOf(helper.browser, helper.workspace)).me).toMatchObject({
      member: helper.member,
      role: "student",
    });
  });

  it("a second class starts with the name I have in the first", async () => {
    const first = await createClass();
    const second = await createClass();
    const student = await joinAs(first.joinCode);
    ok(await student.browser.patch(`/workspaces/${student.workspace}/me`, { name: "Zoë", pronouns: "she/her" }));
    ok(await student.browser.post("/join", { code: second.joinCode }));
    const { members, me } = await bootstrapOf(student.browser, second.workspace.id);
    expect(members.find(({ id }) => id === me.member)).toMatchObject({
      name: "Zoë",
      pronouns: "she/her",
      handle: student.handle,
    });
  });
});

describe("people whom an import brought", () => {
  it("keep their handle from newcomers of that class", async () => {
    const { joinCode, workspace } = await createClass();
    await importPerson(workspace.id, "old.timer", handleKey("old.timer"));
    expect((await join(joinCode, "old.timer")).body).toMatchObject({ code: "handle_taken", suggestion: "old.timer2" });
  });

  it("give way to an account that has had the handle elsewhere", async () => {
    const home = await createClass();
    const grace = await joinAs(home.joinCode, "grace");
    const { joinCode, workspace, owner } = await createClass();
    const imported = await importPerson(workspace.id, "grace", handleKey("grace"));
    ok(await grace.browser.post("/join", { code: joinCode }));
    const { members, me } = await bootstrapOf(grace.browser, workspace.id);
    expect(members.find(({ id }) => id === me.member)?.handle).toBe("grace");
    expect(await memberOf(owner, imported)).toMatchObject({ handle: "grace2", imported: true });
  });

  it("are not counted as being here", async () => {
    const { joinCode, workspace, owner } = await createClass();
    const imported = await importPerson(workspace.id, "only-words");
    expect((await new Browser().post("/join/look", { code: joinCode })).body).toMatchObject({ people: 1 });
    const { members } = ok(await owner.browser.get<{ members: Member[] }>(`/workspaces/${workspace.id}/members`));
    expect(members.map(({ id }) => id)).not.toContain(imported);
  });
});

describe("trying it out", () => {
  it("says so where there is no demo class", async () => {
    expect(codeOf(await new Browser().post("/try"))).toBe("not_found");
  });

  it("puts a visitor into the demo class as a guest with one click, for a week", async () => {
    const { workspace } = await createClass("The demo");
    await env.DB.prepare("update workspaces set demo = 1 where id = ?").bind(workspace.id).run();
    const visitor = new Browser();
    const answer = await visitor.post<{ workspace: string; account: Account }>("/try");
    expect(answer.status).toBe(201);
    expect(answer.body.workspace).toBe(workspace.id);
    expect(answer.body.account).toMatchObject({
      guest: true,
      hasPassword: false,
      workspaces: [{ demo: true, role: "guest" }],
    });
    expect(answer.body.account.handle).toMatch(/^guest-[2-9a-z]{4}$/u);
    expect(answer.headers.getSetCookie().at(-1)).toContain("Max-Age=604800");
    const { me, members, channels } = await bootstrapOf(visitor, workspace.id);
    expect(me).toMatchObject({ role: "guest", guest: true });
    expect(channels).toHaveLength(2);
    expect(members.find(({ id }) => id === me.member)?.name).toMatch(/^Guest [2-9a-z]{4}$/u);
  });

  it("a second click brings the same guest back", async () => {
    const visitor = new Browser();
    const first = ok(await visitor.post<{ account: Account }>("/try"));
    const second = ok(await visitor.post<{ account: Account }>("/try"));
    expect(second.account.id).toBe(first.account.id);
  });

  it("takes in no more guests in a day than it says, and tells when to come back", async () => {
    const today = Math.floor(Date.now() / 86_400_000);
    const set = (count: number, day = today) =>
      env.DB.prepare(
        "update workspaces set meta = json_object('guestsToday', json_object('day', ?, 'count', ?)) where demo = 1",
      )
        .bind(day, count)
        .run();
    await set(GUESTS_PER_DAY - 1);
    const known = new Browser();
    expect((await known.post("/try")).status).toBe(201);
    const refused = await new Browser().post<Refusal>("/try");
    expect(codeOf(refused)).toBe("too_fast");
    expect(refused.body.sentence).toContain("tomorrow");
    expect(refused.body.retryAfter).toBeGreaterThan(0);
    expect((await known.post("/try")).status).toBe(201);
    await set(GUESTS_PER_DAY, today - 1);
    expect((await new Browser().post("/try")).status).toBe(201);
  });

  it("a guest whose week is over has left when the next one comes; who has an account stays", async () => {
    const [old, young] = [new Browser(), new Browser()];
    const { workspace } = ok(await old.post<{ workspace: string }>("/try"));
    ok(await young.post("/try"));
    const { owner } = await createClass();
    ok(await owner.browser.post("/try"));
    const before = await Promise.all([old, young, owner.browser].map((who) => bootstrapOf(who, workspace)));
    const [gone, stays, known] = before.map(({ me }) => me.member);
    const weekAgo = Date.now() - 8 * 86_400_000;
    await env.DB.prepare("update members set joined_at = ? where id in (?, ?)").bind(weekAgo, gone, known).run();
    const next = new Browser();
    ok(await next.post("/try"));
    const { members } = await bootstrapOf(next, workspace);
    const ids = members.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([stays, known]));
    expect(ids).not.toContain(gone);
  });

  it("new classes from one address are slowed down before those who join a class, or try the demo", async () => {
    const { joinCode } = await createClass();
    const house = () => new Browser({ "cf-connecting-ip": "198.18.0.1" });
    const codes: (string | undefined)[] = [];
    // A second lot, in case a new minute began amid the first.
    for (let i = 0; i < 22 && !codes.includes("too_fast"); i++)
      codes.push(codeOf(await house().post("/workspaces", { name: "Mine" })));
    expect(codes).toContain("too_fast");
    for (let i = 0; i < 22; i++) expect((await house().post("/join/look", { code: joinCode })).status).toBe(200);
    for (let i = 0; i < 12; i++) expect((await house().post("/try")).status).toBe(201);
  });

  it("somebody with an account tries it as themselves", async () => {
    const { owner } = await createClass();
    const { account } = ok(await owner.browser.post<{ account: Account }>("/try"));
    expect(account.id).toBe(owner.account.id);
    expect(account.workspaces.map(({ role }) => role).sort()).toEqual(["guest", "owner"]);
  });

  it("a guest joins and makes no class, gets no token and no password, until they make an account", async () => {
    const { joinCode, workspace } = await createClass();
    const visitor = new Browser();
    await visitor.post("/try");
    expect(codeOf(await visitor.post("/join", { code: joinCode }))).toBe("forbidden");
    expect(codeOf(await visitor.post("/workspaces", { name: "Mine" }))).toBe("forbidden");
    expect(codeOf(await visitor.post("/account/tokens", { name: "x" }))).toBe("forbidden");
    expect(codeOf(await visitor.put("/account/password", { next: PASSWORD }))).toBe("forbidden");
    const { body } = await join(joinCode, "was-a-guest", visitor);
    expect(body.account).toMatchObject({ guest: false, workspaces: [{ id: workspace.id, role: "student" }] });
  });
});
