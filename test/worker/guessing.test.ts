/** Guessing at passwords is slow, and keeps nobody from their own account. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Account, Refusal } from "../../protocol/index.ts";
import { handleKey } from "../../worker/handles/handles.ts";
import { Browser, codeOf, createClass, joinAs, newHandle, ok, PASSWORD, type Person } from "./support/people.ts";

const DEVICE = "__Host-place-device";
const SESSION = "__Host-place";
const tryPassword = (browser: Browser, handle: string, password: string) =>
  browser.post<Refusal & { account: Account }>("/sign-in", { handle, password });

/** As a crowd at many addresses would have done within this minute; hashing for each of them takes longer than one. */
async function crowdGuessesAt(handle: string): Promise<void> {
  for (let i = 0; i < 60; i++) await env.BY_HANDLE.limit({ key: handleKey(handle) });
}

/** Another browser of the same person: only its mark is left, as after signing out. */
function browserOf({ browser }: Person, headers: Record<string, string> = {}): Browser {
  const same = new Browser(headers);
  same.cookies.set(DEVICE, browser.cookies.get(DEVICE)!);
  return same;
}

/** Guesses until it is too fast, at most two minutes' worth. */
async function guessUntilSlowed(browser: Browser, handle: string): Promise<(string | undefined)[]> {
  const codes: (string | undefined)[] = [];
  while (codes.length < 20 && !codes.includes("too_fast"))
    codes.push(
      ...(await Promise.all([1, 2, 3].map(async (n) => codeOf(await tryPassword(browser, handle, `guess ${n}`))))),
    );
  return codes;
}

describe("a crowd that guesses at somebody's password", () => {
  test("R151: does not keep them from signing in on a device where they were signed in before", async () => {
    const { joinCode } = await createClass();
    const ada = await joinAs(joinCode);
    expect((await ada.browser.post("/sign-out")).status).toBe(204);
    await crowdGuessesAt(ada.handle);
    expect(codeOf(await tryPassword(new Browser(), ada.handle, "a guess"))).toBe("too_fast");
    const { account } = ok(await tryPassword(ada.browser, ada.handle, PASSWORD));
    expect(account.id).toBe(ada.account.id);
  });

  test("R151: nor on one where they came in by signing in, behind the address from which is guessed", async () => {
    const { joinCode } = await createClass();
    const ada = await joinAs(joinCode);
    const house = { "cf-connecting-ip": "192.0.2.200" };
    const phone = new Browser(house);
    ok(await tryPassword(phone, ada.handle, PASSWORD));
    expect((await phone.post("/sign-out")).status).toBe(204);
    expect(await guessUntilSlowed(new Browser(house), ada.handle)).toContain("too_fast");
    expect((await tryPassword(phone, ada.handle, PASSWORD)).status).toBe(200);
  });

  test("R151: nor from a recovery code on a new device, at which is guessed as slowly", async () => {
    const { joinCode } = await createClass();
    const handle = newHandle();
    const account = { handle, name: "Ada", password: PASSWORD };
    const { recoveryCodes } = ok(
      await new Browser().post<{ recoveryCodes: string[] }>("/join", { code: joinCode, account }),
    );
    await crowdGuessesAt(handle);
    expect(codeOf(await tryPassword(new Browser(), handle, PASSWORD))).toBe("too_fast");
    const recover = (browser: Browser, code: string) => browser.post<Refusal>("/recover", { handle, code });
    expect((await recover(new Browser(), recoveryCodes[0]!)).status).toBe(200);
    const guesser = new Browser({ "cf-connecting-ip": "192.0.2.210" });
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => recover(guesser, `guess-${n}`)));
    expect(answers.filter((answer) => codeOf(answer) === "wrong_credentials").length).toBeLessThan(9);
  });

  test("R151: is as slow as before: what it has used up is used up for every stranger", async () => {
    const { joinCode } = await createClass();
    const ada = await joinAs(joinCode);
    await crowdGuessesAt(ada.handle);
    const stranger = new Browser();
    stranger.cookies.set(DEVICE, "A".repeat(43));
    expect(codeOf(await tryPassword(stranger, ada.handle, PASSWORD))).toBe("too_fast");
    // Known, but to somebody else's account.
    const eve = await joinAs(joinCode);
    expect(codeOf(await tryPassword(browserOf(eve), ada.handle, PASSWORD))).toBe("too_fast");
  });

  test("R151: guesses no faster from a device of the owner's, and uses up nobody else's tries there", async () => {
    const { joinCode } = await createClass();
    const ada = await joinAs(joinCode);
    const stolen = browserOf(ada);
    const codes = await guessUntilSlowed(stolen, ada.handle);
    expect(codes).toContain("too_fast");
    expect(codes.filter((code) => code === "wrong_credentials").length).toBeLessThanOrEqual(16);
    // From another address it is the same device.
    expect(codeOf(await tryPassword(browserOf(ada, { "cf-connecting-ip": "192.0.2.201" }), ada.handle, "again"))).toBe(
      "too_fast",
    );
    expect((await tryPassword(new Browser(), ada.handle, PASSWORD)).status).toBe(200);
  });

  test("R151: keeps nobody who is signed in from a new password", async () => {
    const { joinCode } = await createClass();
    const ada = await joinAs(joinCode);
    await crowdGuessesAt(ada.handle);
    const change = { current: PASSWORD, next: "entirely new words" };
    expect((await ada.browser.put("/account/password", change)).status).toBe(204);
    const wrong: (string | undefined)[] = [];
    for (let i = 0; i < 20 && !wrong.includes("too_fast"); i++)
      wrong.push(codeOf(await ada.browser.put("/account/password", { current: "wrong", next: "entirely new words" })));
    expect(wrong).toContain("too_fast");
  });
});

describe("a device that is known", () => {
  test("is known by a cookie that scripts and other sites cannot use, that outlives the session, and that opens nothing", async () => {
    const { owner } = await createClass();
    const signedIn = await tryPassword(new Browser(), owner.handle, PASSWORD);
    const line = signedIn.headers.getSetCookie().find((each) => each.startsWith(`${DEVICE}=`))!;
    for (const part of ["Path=/", "HttpOnly", "Secure", "SameSite=Lax", "Max-Age=34560000"])
      expect(line).toContain(part);
    expect((await owner.browser.post("/sign-out")).status).toBe(204);
    expect([...owner.browser.cookies.keys()]).toEqual([DEVICE]);
    expect(codeOf(await owner.browser.get("/account"))).toBe("not_signed_in");
    const thief = new Browser();
    thief.cookies.set(SESSION, owner.browser.cookies.get(DEVICE)!);
    expect(codeOf(await thief.get("/account"))).toBe("not_signed_in");
  });

  test("is in the database by a hash alone", async () => {
    const { owner } = await createClass();
    const { results } = await env.DB.prepare("select token_hash as hash from known_devices").all<{ hash: string }>();
    expect(results.map(({ hash }) => hash)).not.toContain(owner.browser.cookies.get(DEVICE));
  });

  test("is a stranger again once its session is ended from elsewhere, everywhere, or by a new password", async () => {
    const { joinCode } = await createClass();
    const knows = async (who: Person, phone: Browser) => {
      await crowdGuessesAt(who.handle);
      return codeOf(await tryPassword(phone, who.handle, "wrong")) === "wrong_credentials";
    };
    const ways: ((who: Person, session: string) => Promise<{ status: number }>)[] = [
      ({ browser }, session) => browser.delete(`/account/devices/${session}`),
      ({ browser }) => browser.delete("/account/devices"),
      ({ browser }) => browser.put("/account/password", { current: PASSWORD, next: "entirely new words" }),
    ];
    for (const end of ways) {
      const ada = await joinAs(joinCode);
      const phone = new Browser();
      const { account } = ok(await tryPassword(phone, ada.handle, PASSWORD));
      expect(await knows(ada, phone)).toBe(true);
      expect((await end(ada, account.sessionId)).status).toBe(204);
      expect(await knows(ada, phone)).toBe(false);
    }
  });

  test("is remembered with the twenty that were used last, for each who signs in there", async () => {
    const { joinCode } = await createClass();
    const [ada, bo] = [await joinAs(joinCode), await joinAs(joinCode)];
    const shared = new Browser();
    for (const { handle } of [ada, bo]) ok(await tryPassword(shared, handle, PASSWORD));
    const mark = shared.cookies.get(DEVICE);
    for (const who of [ada, bo]) {
      await crowdGuessesAt(who.handle);
      expect((await tryPassword(shared, who.handle, PASSWORD)).status).toBe(200);
      expect(shared.cookies.get(DEVICE)).toBe(mark);
    }
    await env.DB.prepare(
      `insert into known_devices (user_no, token_hash, session_id, at)
       select u.no, 'hash' || j.value, 's', 9999999999999 + j.value from users u, json_each(?2) j where u.id = ?1`,
    )
      .bind(ada.account.id, JSON.stringify(Array.from({ length: 30 }, (_, i) => i)))
      .run();
    ok(await tryPassword(shared, ada.handle, PASSWORD));
    const kept = await env.DB.prepare(
      "select count(*) as count from known_devices d join users u on u.no = d.user_no where u.id = ?",
    )
      .bind(ada.account.id)
      .first<{ count: number }>();
    expect(kept).toEqual({ count: 20 });
  });

  test("guests leave no mark", async () => {
    const { workspace } = await createClass("Demo");
    await env.DB.prepare("update workspaces set demo = 1 where id = ?").bind(workspace.id).run();
    const visitor = new Browser();
    ok(await visitor.post("/try"));
    expect([...visitor.cookies.keys()]).toEqual([SESSION]);
  });
});
