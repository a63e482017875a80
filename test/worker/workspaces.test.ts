import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import * as v from "valibot";
import { ChannelNameSchema, TopicSchema, type Account, type Channel, type Workspace } from "../../protocol/index.ts";
import { app } from "../../worker/app.ts";
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
  SITE,
} from "./support/people.ts";

const CODE = /^[2-9a-hjkmnp-z]{8}$/u;

describe("a new class", () => {
  it("is made with one form: account, class, owner, a join code to read from the board, two channels", async () => {
    const browser = new Browser();
    const handle = newHandle();
    const answer = await browser.post<{ workspace: Workspace; account: Account }>("/workspaces", {
      name: "  Databases   II ",
      account: { handle, name: "Prof", password: PASSWORD },
    });
    expect(answer.status).toBe(201);
    const { workspace, account } = answer.body;
    expect(workspace).toMatchObject({ name: "Databases II", joinCode: expect.stringMatching(CODE) as string });
    expect(account).toMatchObject({
      handle,
      hasPassword: true,
      guest: false,
      workspaces: [{ id: workspace.id, role: "owner" }],
    });
    const { channels, me, workspace: seen } = await bootstrapOf(browser, workspace.id);
    expect(me.role).toBe("owner");
    expect(seen.joinCode).toBe(workspace.joinCode);
    const facts = ({ name, kind, posting, isDefault, createdBy }: Channel) => ({
      name,
      kind,
      posting,
      isDefault,
      createdBy,
    });
    expect(channels.map(facts).sort((a, b) => a.name.localeCompare(b.name))).toEqual([
      { name: "announcements", kind: "public", posting: "staff", isDefault: true, createdBy: me.member },
      { name: "general", kind: "public", posting: "all", isDefault: true, createdBy: me.member },
    ]);
  });

  it("begins with channels in the language of whoever makes it, and in English where it is none of ours", async () => {
    const namesFor = async (accepted: string) => {
      const browser = new Browser({ "accept-language": accepted });
      const account = { handle: newHandle(), name: "Prof", password: PASSWORD };
      const made = ok(await browser.post<{ workspace: Workspace }>("/workspaces", { name: "A class", account }));
      const { channels } = await bootstrapOf(browser, made.workspace.id);
      for (const { name, topic } of channels) {
        expect(v.is(ChannelNameSchema, name), name).toBe(true);
        expect(v.is(TopicSchema, topic), topic).toBe(true);
      }
      return channels.map(({ name }) => name).sort();
    };
    expect(await namesFor("ar-EG,ar;q=0.9,en;q=0.8")).toEqual(["إعلانات", "عام"]);
    expect(await namesFor("de-DE,de;q=0.9,ar;q=0.5")).toEqual(["إعلانات", "عام"]);
    expect(await namesFor("en-GB,ar;q=0.9")).toEqual(["announcements", "general"]);
    expect(await namesFor("*")).toEqual(["announcements", "general"]);
  });

  it("can be a second one of the same owner, with nothing but a name", async () => {
    const { owner } = await createClass();
    const { account, workspace } = ok(
      await owner.browser.post<{ workspace: Workspace; account: Account }>("/workspaces", { name: "Another" }),
    );
    expect(account.id).toBe(owner.account.id);
    expect(account.workspaces.map(({ id }) => id)).toEqual([owner.workspace, workspace.id]);
  });

  it("needs an account, and leaves nothing behind where it is refused", async () => {
    const count = async () => (await env.DB.prepare("select count(*) as n from workspaces").first<{ n: number }>())!.n;
    const before = await count();
    const { owner } = await createClass();
    expect(codeOf(await new Browser().post("/workspaces", { name: "Nobody's" }))).toBe("not_signed_in");
    const account = { handle: owner.handle, name: "Twin", password: PASSWORD };
    expect(codeOf(await new Browser().post("/workspaces", { name: "Taken", account }))).toBe("handle_taken");
    expect(codeOf(await new Browser().post("/workspaces", { name: " ", account }))).toBe("empty");
    expect(await count()).toBe(before + 1);
  });

  it("I10: costs few rows: a newcomer who joins writes at most 20: all that they are in one transaction, and the device that is known from then on", async () => {
    const { joinCode } = await createClass();
    const written: number[] = [];
    const counting = {
      prepare: (query: string) => env.DB.prepare(query),
      batch: async (statements: D1PreparedStatement[]) => {
        const results = await env.DB.batch(statements);
        written.push(results.reduce((sum, { meta }) => sum + meta.rows_written, 0));
        return results;
      },
    } as D1Database;
    const account = { handle: newHandle(), name: "Thrifty", password: PASSWORD };
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ code: joinCode, account }),
    };
    const answer = await app.request(`${SITE}/api/join`, init, { ...env, DB: counting });
    expect(answer.status).toBe(201);
    const transactions = written.filter((rows) => rows > 0);
    expect(transactions).toHaveLength(2);
    expect(transactions[0]).toBeLessThanOrEqual(19);
    expect(transactions[1]).toBe(1);
  });
});

describe("the join code", () => {
  it("is told to those who may invite, and to no student", async () => {
    const { owner, joinCode, workspace } = await createClass();
    const student = await joinAs(joinCode);
    expect((await bootstrapOf(student.browser, workspace.id)).workspace).not.toHaveProperty("joinCode");
    await giveRole(owner, student, "teacher");
    expect((await bootstrapOf(student.browser, workspace.id)).workspace.joinCode).toBe(joinCode);
  });

  it("can be changed: the old one stops at once", async () => {
    const { owner, joinCode, workspace } = await createClass();
    const { joinCode: next } = ok(
      await owner.browser.post<{ joinCode: string }>(`/workspaces/${workspace.id}/join-code`),
    );
    expect(next).toMatch(CODE);
    expect(next).not.toBe(joinCode);
    expect(codeOf(await new Browser().post("/join/look", { code: joinCode }))).toBe("join_closed");
    expect((await new Browser().post("/join/look", { code: next })).status).toBe(200);
  });

  it("can be stopped: nobody joins, who is in stays", async () => {
    const { owner, joinCode, workspace } = await createClass();
    const student = await joinAs(joinCode);
    expect((await owner.browser.delete(`/workspaces/${workspace.id}/join-code`)).status).toBe(204);
    const account = { handle: newHandle(), name: "Late", password: PASSWORD };
    expect(codeOf(await new Browser().post("/join", { code: joinCode, account }))).toBe("join_closed");
    expect((await bootstrapOf(owner.browser, workspace.id)).workspace.joinCode).toBeNull();
    expect((await bootstrapOf(student.browser, workspace.id)).me.role).toBe("student");
  });

  it("is neither changed nor stopped by students, TAs or people of another class", async () => {
    const { owner, joinCode, workspace } = await createClass();
    const student = await joinAs(joinCode);
    const helper = await joinAs(joinCode);
    await giveRole(owner, helper, "ta");
    const outsider = (await createClass()).owner;
    const path = `/workspaces/${workspace.id}/join-code`;
    for (const { browser } of [student, helper]) {
      expect(codeOf(await browser.post(path))).toBe("forbidden");
      expect(codeOf(await browser.delete(path))).toBe("forbidden");
    }
    expect(codeOf(await outsider.browser.post(path))).toBe("not_found");
    expect(codeOf(await outsider.browser.delete(path))).toBe("not_found");
    expect(codeOf(await new Browser().post(path))).toBe("not_signed_in");
    expect((await new Browser().post("/join/look", { code: joinCode })).status).toBe(200);
  });
});

describe("the class's name", () => {
  it("is changed by owners and teachers, seen by all, and by nobody else", async () => {
    const { owner, joinCode, workspace } = await createClass("Old name");
    const student = await joinAs(joinCode);
    const path = `/workspaces/${workspace.id}`;
    expect(codeOf(await student.browser.patch(path, { name: "Mine" }))).toBe("forbidden");
    expect(codeOf(await (await createClass()).owner.browser.patch(path, { name: "Mine" }))).toBe("not_found");
    const { workspace: changed } = ok(await owner.browser.patch<{ workspace: Workspace }>(path, { name: "New name" }));
    expect(changed).toMatchObject({ name: "New name", joinCode });
    expect((await bootstrapOf(student.browser, workspace.id)).workspace.name).toBe("New name");
    expect(codeOf(await owner.browser.patch(path, { name: "x".repeat(61) }))).toBe("too_long");
    expect((await owner.browser.patch(path, {})).status).toBe(200);
  });
});
