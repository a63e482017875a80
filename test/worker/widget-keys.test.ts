/** By which keys a site names people, and which of its words are believed. */
import { env } from "cloudflare:workers";
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { beforeEach, describe, expect, test } from "vitest";
import type { Refusal, Widget, WidgetKey } from "../../protocol/index.ts";
import { channelOf } from "./support/channel.ts";
import { openClassroom, type Classroom, type Somebody } from "./support/classroom.ts";
import { enter, SITE, welcomedFrame, why, withToken } from "./support/widget-class.ts";
import { openClassOfTeacher, type ClassOfTeacher } from "./support/widget-scenes.ts";

let classroom: Classroom;
let teacher: Somebody;
let channel: string;
let put: ClassOfTeacher["put"];
let setUp: ClassOfTeacher["setUp"];
beforeEach(async () => {
  ({ classroom, teacher, channel, put, setUp } = await openClassOfTeacher());
});

describe("a person whom the site names", () => {
  let widget: Widget;
  let kid: string;
  let secret: Uint8Array;
  const keysAt = () => `/workspaces/${classroom.id}/widget-keys`;
  const addKey = (body: unknown) => teacher.post<{ key: WidgetKey; secret?: string }>(keysAt(), body);
  const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));
  interface Word {
    sub?: unknown;
    name?: unknown;
    /** Seconds. */
    iat?: number;
    exp?: number;
    aud?: string;
  }
  const claims = (word: Word) => {
    const now = Math.floor(Date.now() / 1000);
    return { sub: "s-4711", name: "Emmy Noether", iat: now, exp: now + 240, ...word };
  };
  const sign = (word: Word = {}, header: Record<string, unknown> = {}, key: Uint8Array | CryptoKey = secret) =>
    new SignJWT(claims(word) as never).setProtectedHeader({ alg: "HS256", kid, ...header } as never).sign(key);
  const name = async (jwt: string, site = SITE, id = widget.id) => enter(id, { as: "named", site, jwt });
  const fault = async (jwt: string) => {
    const { status, body } = await name(jwt);
    expect([status, why({ body })]).toEqual([403, "widget_word"]);
    return (body as unknown as Refusal).values?.["fault"];
  };

  beforeEach(async () => {
    widget = await setUp({ read: "named" });
    const { status, body } = await addKey({ alg: "HS256" });
    expect(status).toBe(201);
    kid = body.key.kid;
    secret = bytesOf(body.secret!);
  });

  test("comes in by its word, and is the same member each time, in each of the class's widgets", async () => {
    const first = await name(await sign());
    expect(first).toMatchObject({ status: 201, body: { kind: "named", me: { name: "Emmy Noether" }, writes: true } });
    const second = await name(await sign({ name: "Emmy N." }));
    expect(second.body.me).toEqual({ id: first.body.me!.id, name: "Emmy N." });
    const other = await channelOf([teacher], { kind: "public" });
    const elsewhere = (await put({}, other.id)).body.widget;
    const third = await name(await sign(), SITE, elsewhere.id);
    expect(third.body.me!.id).toBe(first.body.me!.id);
    expect((await withToken(third.body.token).get(`/channels/${channel}/messages`)).status).toBe(404);
    expect((await name(await sign({ sub: "another" }))).body.me!.id).not.toBe(first.body.me!.id);
  });

  test("two frames of one page may bring the same word at once", async () => {
    const jwt = await sign({ sub: "at-once" });
    const entries = await Promise.all([name(jwt), name(jwt), name(jwt)]);
    expect(entries.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(entries.map(({ body }) => body.me!.id)).size).toBe(1);
  });

  test("a public key of Ed25519 will do", async () => {
    const { publicKey, privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
    const { x } = await exportJWK(publicKey);
    const { body } = await addKey({ alg: "EdDSA", x });
    expect(body).toEqual({
      key: { kid: body.key.kid, alg: "EdDSA", createdAt: expect.any(Number) as number, retiredAt: null },
    });
    const header = { alg: "EdDSA", kid: body.key.kid };
    expect((await name(await sign({}, header, privateKey))).status).toBe(201);
    // The public key is no secret that anything is signed with.
    expect(await fault(await sign({}, { kid: body.key.kid }, bytesOf(x!)))).toBe("alg");
  });

  const seconds = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => Promise<string> | string, string]>([
    ["of nobody's key", () => sign({}, { kid: "nosuchkey1234567" }), "kid"],
    ["without a key's name", () => sign({}, { kid: undefined }), "kid"],
    ["signed by another secret", () => sign({}, {}, crypto.getRandomValues(new Uint8Array(32))), "signature"],
    ["of another algorithm", () => sign({}, { alg: "HS512" }, new Uint8Array(64)), "alg"],
    ["of no algorithm", () => unsecured(), "alg"],
    ["that has ended", () => sign({ iat: seconds() - 300, exp: seconds() - 1 }), "expired"],
    ["that holds too long", () => sign({ exp: seconds() + 301 }), "exp too far"],
    ["that is dated ahead", () => sign({ iat: seconds() + 120, exp: seconds() + 200 }), "iat"],
    ["without an end", () => sign({ exp: undefined as never }), "exp"],
    ["without a beginning", () => sign({ iat: undefined as never }), "iat"],
    ["of nobody", () => sign({ sub: undefined }), "sub"],
    ["of too long a somebody", () => sign({ sub: "x".repeat(201) }), "sub"],
    ["without a name", () => sign({ name: undefined }), "name"],
    ["whose name is none", () => sign({ name: "   " }), "name"],
    ["whose name is a list", () => sign({ name: ["Emmy"] }), "name"],
    ["for another widget", () => sign({ aud: "anotherwidget123" }), "aud"],
    ["of no shape", () => "x.y.z", "unreadable"],
  ])("a word %s is not believed", async (_what, make, expected) => {
    expect(await fault(await make())).toBe(expected);
  });
  function unsecured(): string {
    const [, payload] = new UnsecuredJWT(claims({}) as never).encode().split(".");
    const header = Buffer.from(JSON.stringify({ alg: "none", kid })).toString("base64url");
    return `${header}.${payload}.`;
  }

  test("its secret is in no table as it is, and in no list", async () => {
    const { results } = await env.DB.prepare("select * from widget_keys").all();
    expect(JSON.stringify(results)).not.toContain(Buffer.from(secret).toString("base64url"));
    const listed = await teacher.get(`/workspaces/${classroom.id}/widgets`);
    expect(JSON.stringify(listed.body)).not.toContain("secret");
    expect(JSON.stringify(listed.body)).not.toContain("material");
    await env.DB.prepare("update widget_keys set material = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' where kid = ?")
      .bind(kid)
      .run();
    expect(await fault(await sign())).toBe("secret lost");
  });

  test("keys are changed without a gap: both count, then one; whom the retired one named is out", async () => {
    const entered = await name(await sign({ sub: "by-the-first" }));
    const live = await welcomedFrame(channel, { token: entered.body.token });
    const { body: next } = await addKey({ alg: "HS256" });
    const byNext = () => sign({ sub: "by-the-next" }, { kid: next.key.kid }, bytesOf(next.secret!));
    expect((await name(await byNext())).status).toBe(201);
    expect((await name(await sign())).status).toBe(201);
    const stays = await name(await byNext());
    const retired = await teacher.delete<{ key: WidgetKey }>(`${keysAt()}/${kid}`);
    expect(retired.body.key.retiredAt).toEqual(expect.any(Number));
    expect((await live.whenClosed()).code).toBe(4401);
    expect(why(await withToken(entered.body.token).get(`/channels/${channel}/messages`))).toBe("not_signed_in");
    expect(await fault(await sign())).toBe("kid");
    expect((await withToken(stays.body.token).get(`/channels/${channel}/messages`)).status).toBe(200);
  });

  test("a key of another class names nobody here, and nobody retires it from here", async () => {
    const stranger = await (await openClassroom("Another")).person("owner");
    const theirs = await stranger.get<{ keys: WidgetKey[] }>(`/workspaces/${classroom.id}/widgets`);
    expect(theirs.status).toBe(404);
    const elsewhere = await openClassroom("Third");
    const owner = await elsewhere.person("owner");
    const { body } = await owner.post<{ key: WidgetKey; secret: string }>(`/workspaces/${elsewhere.id}/widget-keys`, {
      alg: "HS256",
    });
    expect(await fault(await sign({}, { kid: body.key.kid }, bytesOf(body.secret)))).toBe("kid");
    expect((await teacher.delete(`${keysAt()}/${body.key.kid}`)).status).toBe(404);
  });

  test("a word from before they signed out brings nobody back; who was put out is not brought back by any", async () => {
    const jwt = await sign({ sub: "leaves", iat: seconds() - 5, exp: seconds() + 200 });
    const { body } = await name(jwt);
    expect((await withToken(body.token).delete(`/widgets/${widget.id}/tokens`)).status).toBe(204);
    expect(await fault(jwt)).toBe("signed out since");
    expect((await name(await sign({ sub: "leaves", iat: seconds() + 2, exp: seconds() + 100 }))).status).toBe(201);
    expect((await teacher.delete(`/workspaces/${classroom.id}/visitors/${body.me!.id}`)).status).toBe(204);
    expect(why(await name(await sign({ sub: "leaves", iat: seconds() + 3, exp: seconds() + 100 })))).toBe("banned");
  });

  test.each([[{}], [{ alg: "RS256" }], [{ alg: "EdDSA" }], [{ alg: "EdDSA", x: "short" }], [{ alg: "none" }]])(
    "%j is no key",
    async (body) => {
      expect((await addKey(body)).status).toBe(400);
    },
  );

  test("a class has ten keys, retired ones not counted", async () => {
    for (let i = 1; i < 10; i++) expect((await addKey({ alg: "HS256" })).status).toBe(201);
    expect(why(await addKey({ alg: "HS256" }))).toBe("widget_keys_full");
    await teacher.delete(`${keysAt()}/${kid}`);
    expect((await addKey({ alg: "HS256" })).status).toBe(201);
  });
});
