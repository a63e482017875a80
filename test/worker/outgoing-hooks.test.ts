/** Addresses that are told of a channel: signed, in order, tried again for a day, and kept where they cannot be reached. */
import { env, runInDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { Webhook } from "standardwebhooks";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Delivery, Message, OutgoingHook, Refusal } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { answersWith, cameTo, subscriberAt, type Came } from "./support/subscriber.ts";
import { openSigningSecret } from "../../worker/webhooks/signing.ts";

let classroom: Classroom;
let owner: Somebody;
let student: Somebody;
let channel: { id: string; no: number };
let name = "";
let made = 0;

beforeAll(async () => {
  classroom = await openClassroom();
  [owner, student] = await Promise.all([classroom.person("owner"), classroom.person("student")]);
});
beforeEach(async () => {
  channel = await channelOf([owner, student], { kind: "private" });
  name = `hook-${Date.now()}-${++made}`;
});

async function subscribe(rules: object = {}, url = subscriberAt(`/to/${name}`)) {
  const asked = { name: "Bridge", url, rules: { events: ["message.posted"], ...rules } };
  const told = await owner.post<{ hook: OutgoingHook; secret: string } & Refusal>(
    `/channels/${channel.id}/outgoing-hooks`,
    asked,
  );
  expect(told.status, JSON.stringify(told.body)).toBe(201);
  return told.body;
}
async function say(body: string, who = student): Promise<Message> {
  const told = await who.post<{ message: Message }>(`/channels/${channel.id}/messages`, { body });
  expect(told.status).toBe(201);
  return told.body.message;
}
const came = (count: number) =>
  vi.waitFor(async () => {
    const all = await cameTo(name);
    expect(all.length).toBeGreaterThanOrEqual(count);
    return all;
  }, 10_000);
const told = ({ body }: Came) =>
  JSON.parse(body) as { type: string; data: { message: Message; author: { name: string } } };
const room = () => env.ROOMS.getByName(channel.id);
async function deliveries(hook: OutgoingHook): Promise<Delivery[]> {
  const path = `/channels/${channel.id}/outgoing-hooks/${hook.id}/deliveries`;
  return (await owner.get<{ deliveries: Delivery[] }>(path)).body.deliveries;
}
const until = (hook: OutgoingHook, state: Delivery["state"], tries = 1) =>
  vi.waitFor(async () => {
    const found = (await deliveries(hook)).find((one) => one.state === state && one.tries >= tries);
    expect(found).toBeDefined();
    return found!;
  }, 15_000);
/** The day goes on: what waits is due, as if it had been said so long ago. */
const letTimePass = (ms: number) =>
  runInDurableObject(room(), (_object, { storage }) => {
    storage.sql.exec(
      `UPDATE webhook_deliveries SET since = since - ?, next_at = next_at - ? WHERE state = 'waiting'`,
      ms,
      ms,
    );
  });

describe("an address is told", () => {
  test("what was said, signed so that the standard's own library takes it", async () => {
    const { secret } = await subscribe();
    const message = await say("Hello out there");
    const [request] = await came(1);
    const signed = new Webhook(secret).verify(request!.body, request!.headers);
    expect(signed).toMatchObject({
      type: "message.posted",
      data: { channel: channel.id, message: { id: message.id } },
    });
    expect(told(request!).data.author.name).toBe(student.handle);
    expect(() => new Webhook(secret).verify(`${request!.body} `, request!.headers)).toThrow();
  });

  test("by a secret that is nowhere as it was told; one from before they were sealed counts on, one that was moved here opens nothing", async () => {
    const { hook, secret } = await subscribe();
    const kept = await env.DB.prepare("select secret from outgoing_hooks where id = ?")
      .bind(hook.id)
      .first<string>("secret");
    expect(kept).toMatch(/^sealed:/u);
    const inRoom = await runInDurableObject(room(), (_object, { storage }) => JSON.stringify([...storage.kv.list()]));
    for (const place of [kept ?? "", inRoom]) expect(place).not.toContain(secret.slice("whsec_".length));
    expect(await openSigningSecret(env, kept ?? "", hook.url)).toBe(secret);
    expect(await openSigningSecret(env, kept ?? "", "https://elsewhere.example/")).toBeNull();
    expect(await openSigningSecret(env, secret, hook.url)).toBe(secret);
  });

  test("in the order in which it happened, each once", async () => {
    await subscribe();
    const said = [];
    for (let i = 0; i < 8; i += 1) said.push((await say(`Line ${i}`)).seq);
    expect((await came(8)).map((request) => told(request).data.message.seq)).toEqual(said);
    const ids = (await cameTo(name)).map(({ headers }) => headers["webhook-id"]);
    expect(new Set(ids).size).toBe(8);
  });

  test("of edits, deletions and reactions where it wants to be", async () => {
    await subscribe({ events: ["message.edited", "message.deleted", "message.reacted"] });
    const { seq } = await say("First");
    const at = `/channels/${channel.id}/messages/${seq}`;
    await student.post(`${at}/acts`, { act: { type: "react", emoji: "👍", on: true } });
    await student.patch(at, { body: "Second" });
    await student.delete(at);
    const types = (await came(3)).map((request) => told(request).type);
    expect(types).toEqual(["message.reacted", "message.edited", "message.deleted"]);
  });

  test("of a mention, or a beginning, where it asked for those alone", async () => {
    await subscribe({ mention: owner.handle, prefix: "!ask" });
    await say("!ask nobody");
    await say(`hey @${owner.handle}`);
    const wanted = await say(`!ASK @${owner.handle} what?`);
    expect(told((await came(1))[0]!).data.message.seq).toBe(wanted.seq);
    expect(await cameTo(name)).toHaveLength(1);
  });

  test("nothing of what came by an address that posts", async () => {
    await subscribe();
    const { body } = await owner.post<{ path: string }>(`/channels/${channel.id}/incoming-hooks`, { name: "CI" });
    const { exports } = await import("cloudflare:workers");
    const init = { method: "POST", body: "From outside", headers: { "content-type": "text/plain" } };
    expect((await exports.default.fetch(`https://place.test${body.path}`, init)).status).toBe(200);
    const mine = await say("From inside");
    expect(told((await came(1))[0]!).data.message.seq).toBe(mine.seq);
  });

  test("nothing more when it is taken away", async () => {
    const { hook } = await subscribe();
    await say("One");
    await came(1);
    expect((await owner.delete(`/channels/${channel.id}/outgoing-hooks/${hook.id}`)).status).toBe(204);
    await say("Two");
    const stored = await runInDurableObject(room(), (_object, { storage }) => [
      storage.kv.get("webhooks"),
      ...storage.sql.exec(`SELECT count(*) AS n FROM webhook_deliveries`),
    ]);
    expect(stored).toEqual([undefined, { n: 0 }]);
    expect(await cameTo(name)).toHaveLength(1);
  });
});

describe("an address that does not take it", () => {
  test("is tried again with the same id, and what is behind waits its turn", async () => {
    await answersWith(name, { status: 500 });
    const { hook, secret } = await subscribe();
    const first = await say("First");
    await say("Second");
    const failed = await until(hook, "waiting");
    expect(failed).toMatchObject({ failure: "status", status: 500, seq: first.seq });
    expect(failed.nextAt! - Date.now()).toBeGreaterThan(20_000);
    await answersWith(name, { status: 200 });
    await letTimePass(60_000);
    await runDurableObjectAlarm(room());
    const all = await came(3);
    expect(all.map((request) => told(request).data.message.body)).toEqual(["First", "First", "Second"]);
    expect(all[0]!.headers["webhook-id"]).toBe(all[1]!.headers["webhook-id"]);
    expect(all[0]!.body).toBe(all[1]!.body);
    for (const request of all) new Webhook(secret).verify(request.body, request.headers);
    await until(hook, "delivered", 2);
  });

  test("holds up neither the chat nor another address, also where it hangs", async () => {
    await subscribe({}, subscriberAt("/hang"));
    await subscribe();
    const began = Date.now();
    await say("Goes on");
    await came(1);
    expect(Date.now() - began).toBeLessThan(5_000);
  });

  test.each([
    ["redirects into a private network", "/redirect?to=http://192.168.0.1/", "redirected"],
    ["breaks off", "/cut", "unreachable"],
  ])("which %s is not followed, and says why", async (_what, path, failure) => {
    const { hook } = await subscribe({}, subscriberAt(path));
    await say("Anybody?");
    expect(await until(hook, "waiting")).toMatchObject({ failure });
  });

  test("with a gigabyte for an answer took it: nobody reads that", async () => {
    const { hook } = await subscribe({}, subscriberAt("/endless"));
    await say("Short");
    expect(await until(hook, "delivered")).toMatchObject({ tries: 1 });
  });

  test("for a day is undeliverable, says why, and is tried again by hand", async () => {
    await answersWith(name, { status: 503 });
    const { hook } = await subscribe();
    await say("Lost?");
    const failed = await until(hook, "waiting");
    await letTimePass(25 * 60 * 60_000);
    await runDurableObjectAlarm(room());
    expect(await until(hook, "undeliverable", 2)).toMatchObject({ id: failed.id, failure: "status", status: 503 });
    const at = `/channels/${channel.id}/outgoing-hooks/${hook.id}/deliveries/${failed.id}`;
    expect((await student.post<Refusal>(at)).body.code).toBe("forbidden");
    await answersWith(name, { status: 200 });
    expect((await owner.post(at)).status).toBe(200);
    expect(await until(hook, "delivered")).toMatchObject({ id: failed.id });
    expect((await owner.post<Refusal>(at)).body.code).toBe("not_found");
  });

  test("because it is gone for good is not tried again", async () => {
    await answersWith(name, { status: 410 });
    const { hook } = await subscribe();
    await say("Gone?");
    expect(await until(hook, "undeliverable")).toMatchObject({ failure: "gone", status: 410, tries: 1 });
  });
});

describe("an address is given", () => {
  test.each([
    ["http://192.168.1.1/hook", "hook_private"],
    ["https://[::ffff:10.0.0.1]/", "hook_private"],
    ["https://metadata.google.internal/", "hook_private"],
    ["ftp://example.org/", "hook_no_address"],
    ["https://somebody:secret@example.org/", "hook_no_address"],
  ])("of the open internet, not %s", async (url, reason) => {
    const asked = { name: "Inside", url, rules: { events: ["message.posted"] } };
    const answer = await owner.post<Refusal>(`/channels/${channel.id}/outgoing-hooks`, asked);
    expect([answer.status, answer.body.reason]).toEqual([400, reason]);
  });

  test("is changed by the teaching team: name, events and address, to which what waits goes at once; nobody else finds it", async () => {
    const { hook, secret } = await subscribe({}, subscriberAt("/status/500"));
    await say("Waits");
    await until(hook, "waiting");
    const at = `/channels/${channel.id}/outgoing-hooks/${hook.id}`;
    const asked = {
      name: "Archive",
      url: subscriberAt(`/to/${name}`),
      rules: { events: ["message.posted"], prefix: "W" },
    };
    expect(await student.patch(at, asked)).toMatchObject({ status: 403, body: { code: "forbidden" } });
    expect((await (await classroom.person("ta")).patch(at, asked)).status).toBe(404);
    expect((await owner.patch(`${at}x`, asked)).status).toBe(404);
    expect(await owner.patch(at, { url: "http://10.0.0.1/" })).toMatchObject({ body: { reason: "hook_private" } });
    expect(await owner.patch(at, asked)).toEqual({ status: 200, body: { hook: { ...hook, ...asked } } });
    const [first] = await came(1);
    expect(told(first!).data.message.body).toBe("Waits");
    expect(() => new Webhook(secret).verify(first!.body, first!.headers)).not.toThrow();
    await say("Not wanted");
    await say("Wanted");
    expect((await came(2)).map((one) => told(one).data.message.body)).toEqual(["Waits", "Wanted"]);
    const { entries } = (await owner.get<{ entries: object[] }>(`/workspaces/${classroom.id}/audit?act=hookEdited`))
      .body;
    expect(entries[0]).toMatchObject({ actor: owner.id, details: { name: "Archive", url: new URL(asked.url).host } });
  });

  test("gets a new secret where somebody wants one, and the one of before signs nothing more", async () => {
    const { hook, secret } = await subscribe();
    const at = `/channels/${channel.id}/outgoing-hooks/${hook.id}`;
    const { body } = await owner.patch<{ secret: string }>(at, { secret: "new" });
    await say("Hello");
    const [first] = await came(1);
    expect(() => new Webhook(body.secret).verify(first!.body, first!.headers)).not.toThrow();
    expect(() => new Webhook(secret).verify(first!.body, first!.headers)).toThrow();
  });

  test("is moved to another channel, not to one that its mover is not in, nor to another class", async () => {
    const { hook } = await subscribe();
    const at = `/channels/${channel.id}/outgoing-hooks/${hook.id}`;
    const [there, foreign] = [await channelOf([owner, student]), await channelOf([student], { kind: "private" })];
    const other = await openClassroom();
    const stranger = await channelOf([await other.person("owner")]);
    for (const to of [foreign, stranger]) expect((await owner.patch(at, { channel: to.id })).status).toBe(404);
    const moved = await owner.patch<{ hook: OutgoingHook }>(at, { channel: there.id });
    expect(moved.body.hook).toEqual({ ...hook, channel: there.id });
    await say("Here nobody is told");
    await student.post(`/channels/${there.id}/messages`, { body: "There somebody is" });
    expect((await came(1)).map((one) => told(one).data.message.body)).toEqual(["There somebody is"]);
  });

  test("by the teaching team, at most ten for a channel", async () => {
    const asked = { name: "X", url: subscriberAt("/to/none"), rules: { events: ["message.posted"] } };
    expect((await student.post<Refusal>(`/channels/${channel.id}/outgoing-hooks`, asked)).body.code).toBe("forbidden");
    for (let i = 0; i < 10; i += 1) await subscribe();
    expect((await owner.post<Refusal>(`/channels/${channel.id}/outgoing-hooks`, asked)).body.reason).toBe(
      "hooks_full_here",
    );
  });

  test("and a channel that tells nobody has nothing of it in its room", async () => {
    await say("Alone");
    const tables = await runInDurableObject(room(), (_object, { storage }) => [
      storage.kv.get("webhooks"),
      ...storage.sql.exec(`SELECT name FROM sqlite_master WHERE name = 'webhook_deliveries'`),
    ]);
    expect(tables).toEqual([undefined]);
  });
});
