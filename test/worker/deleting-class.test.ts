/** A class is deleted by its owner: a week to take it back, then all of it goes, and nothing of any other class. */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { CLOSE, type Refusal } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { everything, only, receiptOf, runErasure } from "./support/erased.ts";
import { postedFile } from "./support/files.ts";
import { expectFound } from "./support/found.ts";
import { openWorkspace } from "./support/live-socket.ts";
import { dataUrl, offer, PNG } from "./support/pictures.ts";

const ask = (who: Somebody, { id }: Classroom, name = "Programming I") =>
  who.post<{ receipt: string; dueAt: number } & Refusal>(`/workspaces/${id}/deletion`, { name });

/** A class with something in most of what there is. */
async function aFullClass() {
  const classroom = await openClassroom();
  const [owner, student] = [await classroom.person("owner"), await classroom.person("student")];
  const guest = await classroom.person("guest");
  const bot = await classroom.bot("write");
  const channel = await channelOf([owner, student, guest], { kind: "public" });
  const said = await student.post<{ message: { seq: number } }>(`/channels/${channel.id}/messages`, {
    body: `A petrel, @${owner.handle}`,
  });
  const { seq } = said.body.message;
  await owner.post(`/channels/${channel.id}/messages/${seq}/acts`, { act: { type: "pin", on: true } });
  const thread = await owner.post<{ channel: { id: string } }>(`/channels/${channel.id}/messages/${seq}/thread`);
  await student.post(`/channels/${thread.body.channel.id}/messages`, { body: "In the thread" });
  await postedFile(student, channel.id, PNG);
  await offer(classroom, student, `petrel_${channel.no}`);
  await student.patch(`/workspaces/${classroom.id}/me`, { picture: dataUrl(PNG) });
  await student.put(`/channels/${channel.id}/draft`, { body: "Not yet" });
  await student.put(`/channels/${channel.id}/messages/${seq}/saved`, {});
  await student.put(`/workspaces/${classroom.id}/blocks/${bot.id}`);
  await student.post(`/channels/${channel.id}/scheduled`, { body: "Later", at: Date.now() + 3_600_000, zone: "UTC" });
  await owner.patch(`/workspaces/${classroom.id}/members/${student.id}`, { mutedUntil: null });
  await owner.patch(`/channels/${channel.id}`, { topic: "Birds" });
  await owner.post(`/channels/${channel.id}/incoming-hooks`, { name: "Builds" });
  const { body } = await student.post<{ channel: { id: string } }>(`/workspaces/${classroom.id}/direct`, {
    member: owner.id,
  });
  await student.post(`/channels/${body.channel.id}/messages`, { body: "Between us" });
  await expectFound(channel.no, "petrel", [1]);
  return { classroom, owner, student, guest, bot, channel };
}

async function roomOf(channel: string): Promise<unknown[]> {
  return runInDurableObject(env.ROOMS.getByName(channel), (_room, state) =>
    state.storage.sql
      .exec<{ name: string }>(
        "select name from sqlite_master where type = 'table' and name not glob '_cf_*' order by name",
      )
      .toArray()
      .map(({ name }) => [name, state.storage.sql.exec(`select * from ${name}`).toArray()]),
  );
}

describe("deleting a class", () => {
  it("takes all of it a week later, in steps, and leaves every row and object of the others byte for byte", async () => {
    const [gone, stays] = [await aFullClass(), await aFullClass()];
    const all = await everything();
    const room = await roomOf(stays.channel.id);
    const { body: asked } = await ask(gone.owner, gone.classroom);
    expect(await receiptOf(asked.receipt, gone.owner)).not.toHaveProperty("doneAt");
    const tab = await openWorkspace(gone.classroom.id, gone.student);
    await tab.next("hello");
    expect(await runErasure(asked.receipt)).toBeGreaterThan(5);
    expect((await tab.whenClosed()).code).toBe(CLOSE.removed);

    const left = await everything();
    const isOfJob = (line: string) => line.startsWith("main.erasures ");
    expect(only(left, all).filter((line) => !isOfJob(line))).toEqual([]);
    // What went has the numbers or ids of that class, and of no other one.
    const { no, id } = gone.classroom;
    const people = [gone.owner, gone.student, gone.guest, gone.bot];
    const own = [
      `"workspace_no":${no}`,
      `/${id}/`,
      id,
      ...people.flatMap((one) => [one.id, `"user_no":${one.userNo}`]),
    ];
    own.push(`"member_no":`, `"channel_no":${gone.channel.no}`, `"no":${gone.guest.userNo}`, `"no":${gone.bot.userNo}`);
    const strange = only(all, left).filter(
      (line) => !line.startsWith("search.found") && !line.startsWith("main.messages"),
    );
    expect(strange.filter((line) => !own.some((mark) => line.includes(mark)))).toEqual([]);
    for (const who of [stays.owner, stays.student, stays.bot])
      expect([...left].filter((line) => line.includes(who.id)).length).toBe(
        [...all].filter((line) => line.includes(who.id)).length,
      );
    expect([...left].filter((line) => line.includes(id) || people.some((one) => line.includes(one.id)))).toEqual([]);
    expect(await roomOf(stays.channel.id)).toEqual(room);
    expect(await roomOf(gone.channel.id)).not.toContainEqual(["log", expect.arrayContaining([expect.anything()])]);
    await expectFound(stays.channel.no, "petrel", [1]);
    await expectFound(gone.channel.no, "petrel", []);
    // Accounts of people stay theirs.
    expect((await gone.owner.get("/account")).status).toBe(200);
    expect((await gone.owner.get(`/workspaces/${id}/bootstrap`)).status).toBe(404);
    const { counts, doneAt } = await receiptOf(asked.receipt, gone.owner);
    expect(doneAt).toBeGreaterThan(0);
    expect(counts).toMatchObject({ messages: 4, classes: 1, people: expect.any(Number) as number });
    expect(counts!["files"]).toBeGreaterThanOrEqual(2);
  });

  it("asks for the name, is for owners alone, and two who ask at once ask for one", async () => {
    const classroom = await openClassroom();
    const [ada, eve] = [await classroom.person("owner"), await classroom.person("owner")];
    for (const role of ["teacher", "ta", "student", "guest"] as const)
      expect((await ask(await classroom.person(role), classroom)).body.code, role).toBe("forbidden");
    const stranger = await (await openClassroom()).person("owner");
    expect((await ask(stranger, classroom)).body.code).toBe("not_found");
    const other = await ask(ada, classroom, "Programming II");
    expect([other.body.code, other.body.reason, other.body.field]).toEqual(["invalid", "other_name", "name"]);
    const [one, two] = await Promise.all([ask(ada, classroom), ask(eve, classroom)]);
    expect(one.body).toEqual(two.body);
    const { results } = await env.DB.prepare("select act from audit_entries where workspace_no = ? order by no")
      .bind(classroom.no)
      .all();
    expect(results).toEqual([{ act: "classDeletionAsked" }]);
  });

  it("is told to everybody in it, and taken back within the week; what was taken back deletes nothing", async () => {
    const { classroom, owner, student, channel } = await aFullClass();
    const tab = await openWorkspace(classroom.id, student);
    await tab.next("hello");
    const { body } = await ask(owner, classroom);
    expect((await tab.next("workspaceChanged")).workspace.leaving).toMatchObject({ dueAt: body.dueAt });
    expect((await student.delete<Refusal>(`/workspaces/${classroom.id}/deletion`)).body.code).toBe("forbidden");
    expect((await owner.delete(`/workspaces/${classroom.id}/deletion`)).status).toBe(204);
    await tab.next("workspaceChanged", ({ workspace }) => workspace.leaving === null);
    await runErasure(body.receipt);
    expect((await receiptOf(body.receipt, owner)).takenBackAt).toBeGreaterThan(0);
    const page = await student.get<{ messages: unknown[] }>(`/channels/${channel.id}/messages`);
    expect(page.body.messages.length).toBe(2);
    expect((await owner.delete(`/workspaces/${classroom.id}/deletion`)).status).toBe(404);
    tab.close();
  });

  it("goes on where it stopped, and is not begun before its time", async () => {
    const { classroom, owner } = await aFullClass();
    const { body } = await ask(owner, classroom);
    const { runDurableObjectAlarm } = await import("cloudflare:test");
    await runDurableObjectAlarm(env.ERASERS.getByName(body.receipt));
    expect((await owner.get(`/workspaces/${classroom.id}/bootstrap`)).status).toBe(200);
    // Cut off in the middle of it: the same steps again take nothing twice.
    await expect(runErasure(body.receipt, 4)).rejects.toThrow("no end");
    expect((await owner.get(`/workspaces/${classroom.id}/bootstrap`)).status).toBe(404);
    await runErasure(body.receipt);
    await vi.waitFor(async () => expect((await receiptOf(body.receipt, owner)).doneAt).toBeGreaterThan(0));
  });
});
