/** A class that asks its teaching team for a second factor: from the side of who has none, on every path that a role opens. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { v7 as uuidv7 } from "uuid";
import type { AuditEntry } from "../../protocol/audit.ts";
import type { Channel, Message, Refusal, Workspace } from "../../protocol/index.ts";
import type { LiveSocket } from "./support/live-socket.ts";
import { ageLeases } from "./support/rooms.ts";
import {
  bootstrapOf,
  Browser,
  codeOf,
  createClass,
  giveRole,
  joinAs,
  ok,
  PASSWORD,
  type Person,
} from "./support/people.ts";
import { codeAt, protect } from "./support/second-factor.ts";
import { enter, SITE, widgetOn, withToken } from "./support/widget-class.ts";

type Edited = { workspace: Workspace } & Refusal;
const demand = ({ browser, workspace }: Person, secondFactor = true) =>
  browser.patch<Edited>(`/workspaces/${workspace}`, { secondFactor });
const say = ({ browser }: Person, channel: string, body = "Hello") =>
  browser.post<{ message: Message } & Refusal>(`/channels/${channel}/messages`, { body });

/** `done`, or the code of the refusal. */
async function pinned(live: LiveSocket, seq: number, on = true): Promise<string> {
  const ref = uuidv7();
  live.send({ type: "act", ref, seq, act: { type: "pin", on } });
  return Promise.race([
    live.next("done", (frame) => frame.ref === ref).then(({ type }) => type),
    live.next("refused", (frame) => frame.ref === ref).then(({ refusal }) => refusal.code),
  ]);
}

async function aClass() {
  const { owner, joinCode } = await createClass();
  const [teacher, ta, student] = [await joinAs(joinCode), await joinAs(joinCode), await joinAs(joinCode)];
  await giveRole(owner, teacher, "teacher");
  await giveRole(owner, ta, "ta");
  const { channels } = await bootstrapOf(owner.browser, owner.workspace);
  const general = channels.find(({ name }) => name === "general")!.id;
  return { owner, joinCode, teacher, ta, student, general, at: `/workspaces/${owner.workspace}` };
}
async function aDemandingClass() {
  const all = await aClass();
  const owner = await protect(all.owner);
  ok(await demand(owner));
  return { ...all, owner };
}

describe("R9: a class that asks its teaching team for a second factor", () => {
  test("is made so by an owner who has one, and by nobody else: so nobody shuts themselves out", async () => {
    const { owner, teacher, ta, student } = await aClass();
    const stranger = { ...(await createClass()).owner, workspace: owner.workspace };
    for (const asker of [teacher, ta, student]) expect(codeOf(await demand(asker))).toBe("forbidden");
    expect(codeOf(await demand(stranger))).toBe("not_found");
    expect((await demand(owner)).body).toMatchObject({
      ...{ code: "forbidden", reason: "factor_own_first", field: "secondFactor" },
      sentence: expect.stringContaining("your own account first"),
    });
    expect((await bootstrapOf(owner.browser, owner.workspace)).workspace.secondFactor).toBeUndefined();
    await protect(owner);
    expect(ok(await demand(owner)).workspace.secondFactor).toBe(true);
    ok(await demand(owner));
    const { entries } = ok(
      await owner.browser.get<{ entries: AuditEntry[] }>(`/workspaces/${owner.workspace}/audit?act=factorDemanded`),
    );
    expect(entries, "one row, and none for the second time").toHaveLength(1);
  });

  test("lets who has none read, write and set one up, and refuses each act of their role by a code that says what to do", async () => {
    const { owner, teacher, ta, student, general, at } = await aDemandingClass();
    const { message } = ok(await say(student, general, "Of a student"));
    const seq = `/channels/${general}/messages/${message.seq}`;
    ok(await teacher.browser.get(`/channels/${general}/messages`));
    ok(await say(teacher, general, "As anybody"));
    const staffOnly = ok(
      await owner.browser.post<{ channel: Channel }>(`${at}/channels`, {
        name: "news",
        posting: "staff",
        isDefault: true,
      }),
    ).channel.id;
    const tried = {
      remove: await ta.browser.delete(seq),
      versions: await ta.browser.get(`${seq}/versions`),
      mute: await ta.browser.put(`${at}/members/${student.member}/mute`, { until: Date.now() + 3_600_000, reason: "" }),
      post: await say(ta, staffOnly),
      channel: await ta.browser.post(`${at}/channels`, { name: "for-all" }),
      link: await ta.browser.post(`${at}/members/${student.member}/sign-in-link`),
      reports: await ta.browser.get(`${at}/reports`),
      status: await ta.browser.get(`${at}/status`),
      audit: await teacher.browser.get(`${at}/audit`),
      insights: await teacher.browser.get(`${at}/insights`),
      rename: await teacher.browser.patch(at, { name: "Mine" }),
      code: await teacher.browser.post(`${at}/join-code`),
      putOut: await teacher.browser.delete(`${at}/members/${student.member}`),
      role: await teacher.browser.patch(`${at}/members/${student.member}`, { role: "ta" }),
      import: await teacher.browser.post(`${at}/import/people`, { people: [] }),
    };
    const heard = Object.fromEntries(Object.entries(tried).map(([what, answer]) => [what, codeOf(answer)]));
    expect(heard).toEqual(Object.fromEntries(Object.keys(tried).map((what) => [what, "factor_needed"])));
    expect(tried.rename.status).toBe(403);
    expect((tried.rename.body as Refusal).sentence).toContain("Set one up in the settings");
    // The join code is an act of their role, too.
    expect((await bootstrapOf(teacher.browser, teacher.workspace)).workspace.joinCode).toBeUndefined();
    // Beyond their role it is what it was.
    expect(codeOf(await teacher.browser.post(`${at}/archived`))).toBe("forbidden");
    // A token of theirs opens no more than they do.
    const { token } = ok(await teacher.browser.post<{ token: string }>("/account/tokens", { name: "mine" }));
    const byToken = new Browser({ authorization: `Bearer ${token}` });
    expect(codeOf(await byToken.get(`${at}/audit`))).toBe("factor_needed");
    await protect(teacher);
    ok(await teacher.browser.patch(at, { name: "Ours" }));
    ok(await byToken.get(`${at}/audit`));
    expect((await bootstrapOf(teacher.browser, teacher.workspace)).me).toMatchObject({ hasFactor: true });
  });

  test("is heard at once by sockets that are open, and so is the end of the wait; a notice that was lost is mended by the lease", async () => {
    const { owner: bare, ta, student, general } = await aClass();
    const { message } = ok(await say(student, general, "First"));
    const live = await ta.browser.open(`/channels/${general}/socket`);
    await live.next("welcome");
    const tab = await ta.browser.open(`/workspaces/${ta.workspace}/socket`);
    await tab.next("hello");
    const owner = await protect(bare);
    ok(await demand(owner));
    expect((await tab.next("workspaceChanged")).workspace.secondFactor).toBe(true);
    expect(await pinned(live, message.seq)).toBe("factor_needed");
    await live.post("Words are everybody's");
    await protect(ta);
    expect(await tab.next("factorChanged", ({ on }) => on)).toMatchObject({ on: true });
    expect(await pinned(live, message.seq)).toBe("done");
    // Nobody told the room.
    await env.DB.prepare("delete from second_factors where user_no = (select no from users where id = ?)")
      .bind(ta.account.id)
      .run();
    await ageLeases(general);
    expect(await pinned(live, message.seq, false)).toBe("factor_needed");
    for (const socket of [live, tab]) socket.close();
  });

  test("holds who comes to the team from the moment they do, and an owner who gives theirs up, until they have one again", async () => {
    const { owner, student, ta, general, at } = await aDemandingClass();
    const { message } = ok(await say(ta, general, "Of the TA"));
    const live = await student.browser.open(`/channels/${general}/socket`);
    await live.next("welcome");
    await giveRole(owner, student, "ta");
    expect(await pinned(live, message.seq)).toBe("factor_needed");
    live.close();
    ok(await owner.browser.post("/account/second-factor/end", { password: PASSWORD, secondCode: owner.codes[0] }));
    expect(codeOf(await demand(owner, false)), "nor is it switched off without").toBe("factor_needed");
    expect(codeOf(await owner.browser.get(`${at}/second-factors`))).toBe("factor_needed");
    const again = await protect(owner);
    const { team } = ok(
      await owner.browser.get<{ team: { member: string; hasFactor: boolean }[] }>(`${at}/second-factors`),
    );
    expect(team.filter(({ hasFactor }) => hasFactor)).toEqual([{ member: again.member, hasFactor: true }]);
    expect(team).toHaveLength(4);
    expect(codeAt(again.secret)).toMatch(/^\d{6}$/u);
    ok(await demand(owner, false));
    ok(await ta.browser.delete(`/channels/${general}/messages/${message.seq}`));
    ok(await ta.browser.get(`${at}/status`));
  });

  test("tells who lacks one so when they come in on a class site, before they write, and nobody else", async () => {
    const { owner, teacher, student, at } = await aDemandingClass();
    const { channel } = ok(
      await owner.browser.post<{ channel: Channel }>(`${at}/channels`, {
        name: "site",
        posting: "staff",
        isDefault: true,
      }),
    );
    const widget = await widgetOn(channel.id, { read: "members", write: "members" });
    const come = async ({ browser }: Person) => {
      const { code } = ok(await browser.post<{ code: string }>(`/widgets/${widget.id}/hand-overs`, { site: SITE }));
      const { body } = await enter(widget.id, { as: "member", site: SITE, code });
      const said = await withToken(body.token).post(`/channels/${channel.id}/messages`, { body: "Hello" });
      return { me: body.me, writes: body.writes, said: said.status === 201 || (said.body as Refusal).code };
    };
    const without = await come(teacher);
    expect(without).toMatchObject({ me: { staff: "teacher", lacksFactor: true }, writes: true, said: "factor_needed" });
    expect(await come(student)).toMatchObject({ me: { id: student.member }, writes: false, said: "read_only" });
    await protect(teacher);
    for (const who of [owner, teacher]) {
      const { me, writes, said } = await come(who);
      expect([writes, said]).toEqual([true, true]);
      expect(me).not.toHaveProperty("lacksFactor");
    }
  });

  test("asks nothing of students, of programs, and of the teaching team of other classes", async () => {
    const { owner, ta, student, general, at } = await aDemandingClass();
    const { bot } = ok(
      await owner.browser.post<{ bot: { member: string } }>(`${at}/bots`, {
        ...{ name: "Helper", handle: "helper", scope: "manage", channels: [general] },
      }),
    );
    const { token } = ok(
      await owner.browser.post<{ token: string }>(`${at}/bots/${bot.member}/tokens`, { name: "ci" }),
    );
    const { message } = ok(await say(student, general));
    const program = new Browser({ authorization: `Bearer ${token}` });
    ok(
      await program.post(`/channels/${general}/messages/${message.seq}/acts`, {
        act: { type: "pin", on: true },
      }),
    );
    const other = await createClass();
    ok(await ta.browser.post("/join", { code: other.joinCode }));
    const { me } = await bootstrapOf(ta.browser, other.workspace.id);
    expect(me.role).toBe("student");
    await giveRole(other.owner, { ...ta, member: me.member }, "ta");
    ok(await ta.browser.get(`/workspaces/${other.workspace.id}/status`));
  });
});
