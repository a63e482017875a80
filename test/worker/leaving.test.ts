/** Going by oneself: out of a class, and out of PLACE; what goes, what stays, and the week in which it can be undone. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { BACK_WITHIN_MS, CLOSE, type Account, type Refusal } from "../../protocol/index.ts";
import { Authenticator } from "./support/authenticator.ts";
import {
  bootstrapOf,
  Browser,
  codeOf,
  createClass,
  giveRole,
  joinAs,
  memberOf,
  ok,
  PASSWORD,
  type Answer,
  type Person,
} from "./support/people.ts";

const leave = (person: Person) => person.browser.post(`/workspaces/${person.workspace}/leave`);
const undo = (person: Person) => person.browser.post(`/account/left/${person.workspace}`);
const leftOf = async (person: Person) =>
  ok(await person.browser.get<{ left: { workspace: string; name: string; until: number }[] }>("/account/left")).left;
const close = (person: Person, password: string | undefined = PASSWORD) =>
  person.browser.post("/account/close", { password });
const signIn = (person: Person, more: object = {}) =>
  new Browser().post<{ account: Account } & Refusal>("/sign-in", {
    ...{ handle: person.handle, password: PASSWORD },
    ...more,
  });
const reasonOf = ({ body }: Answer) => (body as Refusal).reason;
const channelNames = async (person: Person) =>
  (await bootstrapOf(person.browser, person.workspace)).channels.map(({ name }) => name).toSorted();

async function aClass() {
  const { joinCode, owner } = await createClass();
  const student = await joinAs(joinCode);
  const made = { name: "seminar", kind: "private" };
  const { channel } = ok(
    await owner.browser.post<{ channel: { id: string } }>(`/workspaces/${owner.workspace}/channels`, made),
  );
  ok(await owner.browser.post(`/channels/${channel.id}/members`, { members: [student.member] }));
  return { joinCode, owner, student, seminar: channel.id };
}

describe("leaving a class", () => {
  it("is undone within the week: as what they were, in the channels that are still there, private ones too", async () => {
    const { owner, student } = await aClass();
    await giveRole(owner, student, "ta");
    const before = await channelNames(student);
    expect((await leave(student)).status).toBe(204);
    expect(codeOf(await student.browser.get(`/workspaces/${student.workspace}/bootstrap`))).toBe("not_found");
    expect(await leftOf(student)).toMatchObject([{ workspace: student.workspace, name: "Programming I" }]);
    const watching = await owner.browser.open(`/workspaces/${owner.workspace}/socket`);
    await watching.next("hello");
    expect((await undo(student)).status).toBe(204);
    expect((await watching.next("memberChanged")).member).toMatchObject({ id: student.member, role: "ta" });
    expect(await channelNames(student)).toEqual(before);
    expect(await leftOf(student)).toEqual([]);
    expect(reasonOf(await undo(student))).toBe("left_for_good");
    watching.close();
  });

  it("cannot be undone later, by who was put out or banned meanwhile, or by somebody else", async () => {
    const { joinCode, owner, student } = await aClass();
    const [banned, late, never] = [await joinAs(joinCode), await joinAs(joinCode), await joinAs(joinCode)];
    for (const person of [student, banned, late]) await leave(person);
    await owner.browser.delete(`/workspaces/${owner.workspace}/members/${student.member}`);
    await owner.browser.put(`/workspaces/${owner.workspace}/bans/${banned.member}`, {});
    await env.DB.prepare("update members set meta = json_set(meta, '$.out.at', ?) where id = ?")
      .bind(Date.now() - BACK_WITHIN_MS, late.member)
      .run();
    for (const person of [student, banned, late, never, { ...never, workspace: "nowhere" }])
      expect(reasonOf(await undo(person)), person.handle).toBe("left_for_good");
    for (const { member } of [student, banned, late])
      expect(await memberOf(owner, member)).toMatchObject({ left: true });
    const { results } = await env.DB.prepare(
      "select 1 from memberships s join members m on m.no = s.member_no where m.id in (?, ?, ?)",
    )
      .bind(student.member, banned.member, late.member)
      .all();
    expect(results).toEqual([]);
  });
});

describe("closing an account", () => {
  it("signs out everywhere, closes what is open, and names them to nobody; what they wrote stays", async () => {
    const { owner, student } = await aClass();
    const { channels } = await bootstrapOf(student.browser, student.workspace);
    const channel = channels.find(({ posting }) => posting === "all")!.id;
    ok(await student.browser.post(`/channels/${channel}/messages`, { body: "My words" }));
    const tab = await student.browser.open(`/workspaces/${student.workspace}/socket`);
    await tab.next("hello");
    expect((await close(student)).status).toBe(204);
    expect([CLOSE.removed, CLOSE.sessionEnded]).toContain((await tab.whenClosed()).code);
    expect(codeOf(await student.browser.get("/account"))).toBe("not_signed_in");
    const told = await memberOf(owner, student.member);
    expect(told).toMatchObject({ left: true, former: true, name: "Former member" });
    expect(JSON.stringify(told)).not.toContain(student.handle);
    const { messages } = ok(await owner.browser.get<{ messages: { body: string }[] }>(`/channels/${channel}/messages`));
    expect(messages.map(({ body }) => body)).toContain("My words");
  });

  it("is undone by signing in within the week and saying so: name, classes, channels; not silently, and not later", async () => {
    const { owner, student } = await aClass();
    const before = await channelNames(student);
    await close(student);
    const refused = await signIn(student);
    expect([codeOf(refused), reasonOf(refused)]).toEqual(["forbidden", "account_closed"]);
    expect(codeOf(await signIn(student, { password: "a guess", reopen: true }))).toBe("wrong_credentials");
    const browser = new Browser();
    ok(await browser.post("/sign-in", { handle: student.handle, password: PASSWORD, reopen: true }));
    expect(await channelNames({ ...student, browser })).toEqual(before);
    expect(await memberOf(owner, student.member)).toMatchObject({ handle: student.handle });
    expect(await memberOf(owner, student.member)).not.toHaveProperty("former");
    await close({ ...student, browser });
    await env.DB.prepare("update users set closed_at = closed_at - ?").bind(BACK_WITHIN_MS).run();
    expect(reasonOf(await signIn(student, { reopen: true }))).toBe("account_gone");
  });

  it("is for who knows the password, in person; owners hand over first, and of two who go at once one stays", async () => {
    const { joinCode, owner, student } = await aClass();
    for (const wrong of [undefined, "a guess"])
      expect(codeOf(await student.browser.post("/account/close", { password: wrong }))).toBe("wrong_credentials");
    const alone = await close(owner);
    expect([codeOf(alone), reasonOf(alone)]).toEqual(["last_owner", "owns_alone"]);
    expect((await owner.browser.get("/account")).status).toBe(200);
    const second = await joinAs(joinCode);
    await giveRole(owner, second, "owner");
    const answers = await Promise.all([close(owner), close(second)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 409]);
    const stays = answers[0]!.status === 409 ? owner : second;
    expect((await stays.browser.get("/account")).status).toBe(200);
    expect((await bootstrapOf(stays.browser, stays.workspace)).me.role).toBe("owner");
  });

  it("a class of which somebody is the only one keeps nobody; a passkey, a link and a code open nothing that is closed", async () => {
    const { joinCode, owner, student } = await aClass();
    ok(await student.browser.post("/workspaces", { name: "Only me" }));
    const link = ok(
      await owner.browser.post<{ token: string }>(
        `/workspaces/${owner.workspace}/members/${student.member}/sign-in-link`,
      ),
    );
    expect((await close(student)).status).toBe(204);
    expect(reasonOf(await new Browser().post("/sign-in-link", { token: link.token }))).toBe("link_over");
    // Somebody who has a passkey alone.
    const key = new Authenticator();
    const browser = new Browser();
    const newcomer = { handle: "only.passkey", name: "Only Passkey", code: joinCode };
    const options = ok(await browser.post<never>("/passkeys/register/options", newcomer));
    const { challengeToken } = options as { challengeToken: string };
    ok(await browser.post("/passkeys/register", { challengeToken, response: await key.create(options) }));
    const asked = ok(await browser.post<never>("/passkeys/sign-in/options"));
    const passkey = { ...(asked as { challengeToken: string }), response: await key.get(asked) };
    expect((await browser.post("/account/close", { passkey })).status).toBe(204);
    const enter = async (more: object) => {
      const again = ok(await browser.post<never>("/passkeys/sign-in/options"));
      const { challengeToken: token } = again as { challengeToken: string };
      key.counter += 1;
      return browser.post("/passkeys/sign-in", { challengeToken: token, response: await key.get(again), ...more });
    };
    expect(reasonOf(await enter({}))).toBe("account_closed");
    ok(await enter({ reopen: true }));
  });
});
