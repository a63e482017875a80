/** A second factor: six digits of an app beside the password, from the side of who has it and of who has the password alone. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Account, Refusal } from "../../protocol/index.ts";
import { proofOf } from "./support/at-provider.ts";
import { Authenticator } from "./support/authenticator.ts";
import { Browser, codeOf, createClass, joinAs, ok, PASSWORD, type Person } from "./support/people.ts";
import { codeAt, protect } from "./support/second-factor.ts";

type Told = Refusal & { account: Account };
const signIn = (browser: Browser, { handle }: Person, more: object = {}) =>
  browser.post<Told>("/sign-in", { handle, password: PASSWORD, ...more });

const withFactor = async () => protect(await joinAs((await createClass()).joinCode));
/** As half a minute later, in which the app shows a code that was not used. */
const later = ({ account }: Person) =>
  env.DB.prepare("update second_factors set last_step = 0 where user_no = (select no from users where id = ?)")
    .bind(account.id)
    .run();

describe("R9: a second factor", () => {
  test("is set up by a code that the app shows, and asked for at once in every other browser", async () => {
    const ada = await joinAs((await createClass()).joinCode);
    const begin = (body: object) =>
      ada.browser.post<{ secret: string; address: string } & Refusal>("/account/second-factor", body);
    expect((await begin({ password: "not it" })).body).toMatchObject({ code: "wrong_credentials", field: "password" });
    const { secret, address } = ok(await begin({ password: PASSWORD }));
    expect(secret).toMatch(/^[A-Z2-7]{32}$/u);
    expect(new URL(address).searchParams.get("secret")).toBe(secret);
    expect(new URL(address).protocol).toBe("otpauth:");
    // Nothing is asked for before it is known that the app has it.
    expect((await signIn(new Browser(), ada)).status).toBe(200);
    const wrong = await ada.browser.put("/account/second-factor", { secondCode: "000000" });
    expect(wrong.body).toMatchObject({ code: "wrong_credentials", reason: "code_wrong" });
    const { codes } = ok(await ada.browser.put("/account/second-factor", { secondCode: codeAt(secret) })) as {
      codes: string[];
    };
    expect(codes).toHaveLength(8);
    expect(ok(await ada.browser.get("/account/second-factor"))).toMatchObject({
      since: expect.any(Number),
      codesLeft: 8,
    });
    const asked = await signIn(new Browser(), ada);
    expect(asked.body).toMatchObject({ code: "wrong_credentials", reason: "code_needed", field: "secondCode" });
    expect(asked.headers.getSetCookie()).toEqual([]);
    expect(codeOf(await begin({ password: PASSWORD })), "another one over it").toBe("forbidden");
  });

  test("takes the code as people type it, of the step before and after, and each once", async () => {
    const ada = await withFactor();
    const entered = async (secondCode: string) => (await signIn(new Browser(), ada, { secondCode })).status;
    expect(await entered(codeAt(ada.secret)), "the one that confirmed").toBe(401);
    const next = codeAt(ada.secret, 1);
    expect(await entered(`${next.slice(0, 3)} ${next.slice(3)}`)).toBe(200);
    expect(await entered(next), "the same again").toBe(401);
    await later(ada);
    // The one before, a while from the edge of its step.
    expect(await entered(codeAt(ada.secret, -1))).toBe(200);
    expect(await entered(codeAt(ada.secret, 3))).toBe(401);
    await later(ada);
    const both = codeAt(ada.secret);
    const answers = await Promise.all([entered(both), entered(both), entered(both)]);
    expect(answers.filter((status) => status === 200)).toHaveLength(1);
  });

  test("is not asked of who has the wrong password, so that nobody learns who has one, or counts wrong codes for them", async () => {
    const ada = await withFactor();
    const guess = { handle: ada.handle, password: "not it", secondCode: "000000" };
    for (let i = 0; i < 3; i++)
      expect((await new Browser().post<Refusal>("/sign-in", guess)).body.reason).not.toBe("code_wrong");
    const row = await env.DB.prepare(
      "select wrong from second_factors where user_no = (select no from users where id = ?)",
    )
      .bind(ada.account.id)
      .first();
    expect(row).toEqual({ wrong: 0 });
    const recovery = { handle: ada.handle, code: "abcd-efgh-jkmn-pqrs" };
    expect((await new Browser().post<Refusal>("/recover", recovery)).body).toMatchObject({ reason: "wrong_code" });
  });

  test("a recovery code stands in for the app, once", async () => {
    const ada = await withFactor();
    const secondCode = ada.codes[0]!;
    expect((await signIn(new Browser(), ada, { secondCode })).status).toBe(200);
    expect((await signIn(new Browser(), ada, { secondCode })).body).toMatchObject({ reason: "code_wrong" });
    expect(ok(await ada.browser.get("/account/second-factor"))).toMatchObject({ codesLeft: 7 });
  });

  test("is guessed at a few times a minute and twenty times a day, told to the owner, and keeps out nobody who has a recovery code", async () => {
    const ada = await withFactor();
    const tab = await ada.browser.open(`/workspaces/${ada.workspace}/socket`);
    await tab.next("hello");
    let tries = 0;
    let heard: Refusal | undefined;
    while (tries < 40 && heard?.reason !== "codes_many") {
      tries += 1;
      // From an address each.
      heard = (await signIn(new Browser(), ada, { secondCode: "000000" })).body;
    }
    expect(heard).toMatchObject({ code: "too_fast", reason: "codes_many" });
    expect(tries).toBe(21);
    expect(await tab.next("accountNotice")).toMatchObject({ what: "codesWrong" });
    await later(ada);
    expect(
      (await signIn(new Browser(), ada, { secondCode: codeAt(ada.secret) })).body,
      "the right one, today",
    ).toMatchObject({
      reason: "codes_many",
    });
    expect((await signIn(new Browser(), ada, { secondCode: ada.codes[0]! })).status).toBe(200);
    await env.DB.prepare("update second_factors set wrong_since = wrong_since - 86400001").run();
    expect((await signIn(new Browser(), ada, { secondCode: codeAt(ada.secret) })).status).toBe(200);
    const house = { "cf-connecting-ip": "192.0.2.77" };
    const codes = [];
    for (let i = 0; i < 20 && codes.at(-1) !== "too_fast"; i++)
      codes.push(codeOf(await signIn(new Browser(house), ada, { secondCode: "not a code" })));
    expect(codes).toContain("too_fast");
    tab.close();
  });

  test("is not asked for again in a browser that its owner trusts, and is where somebody else did, or the trust was ended", async () => {
    const ada = await withFactor();
    const laptop = new Browser();
    ok(await signIn(laptop, ada, { secondCode: codeAt(ada.secret, 1), trustDevice: true }));
    ok(await laptop.post("/sign-out"));
    const { account } = ok(await signIn(laptop, ada));
    const bo = await protect(await joinAs((await createClass()).joinCode));
    expect((await signIn(laptop, bo)).body).toMatchObject({ reason: "code_needed" });
    // Ended from elsewhere: it may be in the wrong hands.
    ok(await ada.browser.delete(`/account/devices/${account.sessionId}`));
    expect((await signIn(laptop, ada)).body).toMatchObject({ reason: "code_needed" });
    await later(ada);
    ok(await signIn(laptop, ada, { secondCode: codeAt(ada.secret), trustDevice: true }));
    await env.DB.prepare("update known_devices set trusted_until = 1 where trusted_until is not null").run();
    expect((await signIn(laptop, ada)).body, "after its thirty days").toMatchObject({ reason: "code_needed" });
  });

  test("is asked for beside an account elsewhere, a sign-in link and a recovery code", async () => {
    const { joinCode, owner } = await createClass();
    const ada = await protect(await joinAs(joinCode));
    ok(await ada.browser.post("/account/providers", { proof: (await proofOf(ada.browser, "guarded")).proof }));
    const browser = new Browser();
    const { proof } = await proofOf(browser, "guarded");
    const byProof = (more: object) => browser.post<Told>("/sign-in/proof", { proof, ...more });
    expect((await byProof({})).body).toMatchObject({ reason: "code_needed", field: "secondCode" });
    expect((await byProof({ secondCode: "000000" })).body).toMatchObject({ reason: "code_wrong" });
    expect(ok(await byProof({ secondCode: codeAt(ada.secret, 1) })).account.id).toBe(ada.account.id);

    const { token } = ok(
      await owner.browser.post<{ token: string }>(`/workspaces/${ada.workspace}/members/${ada.member}/sign-in-link`),
    );
    const byLink = (more: object) => new Browser().post<Told>("/sign-in-link", { token, ...more });
    expect((await byLink({})).body).toMatchObject({ reason: "code_needed" });
    await later(ada);
    expect(ok(await byLink({ secondCode: codeAt(ada.secret) })).account.id).toBe(ada.account.id);

    const [code, second] = ada.codes;
    const byCode = (more: object) => new Browser().post<Told>("/recover", { handle: ada.handle, code, ...more });
    expect((await byCode({})).body).toMatchObject({ reason: "code_needed" });
    expect(ok(await byCode({ secondCode: second })).account.id).toBe(ada.account.id);
  });

  test("a passkey that looked at its owner is enough, and one that was only touched is not", async () => {
    const ada = await withFactor();
    const key = new Authenticator();
    type Options = Parameters<Authenticator["create"]>[0] & { challengeToken: string };
    const made = ok(await ada.browser.post<Options>("/passkeys/register/options", {}));
    ok(
      await ada.browser.post("/passkeys/register", {
        challengeToken: made.challengeToken,
        response: await key.create(made),
      }),
    );
    const touch = async (isVerified: boolean) => {
      const browser = new Browser();
      const asked = ok(
        await browser.post<Parameters<Authenticator["get"]>[0] & { challengeToken: string }>(
          "/passkeys/sign-in/options",
        ),
      );
      const response = await key.get(asked, { onlyTouched: !isVerified });
      return browser.post<Told>("/passkeys/sign-in", { challengeToken: asked.challengeToken, response });
    };
    expect((await touch(false)).body).toMatchObject({ code: "forbidden", reason: "passkey_unverified" });
    expect((await touch(true)).status).toBe(200);
  });

  test("goes with the password and a code, and with neither alone", async () => {
    const ada = await withFactor();
    const end = (body: object) => ada.browser.post<Refusal>("/account/second-factor/end", body);
    expect((await end({ password: PASSWORD, secondCode: "000000" })).body).toMatchObject({ reason: "code_wrong" });
    expect((await end({ password: "not it", secondCode: codeAt(ada.secret, 1) })).body).toMatchObject({
      field: "password",
    });
    expect((await signIn(new Browser(), ada)).status).toBe(401);
    expect((await end({ password: PASSWORD, secondCode: codeAt(ada.secret, 1) })).status).toBe(204);
    expect((await signIn(new Browser(), ada)).status).toBe(200);
  });

  test("is in the database sealed for its account, and opens nothing beside another one", async () => {
    const [ada, bo] = [await withFactor(), await withFactor()];
    const kept = async ({ account }: Person) =>
      (await env.DB.prepare("select secret from second_factors where user_no = (select no from users where id = ?)")
        .bind(account.id)
        .first<{ secret: string }>())!.secret;
    expect(await kept(ada)).not.toContain(ada.secret);
    await env.DB.prepare("update second_factors set secret = ?1 where user_no = (select no from users where id = ?2)")
      .bind(await kept(ada), bo.account.id)
      .run();
    await later(bo);
    expect((await signIn(new Browser(), bo, { secondCode: codeAt(ada.secret) })).body).toMatchObject({
      reason: "factor_lost",
    });
  });
});
