/** Keys that seal and sign, by their names: a newer one ends nothing early, and what names one that is gone is told so. */
import { runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Account, Message, OutgoingHook, Refusal, WidgetEntry } from "../../protocol/index.ts";
import { ringOf, splitKid, type RingKey } from "../../worker/identity/key-ring.ts";
import { openSecret, sealSecret } from "../../worker/identity/sealed-secrets.ts";
import { sealAnew } from "../../worker/identity/sealing-anew.ts";
import { SignedTokens } from "../../worker/identity/signed-tokens.ts";
import { openSigningSecret } from "../../worker/webhooks/signing.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, request, type Classroom, type Somebody } from "./support/classroom.ts";
import { inObject } from "./support/in-room.ts";
import { Browser, createClass, joinAs, ok, PASSWORD, type Person } from "./support/people.ts";
import { codeAt, protect } from "./support/second-factor.ts";
import { cameTo, subscriberAt } from "./support/subscriber.ts";
import { enter, readerOf, SITE, widgetOn, withToken } from "./support/widget-class.ts";

const HOUR_MS = 3_600_000;
const keyOf = (kid: string, from = Date.now() - HOUR_MS): RingKey => ({
  kid,
  key: Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url"),
  from,
});
const OLD = keyOf("2026-11-01", Date.now() - 2 * HOUR_MS);
const NEW = keyOf("2026-11-30");

/** As whoever runs PLACE sets them. */
const settings = env as { PLACE_KEYS?: string; PLACE_KEYS_2026_11_30?: string; PLACE_FIRST_KEY?: string };
function setKeys(keys: readonly RingKey[], isFirstOver = false) {
  delete settings.PLACE_KEYS;
  delete settings.PLACE_KEYS_2026_11_30;
  delete settings.PLACE_FIRST_KEY;
  const [newest, ...older] = keys;
  if (newest) settings.PLACE_KEYS_2026_11_30 = JSON.stringify([newest]);
  if (older.length > 0) settings.PLACE_KEYS = JSON.stringify(older);
  if (isFirstOver) settings.PLACE_FIRST_KEY = "over";
}
beforeEach(() => setKeys([]));
afterEach(() => vi.restoreAllMocks());

const cursors = () => {
  const kept = new Map<string, unknown>();
  return {
    get: (name: string) => kept.get(name),
    put: (name: string, value: unknown) => void kept.set(name, value),
  } as unknown as Parameters<typeof sealAnew>[1];
};
const untilSealed = async () => {
  const kept = cursors();
  while ((await sealAnew(env, kept)) > 0);
};

const factorOf = async ({ account }: Person) => {
  const row = await env.DB.prepare(
    "select secret from second_factors where user_no = (select no from users where id = ?)",
  )
    .bind(account.id)
    .first<{ secret: string }>();
  return row!.secret;
};
/** Comes in by password and code, as half a minute after the last one. */
async function enterByCode({ handle, account }: Person, secondCode: string) {
  await env.DB.prepare("update second_factors set last_step = 0 where user_no = (select no from users where id = ?)")
    .bind(account.id)
    .run();
  return new Browser().post<{ account: Account } & Refusal>("/sign-in", { handle, password: PASSWORD, secondCode });
}

describe("R128: a newer key ends nothing early", () => {
  test("a second factor from before works, is sealed anew, and needs the older keys no more", async () => {
    const ada = await protect(await joinAs((await createClass()).joinCode));
    expect(splitKid(await factorOf(ada)).kid).toBe("");
    setKeys([OLD]);
    expect((await enterByCode(ada, codeAt(ada.secret))).status).toBe(200);
    expect(ok(await ada.browser.get("/account/second-factor")), "whoever is in stays in").toMatchObject({
      codesLeft: 8,
    });
    const bea = await protect(await joinAs((await createClass()).joinCode));
    expect(splitKid(await factorOf(bea)).kid).toBe(OLD.kid);
    setKeys([NEW, OLD]);
    await untilSealed();
    for (const who of [ada, bea]) expect(splitKid(await factorOf(who)).kid).toBe(NEW.kid);
    setKeys([NEW], true);
    for (const who of [ada, bea]) expect((await enterByCode(who, codeAt(who.secret))).status).toBe(200);
  });

  test("who sees a class in another site goes on, and their next token is of the newer key", async () => {
    const { channel } = await scene();
    const widget = await widgetOn(channel.id);
    const reader = await readerOf(widget);
    setKeys([NEW]);
    expect((await reader.get(`/channels/${channel.id}/messages`)).status).toBe(200);
    const renewed = await request<WidgetEntry>(
      "POST",
      `/widgets/${widget.id}/tokens/renew`,
      {},
      { token: reader.token },
    );
    expect(renewed.status).toBe(200);
    expect(renewed.body.token).toMatch(/^reader\.2026-11-30\./u);
    setKeys([NEW], true);
    const anew = withToken(renewed.body.token);
    expect((await anew.get(`/channels/${channel.id}/messages`)).status).toBe(200);
    // Its quarter of an hour is over long before the key goes; where it is not, the frame comes in again.
    expect(await reader.get(`/channels/${channel.id}/messages`)).toMatchObject({
      status: 401,
      body: { code: "not_signed_in" },
    });
    expect((await enter(widget.id, { as: "reader", site: SITE })).status).toBe(201);
  });

  test("who is just signing in, with a passkey or with another's account, comes in by the key that they began with", async () => {
    await inObject(({ storage }) => {
      const bindings: { PLACE_KEYS?: string; PLACE_FIRST_KEY?: string } = {};
      const tokens = new SignedTokens(storage, bindings);
      const begun = tokens.seal("by the first", HOUR_MS);
      bindings.PLACE_KEYS = JSON.stringify([OLD]);
      const byOld = tokens.seal("by an older one", HOUR_MS);
      bindings.PLACE_KEYS = JSON.stringify([NEW, OLD]);
      expect([tokens.unseal(begun), tokens.unseal(byOld)]).toEqual(["by the first", "by an older one"]);
      expect([tokens.spend(byOld), tokens.spend(byOld), tokens.unseal(byOld)]).toEqual([true, false, null]);
      const byNew = tokens.seal("by the newest", HOUR_MS);
      expect(splitKid(byNew).kid).toBe(NEW.kid);
      const other = byNew.replace(NEW.kid, OLD.kid);
      expect([tokens.unseal(byNew), tokens.unseal(other)], "under the name of another key").toEqual([
        "by the newest",
        null,
      ]);
      Object.assign(bindings, { PLACE_KEYS: JSON.stringify([NEW]), PLACE_FIRST_KEY: "over" });
      for (const gone of [begun, byOld, "2020-01-01.e30.c2ln", "..", ".", ""]) expect(tokens.unseal(gone)).toBeNull();
      expect(tokens.unseal(byNew)).toBe("by the newest");
    });
  });

  test("a webhook is signed by its secret, also where the room keeps it as an older key sealed it that is gone", async () => {
    const { owner, channel } = await scene();
    const name = `keys-${Date.now()}`;
    const { body } = await owner.post<{ hook: OutgoingHook; secret: string }>(
      `/channels/${channel.id}/outgoing-hooks`,
      {
        ...{ name: "Bridge", url: subscriberAt(`/to/${name}`), rules: { events: ["message.posted"] } },
      },
    );
    setKeys([NEW]);
    await untilSealed();
    setKeys([NEW], true);
    const said = await owner.post<{ message: Message }>(`/channels/${channel.id}/messages`, {
      body: "Hello out there",
    });
    expect(said.status).toBe(201);
    await vi.waitFor(async () => expect(await cameTo(name)).toHaveLength(1), 10_000);
    const row = await env.DB.prepare("select secret, url from outgoing_hooks where id = ?")
      .bind(body.hook.id)
      .first<{ secret: string; url: string }>();
    expect(row!.secret).toMatch(/^sealed:2026-11-30\./u);
    expect(await openSigningSecret(env, row!.secret, row!.url)).toBe(body.secret);
  });

  test("a key is known for a while before it seals", async () => {
    const ahead = keyOf("2026-12-24", Date.now() + HOUR_MS);
    setKeys([ahead, OLD]);
    expect(splitKid(await sealSecret(env, "it", "here")).kid).toBe(OLD.kid);
    setKeys([{ ...ahead, from: 0 }]);
    const sealed = await sealSecret(env, "it", "here");
    setKeys([ahead, OLD]);
    expect(await openSecret(env, sealed, "here")).toBe("it");
  });
});

describe("R128: a key that is gone", () => {
  test("who has a second factor that it sealed is told what to do, and comes in by a recovery code", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    setKeys([OLD]);
    const ada = await protect(await joinAs((await createClass()).joinCode));
    setKeys([NEW]);
    const { status, body } = await enterByCode(ada, codeAt(ada.secret));
    expect([status, body]).toEqual([401, expect.objectContaining({ reason: "factor_lost", field: "secondCode" })]);
    expect(said.mock.calls.flat().join("")).toContain("sealed by a key that is not here");
    expect((await enterByCode(ada, ada.codes[0]!)).status).toBe(200);
    setKeys([NEW, OLD]);
    expect((await enterByCode(ada, codeAt(ada.secret))).status, "the key is back").toBe(200);
  });

  test("what cannot be read of the keys is said once, and the others hold", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    for (const wrong of ["no JSON", "[]", "{}", '[{"kid":"a.b","key":"x","from":0}]', '[{"kid":"a"}]']) {
      const bindings = { PLACE_KEYS: wrong, PLACE_KEYS_2026_11_30: JSON.stringify([NEW]) };
      expect(ringOf(bindings), wrong).toEqual([NEW]);
      expect(ringOf(bindings)).toEqual([NEW]);
    }
    expect(said).toHaveBeenCalledTimes(5);
    setKeys([], true);
    const sealed = await sealSecret(env, "it", "here");
    expect(await openSecret(env, sealed, "here"), "without a newer one the first holds").toBe("it");
  });
});

describe("R128: sealing anew", () => {
  test("takes so many at a time, goes on behind what no key opens, and comes back to it", async () => {
    const people = await Promise.all([1, 2, 3].map(async () => protect(await joinAs((await createClass()).joinCode))));
    const [first] = await Promise.all(people.map(factorOf));
    setKeys([OLD]);
    await untilSealed();
    const lost = first!.replace(/^.{8}/u, "AAAAAAAA");
    await set(people[0]!, lost);
    setKeys([NEW, OLD]);
    const kept = cursors();
    const all = await env.DB.prepare("select count(*) as count from second_factors").first<{ count: number }>();
    let rounds = 0;
    while (rounds < 1_000 && splitKid(await factorOf(people[2]!)).kid !== NEW.kid) {
      expect(await sealAnew(env, kept, 1)).toBeLessThanOrEqual(4);
      rounds += 1;
    }
    expect(rounds).toBeLessThanOrEqual(all!.count + 1);
    expect(await factorOf(people[0]!)).toBe(lost);
    await set(people[0]!, first!);
    await untilSealed();
    expect(splitKid(await factorOf(people[0]!)).kid).toBe(NEW.kid);
  });

  test("leaves what its owner changed meanwhile as they changed it, and seals what was kept as it was told", async () => {
    const { owner, channel } = await scene();
    const { body } = await owner.post<{ hook: OutgoingHook; secret: string }>(
      `/channels/${channel.id}/outgoing-hooks`,
      {
        ...{ name: "Bridge", url: subscriberAt("/to/nobody"), rules: { events: ["message.posted"] } },
      },
    );
    const kept = () =>
      env.DB.prepare("select secret from outgoing_hooks where id = ?").bind(body.hook.id).first<string>("secret");
    const put = (secret: string) =>
      env.DB.prepare("update outgoing_hooks set secret = ? where id = ?").bind(secret, body.hook.id).run();
    setKeys([NEW]);
    await put("whsec_as it was told");
    await untilSealed();
    expect(await openSigningSecret(env, (await kept())!, body.hook.url)).toBe("whsec_as it was told");
    await put("whsec_before");
    const slow = { ...env, HASHERS: env.HASHERS, DB: whereSomebodyChanges(() => put("whsec_after")) };
    await sealAnew(slow, cursors());
    expect(await kept()).toBe("whsec_after");
  });
});

test("R128: the night seals anew, and ends the keys that objects made for themselves where nothing needs them", async () => {
  const ada = await protect(await joinAs((await createClass()).joinCode));
  const turn = () => (exports as unknown as { Nightly: { turnKeys(): Promise<void> } }).Nightly.turnKeys();
  const firstKeys = () =>
    Promise.all(
      ["widgets", "sealer"].map((name) =>
        runInDurableObject(env.HASHERS.getByName(name), (_object, { storage }) =>
          ["widget-key", "seal-key"].filter((key) => storage.kv.get(key) !== undefined),
        ),
      ),
    );
  await env.HASHERS.getByName("sealer").seal("anything", HOUR_MS);
  await turn();
  expect(splitKid(await factorOf(ada)).kid, "no key was ever set").toBe("");
  setKeys([NEW]);
  await turn();
  expect(splitKid(await factorOf(ada)).kid).toBe(NEW.kid);
  expect(await firstKeys()).toEqual([["widget-key"], ["seal-key"]]);
  setKeys([NEW], true);
  await turn();
  expect(await firstKeys()).toEqual([[], []]);
});

const set = ({ account }: Person, secret: string) =>
  env.DB.prepare("update second_factors set secret = ? where user_no = (select no from users where id = ?)")
    .bind(secret, account.id)
    .run();

/** D1 in which somebody writes between what is read and what is written. */
function whereSomebodyChanges(change: () => Promise<unknown>): D1Database {
  return new Proxy(env.DB, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== "function") return found;
      if (name !== "batch") return (found as (...args: unknown[]) => unknown).bind(target);
      return async (statements: D1PreparedStatement[]) => {
        await change();
        return target.batch(statements);
      };
    },
  });
}

let shared: { classroom: Classroom; owner: Somebody } | undefined;
async function scene() {
  shared ??= await (async () => {
    const classroom = await openClassroom();
    return { classroom, owner: await classroom.person("owner") };
  })();
  return { ...shared, channel: await channelOf([shared.owner], { kind: "public" }) };
}
