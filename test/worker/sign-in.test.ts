import { abortAllDurableObjects, evictDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Account, Refusal } from "../../protocol/index.ts";
import { handleKey } from "../../worker/handles/handles.ts";
import { Browser, codeOf, createClass, joinAs, ok, PASSWORD, signInAgain, SITE } from "./support/people.ts";

const DAY = 24 * 60 * 60_000;
const SESSION = "__Host-place";
const sessionCookie = (headers: Headers) =>
  headers.getSetCookie().find((line) => /^(__Host-)?place=/u.test(line)) ?? "";

/** How many of the pool that hashes passwords have been called since they were last stopped. */
async function hashersAwake(): Promise<number> {
  let awake = 0;
  for (let i = 0; i < 8; i++) {
    await evictDurableObject(env.HASHERS.getByName(`hasher-${i}`)).then(
      () => (awake += 1),
      () => undefined,
    );
  }
  return awake;
}

describe("signing in", () => {
  it("R81, R142: a student joins by code, and signs in on a second device as the same person", async () => {
    const { joinCode } = await createClass();
    const ada = await joinAs(joinCode, "ada");
    const onPhone = await signInAgain(ada);
    expect(onPhone.account.id).toBe(ada.account.id);
    expect(onPhone.member).toBe(ada.member);
    expect(onPhone.account.handle).toBe("ada");
    expect(onPhone.account.sessionId).not.toBe(ada.account.sessionId);
  });

  it("who is signed in here can be asked by anybody: nobody is an answer, and not a refusal", async () => {
    const { owner } = await createClass();
    const asked = async (browser: Browser) => ok(await browser.get<{ account: Account | null }>("/session")).account;
    expect(await asked(new Browser())).toBeNull();
    expect(await asked(owner.browser)).toMatchObject({ id: owner.account.id, handle: owner.account.handle });
    await owner.browser.post("/sign-out", {});
    expect(await asked(owner.browser)).toBeNull();
  });

  it("R140: a handle is the same in any case", async () => {
    const { status } = await new Browser().post("/sign-in", { handle: " ADA ".trim(), password: PASSWORD });
    expect(status).toBe(200);
  });

  it("tells nobody whether a handle exists: same code, same sentence, no cookie", async () => {
    const known = await new Browser().post<Refusal>("/sign-in", { handle: "ada", password: "not the password" });
    const unknown = await new Browser().post<Refusal>("/sign-in", {
      handle: "nobody-at-all",
      password: "not the password",
    });
    expect(known.status).toBe(401);
    expect(unknown.status).toBe(401);
    const { trace: _, ...told } = known.body;
    expect(unknown.body).toMatchObject(told);
    expect(known.headers.getSetCookie()).toEqual([]);
  });

  it("hashes for an unknown handle too, so that the answer takes as long as for a wrong password", async () => {
    await abortAllDurableObjects();
    await new Browser().post("/sign-in", { handle: "nobody-at-all-either", password: "not the password" });
    expect(await hashersAwake()).toBe(1);
  });

  it("R151: a password is kept as salted scrypt, and two people with one password have different hashes", async () => {
    const { joinCode } = await createClass();
    await joinAs(joinCode, "twin-one");
    await joinAs(joinCode, "twin-two");
    const { results } = await env.DB.prepare(
      "select password_hash as hash, password_salt as salt from users where handle like 'twin-%'",
    ).all();
    expect(results).toHaveLength(2);
    expect(results[0]!["hash"]).not.toBe(results[1]!["hash"]);
    expect(results[0]!["salt"]).not.toBe(results[1]!["salt"]);
    expect(JSON.stringify(results)).not.toContain(PASSWORD);
  });

  it("slows down guessing at one handle from one address, and says how long to wait; its owner signs in from theirs", async () => {
    const { joinCode } = await createClass();
    const victim = await joinAs(joinCode, "victim");
    const guesser = new Browser();
    const guess = (n: number) =>
      guesser.post<Refusal>("/sign-in", { handle: n % 2 ? "victim" : "Victim", password: `guess ${n}` });
    const answers: Awaited<ReturnType<typeof guess>>[] = [];
    // A second ten, in case a new minute began amid the first.
    while (answers.length < 20 && !answers.some((answer) => codeOf(answer) === "too_fast")) {
      answers.push(...(await Promise.all(Array.from({ length: 10 }, (_, n) => guess(n)))));
    }
    expect(new Set(answers.map(codeOf))).toEqual(new Set(["wrong_credentials", "too_fast"]));
    const slowed = answers.find((answer) => codeOf(answer) === "too_fast")!;
    expect(slowed.status).toBe(429);
    expect(slowed.body.retryAfter).toBeGreaterThan(0);
    expect(slowed.headers.get("retry-after")).toMatch(/^\d+$/u);
    expect((await victim.browser.get("/account")).status).toBe(200);
    expect((await signInAgain(victim)).account.id).toBe(victim.account.id);
  });

  it("slows down guessing at one handle from very many addresses", async () => {
    const guess = () => new Browser().post("/sign-in", { handle: "Nobody.Here", password: "a guess" });
    expect(codeOf(await guess())).toBe("wrong_credentials");
    // As a crowd would have done within this minute; hashing for each of them takes longer than one.
    for (let i = 0; i < 60; i++) await env.BY_HANDLE.limit({ key: handleKey("nobody.here") });
    expect(codeOf(await guess())).toBe("too_fast");
  });

  it("slows down guessing at many handles from one address", async () => {
    const guesser = new Browser();
    const codes = new Set<string | undefined>();
    for (let i = 0; i < 245 && !codes.has("too_fast"); i += 5) {
      const tries = Array.from({ length: 5 }, (_, n) => guesser.post("/join/look", { code: `aaaaaa${i + n}` }));
      for (const answer of await Promise.all(tries)) codes.add(codeOf(answer));
    }
    expect(codes).toEqual(new Set(["join_closed", "too_fast"]));
  });
});

describe("sessions", () => {
  it("R147: last 180 days after the browser is closed, in a cookie that scripts and other sites cannot use", async () => {
    const { joinCode } = await createClass();
    await joinAs(joinCode, "cookie-monster");
    const answer = await new Browser().post("/sign-in", { handle: "cookie-monster", password: PASSWORD });
    const cookie = sessionCookie(answer.headers);
    expect(cookie).toMatch(/^__Host-place=[A-Za-z0-9_-]{43}; /u);
    for (const part of ["Path=/", "HttpOnly", "Secure", "SameSite=Lax"]) expect(cookie).toContain(part);
    expect(Number(/Max-Age=(\d+)/u.exec(cookie)?.[1])).toBeGreaterThan(179 * 24 * 60 * 60);
    expect(cookie).not.toContain("Domain");
  });

  it("are kept in a plain cookie on a laptop without https", async () => {
    const { joinCode } = await createClass();
    await joinAs(joinCode, "local-user");
    const site = "http://localhost:8787";
    const browser = new Browser();
    const answer = await browser.post("/sign-in", { handle: "local-user", password: PASSWORD }, { site });
    expect(sessionCookie(answer.headers)).toMatch(/^place=/u);
    expect(sessionCookie(answer.headers)).not.toContain("Secure");
    expect((await browser.get("/account", { site })).status).toBe(200);
  });

  it("are in the database by a hash that lets nobody in", async () => {
    const { owner } = await createClass();
    const { results } = await env.DB.prepare("select token_hash as hash from sessions").all<{ hash: string }>();
    const token = owner.browser.cookies.get(SESSION)!;
    expect(results.map(({ hash }) => hash)).not.toContain(token);
    const thief = new Browser();
    for (const { hash } of results) {
      thief.cookies.set("__Host-place", hash);
      expect(codeOf(await thief.get("/account"))).toBe("not_signed_in");
    }
  });

  it("R147: begin anew with each day of use, with one write a day", async () => {
    const { owner } = await createClass();
    const sessionId = owner.account.sessionId;
    const read = () =>
      env.DB.prepare("select last_seen_at as seen, expires_at as expires from sessions where id = ?")
        .bind(sessionId)
        .first<{ seen: number; expires: number }>();
    const fresh = await read();
    expect((await owner.browser.get("/account")).headers.getSetCookie()).toEqual([]);
    expect(await read()).toEqual(fresh);

    await env.DB.prepare("update sessions set last_seen_at = ?2, expires_at = ?3 where id = ?1")
      .bind(sessionId, Date.now() - 2 * DAY, Date.now() + DAY)
      .run();
    const back = await owner.browser.get("/account");
    expect(back.status).toBe(200);
    expect(sessionCookie(back.headers)).toContain("Max-Age=15552000");
    const rolled = await read();
    expect(rolled!.expires).toBeGreaterThan(Date.now() + 179 * DAY);
    expect(rolled!.seen).toBeGreaterThan(Date.now() - DAY);
  });

  it("that have ended are nobody's: refused, and the cookie is cleared", async () => {
    const { owner } = await createClass();
    await env.DB.prepare("update sessions set expires_at = ? where id = ?")
      .bind(Date.now() - 1, owner.account.sessionId)
      .run();
    const answer = await owner.browser.get("/account");
    expect(codeOf(answer)).toBe("not_signed_in");
    expect(sessionCookie(answer.headers)).toContain("Max-Age=0");
    expect(owner.browser.cookies.has(SESSION)).toBe(false);
  });

  it("sign out: here it is over, elsewhere it goes on", async () => {
    const { owner } = await createClass();
    const phone = await signInAgain(owner);
    const token = owner.browser.cookies.get(SESSION)!;
    expect((await owner.browser.post("/sign-out")).status).toBe(204);
    owner.browser.cookies.set(SESSION, token);
    expect(codeOf(await owner.browser.get("/account"))).toBe("not_signed_in");
    expect((await owner.browser.post("/sign-out")).status).toBe(204);
    expect((await phone.browser.get("/account")).status).toBe(200);
  });

  it("end when somebody else signs in with the same browser", async () => {
    const { owner, joinCode } = await createClass();
    const other = await joinAs(joinCode);
    const token = owner.browser.cookies.get(SESSION)!;
    ok(await owner.browser.post<{ account: Account }>("/sign-in", { handle: other.handle, password: PASSWORD }));
    const old = new Browser();
    old.cookies.set(SESSION, token);
    expect(codeOf(await old.get("/account"))).toBe("not_signed_in");
  });

  it("cannot be made up: odd cookies and tokens are nobody, never an error", async () => {
    for (const odd of ["", "x", "a".repeat(43), "'; drop table sessions; --", "%00", "ä".repeat(43)]) {
      const browser = new Browser();
      browser.cookies.set("__Host-place", encodeURIComponent(odd));
      expect(codeOf(await browser.get("/account"))).toBe("not_signed_in");
      expect(codeOf(await new Browser({ authorization: `Bearer ${encodeURIComponent(odd)}` }).get("/account"))).toBe(
        "not_signed_in",
      );
    }
    expect(codeOf(await new Browser({ authorization: "Basic YTpi" }).get("/account"))).toBe("not_signed_in");
  });
});

describe("requests from other sites", () => {
  it("are refused where they change something", async () => {
    const { owner } = await createClass();
    for (const origin of [
      "https://evil.test",
      "https://place.test.evil.test",
      "https://place.test:8443",
      "null",
      "not an origin",
    ]) {
      expect(codeOf(await owner.browser.post("/sign-out", {}, { headers: { origin } }))).toBe("wrong_origin");
    }
    expect((await owner.browser.get("/account")).status).toBe(200);
  });

  it("are refused where they open a socket", async () => {
    const { owner } = await createClass();
    const path = `/workspaces/${owner.workspace}/socket`;
    const answer = await owner.browser.get(path, { headers: { upgrade: "websocket", origin: "https://evil.test" } });
    expect(codeOf(answer)).toBe("wrong_origin");
  });

  it("are refused in the forms that a page can send without asking", async () => {
    const { owner } = await createClass();
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      const answer = await owner.browser.ask("POST", "/sign-out", "{}", { headers: { "content-type": type } });
      expect(codeOf(answer)).toBe("not_json");
    }
    expect(codeOf(await owner.browser.ask("POST", "/sign-out"))).toBe("not_json");
  });

  it("are accepted from a program, which has a token and no origin", async () => {
    const { owner } = await createClass();
    const { token } = ok(await owner.browser.post<{ token: string }>("/account/tokens", { name: "My script" }));
    const program = new Browser({ authorization: `Bearer ${token}` });
    expect((await program.get("/account")).status).toBe(200);
    const answer = await exports.default.fetch(`${SITE}/api/workspaces/${owner.workspace}`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "Renamed by a script" }),
    });
    expect(answer.status).toBe(200);
  });
});
