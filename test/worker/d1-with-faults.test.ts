/** The door before D1 that tests of faults hold: it must not promise what it does not do. */
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { D1WithFaults, LOST } from "./support/d1-with-faults.ts";
import { carriedOver, channelOf, storedIn } from "./support/channel.ts";
import { openClassroom } from "./support/classroom.ts";
import { openChannel } from "./support/live-socket.ts";

let d1: D1WithFaults;
beforeEach(async () => {
  await env.DB.exec("CREATE TABLE IF NOT EXISTS noted (word TEXT)");
  await env.DB.exec("DELETE FROM noted");
  d1 = D1WithFaults.over(env.DB);
});
afterEach(() => d1.restore());

const note = (word: string) => env.DB.prepare("INSERT INTO noted VALUES (?)").bind(word).run();
const noted = async () =>
  (await env.DB.prepare("SELECT word FROM noted ORDER BY rowid").all<{ word: string }>()).results.map(
    ({ word }) => word,
  );

test("a call that fails is never carried out, and one whose answer is lost is", async () => {
  d1.fail("INTO noted", { times: 1 });
  await expect(note("never")).rejects.toThrow(LOST);
  d1.loseAnswer("INTO noted", { times: 1 });
  await expect(note("unheard of")).rejects.toThrow(LOST);
  await note("heard of");
  expect(await noted()).toEqual(["unheard of", "heard of"]);
});

test("a fault lasts until it is ended, and knows whom it befell", async () => {
  const away = d1.fail(/noted/u);
  await expect(note("a")).rejects.toThrow(LOST);
  await expect(env.DB.batch([env.DB.prepare("SELECT 1"), env.DB.prepare("SELECT * FROM noted")])).rejects.toThrow(LOST);
  expect(await env.DB.prepare("SELECT 1 AS one").first("one")).toBe(1);
  away.end();
  await note("b");
  expect(await noted()).toEqual(["b"]);
  expect(away.calls.map(({ statements }) => statements.length)).toEqual([1, 2]);
  expect(away.calls[0]?.statements[0]?.values).toEqual(["a"]);
});

test("calls that are held go on in the order in which they are let go", async () => {
  const gate = d1.hold("INTO noted");
  const both = [note("first"), note("second")];
  await gate.arrived(2);
  expect(await noted()).toEqual([]);
  await gate.letGo(1);
  expect(await noted()).toEqual(["second"]);
  await gate.open();
  await Promise.all(both);
  await note("third");
  expect(await noted()).toEqual(["second", "first", "third"]);
});

test("a held answer comes after what D1 did, and may be lost", async () => {
  const gate = d1.hold("INTO noted", { wait: "after", times: 1 });
  const slow = note("slow");
  await gate.arrived();
  expect(await noted()).toEqual(["slow"]);
  const lost = expect(slow).rejects.toThrow(LOST);
  await gate.fail();
  await lost;
});

test("a room meets it as everybody does, and with `restore` all is as before", async () => {
  const ada = await (await openClassroom()).person("student");
  const { id } = await channelOf([ada]);
  const gate = d1.hold("INTO messages");
  const socket = await openChannel(id, ada);
  await socket.post("waits before the history");
  await gate.arrived();
  expect(await storedIn(id)).toEqual([]);
  d1.restore();
  expect((await carriedOver(id, 1)).map(({ body }) => body)).toEqual(["waits before the history"]);
});
