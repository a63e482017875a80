/** The end of a term: everybody reads and searches on, and nobody writes, by whatever way. */
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { AuditEntry } from "../../protocol/audit.ts";
import { CLOSE, type Message, type Refusal, type Workspace } from "../../protocol/index.ts";
import { ageLeases } from "./support/rooms.ts";
import {
  bootstrapOf,
  Browser,
  codeOf,
  createClass,
  giveRole,
  joinAs,
  memberOf,
  ok,
  type Person,
} from "./support/people.ts";

const archive = (person: Person) =>
  person.browser.post<{ workspace: Workspace }>(`/workspaces/${person.workspace}/archived`);
const reopen = (person: Person) => person.browser.delete(`/workspaces/${person.workspace}/archived`);
const say = (person: Person, channel: string, body = "Hello") =>
  person.browser.post<{ message: Message } & Refusal>(`/channels/${channel}/messages`, { body });

async function aClass() {
  const { owner, joinCode } = await createClass();
  const [student, other] = [await joinAs(joinCode), await joinAs(joinCode)];
  const { channels } = await bootstrapOf(owner.browser, owner.workspace);
  const general = channels.find(({ name }) => name === "general")!.id;
  return { owner, joinCode, student, other, general, at: `/workspaces/${owner.workspace}` };
}

describe("a class that is over", () => {
  it("is read by everybody, and takes nothing over HTTP: words, edits, reactions, channels, uploads, codes, imports", async () => {
    const { owner, student, other, general, at, joinCode } = await aClass();
    const { message } = ok(await say(student, general, "Before the end"));
    const hook = ok(await owner.browser.post<{ path: string }>(`/channels/${general}/incoming-hooks`, { name: "Git" }));
    expect(ok(await archive(owner)).workspace.archivedAt).toBeTypeOf("number");
    const page = ok(await student.browser.get<{ messages: Message[] }>(`/channels/${general}/messages`));
    expect(page.messages).toMatchObject([{ body: "Before the end" }]);
    expect((await bootstrapOf(student.browser, student.workspace)).workspace.archivedAt).toBeTypeOf("number");
    const seq = `/channels/${general}/messages/${message.seq}`;
    const tried = {
      post: await say(student, general),
      postByOwner: await say(owner, general),
      edit: await student.browser.patch(seq, { body: "After it" }),
      delete: await student.browser.delete(seq),
      react: await student.browser.post(`${seq}/acts`, { act: { type: "react", emoji: "👍", on: true } }),
      thread: await student.browser.post(`${seq}/thread`),
      channel: await owner.browser.post(`${at}/channels`, { name: "too-late" }),
      direct: await student.browser.post(`${at}/direct`, { member: other.member }),
      rename: await owner.browser.patch(at, { name: "Later" }),
      code: await owner.browser.post(`${at}/join-code`),
      rules: await owner.browser.put(`${at}/join-rules`, { until: null, most: null, approval: false }),
      people: await owner.browser.post(`${at}/import/people`, { people: [] }),
      join: await new Browser().post("/join/look", { code: joinCode }),
    };
    const heard = Object.fromEntries(Object.entries(tried).map(([what, answer]) => [what, codeOf(answer)]));
    expect(heard).toEqual(Object.fromEntries(Object.keys(tried).map((what) => [what, "class_archived"])));
    // Whatever comes by an address that posts.
    const posted = await new Browser().post(hook.path.replace("/api", ""), { text: "A build" });
    expect(codeOf(posted)).toBe("class_archived");
    // What goes on: one's own settings, profile and way out; and what is done about people.
    expect((await student.browser.patch(`${at}/me`, { pronouns: "they" })).status).toBe(200);
    await giveRole(owner, other, "ta");
    expect((await owner.browser.delete(seq)).status).toBe(200);
    expect((await student.browser.post(`${at}/leave`)).status).toBe(204);
  });

  it("takes nothing on a socket that is open, also where its room was not told: the lease says so", async () => {
    const { owner, student, general } = await aClass();
    const live = await student.browser.open(`/channels/${general}/socket`);
    await live.next("welcome");
    const all = await student.browser.open(`/workspaces/${student.workspace}/socket`);
    await all.next("hello");
    ok(await archive(owner));
    expect((await all.next("workspaceChanged")).workspace.archivedAt).toBeTypeOf("number");
    await expect(live.post("Still here?")).rejects.toThrow("class_archived");
    ok(await reopen(owner));
    await live.post("And on it goes");
    // A notice that was lost.
    await env.DB.prepare("update workspaces set archived_at = 1 where id = ?").bind(owner.workspace).run();
    await ageLeases(general);
    await expect(live.post("Nobody told me")).rejects.toThrow("class_archived");
    for (const socket of [live, all]) socket.close();
  });

  it("has no guests: they go with its end, and none comes until it goes on; only an owner ends it, once", async () => {
    const { owner, joinCode, student, general, at } = await aClass();
    const teacher = await joinAs(joinCode);
    await giveRole(owner, teacher, "teacher");
    const guest = await joinAs(joinCode);
    await env.DB.prepare("update members set role = 'guest' where id = ?").bind(guest.member).run();
    const watching = await guest.browser.open(`/channels/${general}/socket`);
    await watching.next("welcome");
    for (const asker of [teacher, student, guest]) expect(codeOf(await archive(asker))).toBe("forbidden");
    const stranger = { ...(await createClass()).owner, workspace: owner.workspace };
    expect(codeOf(await archive(stranger))).toBe("not_found");
    // Twice is once.
    ok(await archive(owner));
    ok(await archive(owner));
    expect(await watching.whenClosed()).toMatchObject({ code: CLOSE.removed });
    expect(codeOf(await guest.browser.get(`${at}/bootstrap`))).toBe("not_found");
    expect(await memberOf(owner, guest.member)).toMatchObject({ left: true });
    ok(await reopen(owner));
    expect((await say(student, general)).status).toBe(201);
    const { entries } = ok(await owner.browser.get<{ entries: AuditEntry[] }>(`${at}/audit`));
    expect(entries.map(({ act }) => act).slice(0, 2)).toEqual(["classReopened", "classArchived"]);
  });
});
