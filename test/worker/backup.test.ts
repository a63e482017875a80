/** The backup of a class: everything of it and nothing of another one, written in steps, read back before it counts, seven kept. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { unpackTar } from "modern-tar";
import { expect, test, vi } from "vitest";
import { BackupListSchema, CLASSES_KEY, ClassesSchema, listKey } from "../../protocol/archive/backup.ts";
import type { Backup } from "../../protocol/backups.ts";
import type { Message, MyChannel } from "../../protocol/index.ts";
import { parse } from "valibot";
import { noteClasses } from "../../worker/backup/classes.ts";
import type { ClassBackups } from "../../worker/backup/class-backups.ts";
import { nightly } from "../../worker/nightly.ts";
import { BACKED_UP, NOT_BACKED_UP } from "../../worker/store/backup.ts";
import { carriedOver, channelOf } from "./support/channel.ts";
import { openClassroom, type Somebody } from "./support/classroom.ts";

type Told = { backups: Backup[] };

async function aClass() {
  const classroom = await openClassroom();
  const owner = await classroom.person("owner");
  const ben = await classroom.person("student");
  const at = `/workspaces/${classroom.id}/backups`;
  const stub = env.BACKUPS.getByName(classroom.id);
  const listed = async () => (await owner.get<Told>(at)).body.backups;
  const order = { workspaceNo: classroom.no, workspaceId: classroom.id, workspaceName: "Programming I" };
  /** Asked for, and its alarm held back: each step is made by hand. */
  const asked = () =>
    runInDurableObject(stub, async (object: ClassBackups, { storage }) => {
      await object.make(order, false);
      await storage.deleteAlarm();
    });
  const step = () => runInDurableObject(stub, (object: ClassBackups) => object.step());
  const ring = () => runInDurableObject(stub, (object: ClassBackups) => object.alarm());
  const toTheEnd = async () => {
    while (await step());
  };
  return { classroom, owner, ben, at, stub, listed, asked, step, ring, toTheEnd };
}
const say = async (who: Somebody, channel: string, body: string) =>
  (await who.post<{ message: Message }>(`/channels/${channel}/messages`, { body })).body.message;

async function stored(workspace: string): Promise<Map<string, Record<string, unknown>[]>> {
  const list = parse(BackupListSchema, await (await env.FILES.get(listKey(workspace)))!.json());
  const pieces = await Promise.all(
    list.backups[0]!.pieces.map(async ({ key }) => (await env.FILES.get(key))!.arrayBuffer()),
  );
  const entries = await unpackTar(new Uint8Array(await new Blob(pieces).arrayBuffer()), { strict: true });
  const rows = new Map<string, Record<string, unknown>[]>();
  for (const { header, data } of entries) {
    const [folder, table = ""] = header.name.split("/");
    if (folder !== "rows") continue;
    const lines = new TextDecoder().decode(data).trimEnd().split("\n");
    rows.set(table, [...(rows.get(table) ?? []), ...lines.map((line) => JSON.parse(line) as Record<string, unknown>)]);
  }
  return rows;
}

test("every table is in a backup, or it is said why not", async () => {
  const { results } = await env.DB.prepare("select name from sqlite_master where type = 'table'").all<{
    name: string;
  }>();
  const tables = results.map(({ name }) => name).filter((name) => !/^(sqlite_|_cf|d1_)/u.test(name));
  const known = [...BACKED_UP().map(({ name }) => name), ...Object.keys(NOT_BACKED_UP)];
  expect(tables.filter((name) => !known.includes(name))).toEqual([]);
});

test("it has the whole class, direct messages and ways in with it, and not a row of another class", async () => {
  const { classroom, owner, ben, listed, asked, toTheEnd } = await aClass();
  const open = await channelOf([owner, ben]);
  await say(ben, open.id, "What is a stack?");
  const direct = await owner.post<{ channel: MyChannel }>(`/workspaces/${classroom.id}/direct`, { member: ben.id });
  await say(owner, direct.body.channel.id, "Between the two of us");
  const others = await aClass();
  const elsewhere = await channelOf([others.owner, others.ben]);
  await say(others.ben, elsewhere.id, "In another class");
  for (const { id } of [open, direct.body.channel, elsewhere]) await carriedOver(id, 1);
  await asked();
  await toTheEnd();

  const [backup] = await listed();
  expect(backup).toMatchObject({ state: "kept", verifiedAt: expect.any(Number), root: expect.any(String) });
  const rows = await stored(classroom.id);
  expect(rows.get("messages")?.map(({ body }) => body)).toEqual(["What is a stack?", "Between the two of us"]);
  expect(rows.get("members")?.map(({ id }) => id)).toEqual(expect.arrayContaining([owner.id, ben.id]));
  expect(rows.get("users")).toHaveLength(rows.get("members")!.length);
  expect(rows.get("workspaces")).toMatchObject([{ id: classroom.id }]);
  expect(Object.fromEntries([...rows].map(([table, { length }]) => [table, length]))).toEqual(backup!.rows);
  const whole = JSON.stringify([...rows]);
  for (const never of ["In another class", others.owner.id, others.classroom.id]) expect(whole).not.toContain(never);
});

test("it goes on after each step at which it broke off", async () => {
  const { classroom, owner, ben, listed, asked, step, stub } = await aClass();
  const open = await channelOf([owner, ben]);
  await say(ben, open.id, "Kept");
  await carriedOver(open.id, 1);
  await asked();
  do await evictDurableObject(stub);
  while (await step());
  expect((await listed())[0]).toMatchObject({ state: "kept" });
  expect((await stored(classroom.id)).get("messages")).toMatchObject([{ body: "Kept" }]);
});

test("what R2 does not give back as it was given is no backup, and nothing of it stays", async () => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  const { classroom, listed, asked, step, ring } = await aClass();
  await asked();
  await step();
  const prefix = `backups/${classroom.id}/`;
  const kept = async () => (await env.FILES.list({ prefix })).objects.map(({ key }) => key);
  for (let key = await kept(); key.length === 0; key = await kept()) await step();
  const [piece = ""] = await kept();
  const bytes = new Uint8Array(await (await env.FILES.get(piece))!.arrayBuffer());
  bytes[600]! ^= 1;
  await env.FILES.put(piece, bytes);
  await vi.waitFor(async () => {
    await ring();
    expect((await listed())[0]).toMatchObject({ state: "failed", bytes: 0 });
  });
  await vi.waitFor(async () => expect(await kept()).toEqual([]));
  vi.restoreAllMocks();
});

test("seven are kept, and an object that lost everything knows them by the bucket", async () => {
  const { classroom, listed, asked, toTheEnd, stub } = await aClass();
  for (let night = 0; night < 8; night++) {
    await asked();
    await toTheEnd();
  }
  const before = await listed();
  expect(before).toHaveLength(7);
  const { objects } = await env.FILES.list({ prefix: `backups/${classroom.id}/` });
  const folders = objects.flatMap(({ key }) => key.split("/").slice(2, -1));
  expect(new Set(folders)).toEqual(new Set(before.map(({ id }) => id)));
  await runInDurableObject(stub, (_object, { storage }) => storage.deleteAll());
  await evictDurableObject(stub);
  expect(await listed()).toEqual(before);
});

test("the night makes one of each class, one after the other, and asks for what should have been erased", async () => {
  const [first, second] = [await aClass(), await aClass()];
  await nightly(env);
  for (const { listed } of [first, second])
    await vi.waitFor(async () => expect((await listed())[0]).toMatchObject({ state: "kept" }), 10_000);
});

test("whoever has the bucket alone finds a class by its name before its first night, and after a night without it in D1", async () => {
  const { classroom, asked, toTheEnd } = await aClass();
  const lost = await aClass();
  const known = async () => {
    const ids = parse(ClassesSchema, await (await env.FILES.get(CLASSES_KEY))!.json()).map(({ id }) => id);
    return [classroom, lost.classroom].filter(({ id }) => ids.includes(id)).map(({ id }) => id);
  };
  for (const one of [lost, { asked, toTheEnd }]) {
    await one.asked();
    await one.toTheEnd();
  }
  expect(await known()).toEqual([classroom.id, lost.classroom.id]);
  // As after D1 was made anew and one of two classes brought back.
  const taken = "UPDATE workspaces SET id = ? WHERE no = ?";
  await env.DB.prepare(taken).bind(`not-${lost.classroom.id}`, lost.classroom.no).run();
  await noteClasses(env);
  expect(await known()).toEqual([classroom.id, lost.classroom.id]);
  // Whoever deletes a class deletes its backups.
  await env.FILES.delete(listKey(lost.classroom.id));
  await noteClasses(env);
  expect(await known()).toEqual([classroom.id]);
  await env.DB.prepare(taken).bind(lost.classroom.id, lost.classroom.no).run();
});
