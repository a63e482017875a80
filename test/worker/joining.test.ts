/** Joining by the code as its rules have it: its end, its limit, and who waits for the teaching team; from the side of who is not let in. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Account, Refusal } from "../../protocol/index.ts";
import type { JoinRequest, JoinRulesShown, MyJoinRequest } from "../../protocol/joining.ts";
import type { AuditEntry } from "../../protocol/audit.ts";
import {
  bootstrapOf,
  Browser,
  codeOf,
  createClass,
  giveRole,
  joinAs,
  newHandle,
  ok,
  PASSWORD,
  type Answer,
  type Person,
} from "./support/people.ts";

type Rules = { until?: number | null; most?: number | null; approval?: boolean };
type JoinAnswer = { workspace: string; account: Account; waiting?: true };

const setRules = async (owner: Person, rules: Rules) =>
  ok(
    await owner.browser.put<JoinRulesShown>(`/workspaces/${owner.workspace}/join-rules`, {
      ...{ until: null, most: null, approval: false },
      ...rules,
    }),
  );
const tryToJoin = (code: string, browser = new Browser(), handle = newHandle()) =>
  browser.post<JoinAnswer & Refusal>("/join", { code, account: { handle, name: `New ${handle}`, password: PASSWORD } });
const joinAgain = (code: string, { browser }: { browser: Browser }) =>
  browser.post<JoinAnswer & Refusal>("/join", { code });
const reasonOf = ({ body }: Answer) => (body as Refusal).reason;
const requestsOf = async (staff: Person) =>
  ok(await staff.browser.get<{ requests: JoinRequest[] }>(`/workspaces/${staff.workspace}/join-requests`)).requests;
const decide = (staff: Person, request: string, letIn: boolean) =>
  staff.browser.post(`/workspaces/${staff.workspace}/join-requests/${request}`, { letIn });
const mineOf = async (browser: Browser) =>
  ok(await browser.get<{ requests: MyJoinRequest[] }>("/account/join-requests")).requests;
const isAccount = async (handle: string) =>
  (await env.DB.prepare("select 1 from users where handle = ?").bind(handle).first()) !== null;

describe("the end and the limit of a join code", () => {
  it("a code that came to its end opens nothing and leaves no account behind; another end opens it again", async () => {
    const { owner, joinCode } = await createClass();
    await setRules(owner, { until: Date.now() - 1 });
    expect(reasonOf(await new Browser().post("/join/look", { code: joinCode }))).toBe("join_over");
    const handle = newHandle();
    const late = await tryToJoin(joinCode, new Browser(), handle);
    expect([codeOf(late), reasonOf(late)]).toEqual(["join_closed", "join_over"]);
    expect(await isAccount(handle)).toBe(false);
    await setRules(owner, { until: Date.now() + 60_000 });
    expect((await tryToJoin(joinCode)).status).toBe(201);
  });

  it("R81: lets in as many as it says and not one more, however many come at once; who is in it does not count twice", async () => {
    const { owner, joinCode } = await createClass();
    await setRules(owner, { most: 3 });
    const all = await Promise.all(Array.from({ length: 6 }, () => tryToJoin(joinCode)));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(3);
    for (const refused of all.filter(({ status }) => status !== 201)) expect(reasonOf(refused)).toBe("join_full");
    // As many accounts as came, and the owner's.
    expect((await bootstrapOf(owner.browser, owner.workspace)).members).toHaveLength(4);
    const browser = new Browser();
    await setRules(owner, { most: 4 });
    expect((await tryToJoin(joinCode, browser)).status).toBe(201);
    expect((await joinAgain(joinCode, { browser })).status).toBe(201);
    expect(ok(await owner.browser.get<JoinRulesShown>(`/workspaces/${owner.workspace}/join-rules`)).came).toBe(4);
    const { joinCode: next } = ok(
      await owner.browser.post<{ joinCode: string }>(`/workspaces/${owner.workspace}/join-code`),
    );
    expect((await tryToJoin(next)).status).toBe(201);
  });

  it("refuses rules that are none, by the field", async () => {
    const { owner } = await createClass();
    for (const wrong of [{ most: 0 }, { most: 1.5 }, { until: "tomorrow" }, { approval: "yes" }]) {
      const rules = { until: null, most: null, approval: false, ...wrong };
      const answer = await owner.browser.put(`/workspaces/${owner.workspace}/join-rules`, rules);
      expect([answer.status, (answer.body as Refusal).field]).toEqual([400, Object.keys(wrong)[0]]);
    }
  });
});

describe("a code that lets in with the teaching team", () => {
  it("has who comes wait, tells the team, opens when somebody says yes, and writes that down once", async () => {
    const { owner, joinCode } = await createClass("Physics");
    const ta = await joinAs(joinCode);
    await giveRole(owner, ta, "ta");
    await setRules(owner, { approval: true });
    expect((await new Browser().post("/join/look", { code: joinCode })).body).toMatchObject({ approval: true });
    const watching = await ta.browser.open(`/workspaces/${ta.workspace}/socket`);
    await watching.next("hello");
    const browser = new Browser();
    const asked = ok(await tryToJoin(joinCode, browser, "waits.here"));
    expect(asked).toMatchObject({ workspace: owner.workspace, waiting: true, account: { workspaces: [] } });
    expect(await watching.next("peopleNotice")).toMatchObject({ what: "joinAsked", name: "New waits.here" });
    expect(codeOf(await browser.get(`/workspaces/${owner.workspace}/bootstrap`))).toBe("not_found");
    expect(await mineOf(browser)).toMatchObject([{ workspace: owner.workspace, name: "Physics", state: "waiting" }]);
    const [request] = await requestsOf(ta);
    expect(request).toMatchObject({ name: "New waits.here", handle: "waits.here" });
    await Promise.all([decide(ta, request!.id, true), decide(owner, request!.id, true)]);
    expect(await mineOf(browser)).toMatchObject([{ state: "in" }]);
    const { me, channels } = await bootstrapOf(browser, owner.workspace);
    expect(me.role).toBe("student");
    expect(channels.length).toBeGreaterThan(0);
    expect(await requestsOf(ta)).toEqual([]);
    const { entries } = ok(
      await owner.browser.get<{ entries: AuditEntry[] }>(`/workspaces/${owner.workspace}/audit?act=joinLetIn`),
    );
    expect(entries).toMatchObject([{ subject: me.member }]);
    watching.close();
  });

  it("asked twice is asked once; who is turned down is told so, does not get in by asking again, and can still be let in", async () => {
    const { owner, joinCode } = await createClass();
    await setRules(owner, { approval: true, most: 1 });
    const browser = new Browser();
    ok(await tryToJoin(joinCode, browser));
    // The one place is taken by who waits.
    expect(reasonOf(await tryToJoin(joinCode))).toBe("join_full");
    await setRules(owner, { approval: true, most: 2 });
    expect(ok(await joinAgain(joinCode, { browser }))).toMatchObject({ waiting: true });
    const [request, ...more] = await requestsOf(owner);
    expect(more).toEqual([]);
    expect((await decide(owner, request!.id, false)).status).toBe(204);
    expect(codeOf(await decide(owner, request!.id, false))).toBe("not_found");
    expect(await mineOf(browser)).toMatchObject([{ state: "turnedDown" }]);
    expect(codeOf(await joinAgain(joinCode, { browser }))).toBe("not_let_in");
    expect(codeOf(await browser.get(`/workspaces/${owner.workspace}/bootstrap`))).toBe("not_found");
    // Their place is free again.
    ok(await tryToJoin(joinCode));
    expect((await decide(owner, request!.id, true)).status).toBe(204);
    expect((await bootstrapOf(browser, owner.workspace)).me.role).toBe("student");
  });

  it("has nobody wait who is banned, or is in it already; students, and teams of other classes, see and decide nothing", async () => {
    const { owner, joinCode } = await createClass();
    const [banned, student] = [await joinAs(joinCode), await joinAs(joinCode)];
    ok(await owner.browser.put(`/workspaces/${owner.workspace}/bans/${banned.member}`, {}));
    await setRules(owner, { approval: true });
    expect(codeOf(await joinAgain(joinCode, banned))).toBe("banned");
    expect(ok(await joinAgain(joinCode, student)).waiting).toBeUndefined();
    expect(await requestsOf(owner)).toEqual([]);
    ok(await tryToJoin(joinCode));
    const [request] = await requestsOf(owner);
    const other = (await createClass()).owner;
    for (const [asker, code] of [
      [student, "forbidden"],
      [other, "not_found"],
    ] as const) {
      const at = `/workspaces/${owner.workspace}/join-requests`;
      expect(codeOf(await asker.browser.get(at))).toBe(code);
      expect(codeOf(await asker.browser.post(`${at}/${request!.id}`, { letIn: true }))).toBe(code);
    }
    // Of another class's door there is nobody of that id.
    expect(codeOf(await decide(other, request!.id, true))).toBe("not_found");
  });
});
