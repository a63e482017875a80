import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Account } from "../../protocol/index.ts";
import { Authenticator } from "./support/authenticator.ts";
import {
  bootstrapOf,
  Browser,
  codeOf,
  createClass,
  joinAs,
  newHandle,
  ok,
  PASSWORD,
  signInAgain,
} from "./support/people.ts";

type Options = Parameters<Authenticator["create"]>[0] & {
  challengeToken: string;
  excludeCredentials?: { id: string }[];
};
type RequestOptions = Parameters<Authenticator["get"]>[0] & { challengeToken: string; allowCredentials?: unknown[] };
type Made = { account: Account; workspace?: string };

const offer = (browser: Browser, body: unknown = {}) => browser.post<Options>("/passkeys/register/options", body);
const ask = async (browser: Browser) => ok(await browser.post<RequestOptions>("/passkeys/sign-in/options"));
async function register(browser: Browser, key: Authenticator, body: unknown = {}, name?: string) {
  const options = ok(await offer(browser, body));
  const { challengeToken } = options;
  return browser.post<Made>("/passkeys/register", {
    challengeToken,
    response: await key.create(options),
    ...(name && { name }),
  });
}
async function shownBy(key: Authenticator, browser = new Browser()) {
  const options = await ask(browser);
  return { challengeToken: options.challengeToken, response: await key.get(options) };
}
const signIn = async (browser: Browser, key: Authenticator) =>
  browser.post<{ account: Account }>("/passkeys/sign-in", await shownBy(key, browser));

describe("an account with a passkey", () => {
  it("R81: joins a class without a password, and signs in again without typing a handle", async () => {
    const { joinCode, workspace } = await createClass();
    const key = new Authenticator();
    const handle = newHandle();
    const made = await register(new Browser(), key, { handle, name: "Pass Key", code: joinCode }, "My phone");
    expect(made.status).toBe(201);
    expect(made.body.workspace).toBe(workspace.id);
    expect(made.body.account).toMatchObject({ handle, hasPassword: false, passkeys: [{ name: "My phone" }] });

    const elsewhere = new Browser();
    const back = await signIn(elsewhere, key);
    expect(back.status).toBe(200);
    expect(back.body.account.id).toBe(made.body.account.id);
    const { me, members } = await bootstrapOf(elsewhere, workspace.id);
    expect(members.find(({ id }) => id === me.member)).toMatchObject({ handle, name: "Pass Key", role: "student" });
  });

  it("makes a class of its own", async () => {
    const browser = new Browser();
    const made = ok(
      await register(browser, new Authenticator(), { handle: newHandle(), name: "Prof", workspaceName: "Logic" }),
    );
    expect(made.account.workspaces).toMatchObject([{ id: made.workspace, name: "Logic", role: "owner" }]);
  });

  it("is no way into a class without its code, nor to a taken handle", async () => {
    const { joinCode, owner } = await createClass();
    expect(codeOf(await offer(new Browser(), { handle: newHandle(), name: "x", code: "zzzzzzzz" }))).toBe(
      "join_closed",
    );
    expect(codeOf(await offer(new Browser(), { handle: newHandle(), name: "x" }))).toBe("join_closed");
    expect((await offer(new Browser(), { handle: owner.handle, name: "x", code: joinCode })).body).toMatchObject({
      code: "handle_taken",
    });
  });

  it("is refused a class whose code was stopped while the passkey was being made", async () => {
    const { joinCode, owner } = await createClass();
    const key = new Authenticator();
    const browser = new Browser();
    const options = ok(await offer(browser, { handle: newHandle(), name: "Late", code: joinCode }));
    await owner.browser.delete(`/workspaces/${owner.workspace}/join-code`);
    const { challengeToken } = options;
    const answer = await browser.post("/passkeys/register", { challengeToken, response: await key.create(options) });
    expect(codeOf(answer)).toBe("join_closed");
  });
});

describe("a passkey beside a password", () => {
  it("is added in the settings, opens the same account, and can be taken away again", async () => {
    const { owner } = await createClass();
    const key = new Authenticator();
    const { account } = ok(await register(owner.browser, key));
    expect(account.passkeys).toHaveLength(1);
    expect(ok(await signIn(new Browser(), key)).account.id).toBe(owner.account.id);
    expect(ok(await offer(owner.browser)).excludeCredentials).toHaveLength(1);

    expect((await owner.browser.delete(`/account/passkeys/${account.passkeys[0]!.id}`)).status).toBe(204);
    expect(codeOf(await signIn(new Browser(), key))).toBe("wrong_credentials");
    expect(codeOf(await owner.browser.delete(`/account/passkeys/${account.passkeys[0]!.id}`))).toBe("not_found");
  });

  it("is not taken away where it is the only way in, until there is a password", async () => {
    const { joinCode } = await createClass();
    const browser = new Browser();
    const key = new Authenticator();
    const { account } = ok(await register(browser, key, { handle: newHandle(), name: "Only", code: joinCode }));
    const path = `/account/passkeys/${account.passkeys[0]!.id}`;
    expect(codeOf(await browser.delete(path))).toBe("forbidden");
    const passkey = await shownBy(key);
    expect((await browser.put("/account/password", { next: PASSWORD, passkey })).status).toBe(204);
    expect((await browser.delete(path)).status).toBe(204);
    expect((await new Browser().post("/sign-in", { handle: account.handle, password: PASSWORD })).status).toBe(200);
  });

  it("of somebody else cannot be taken away, or registered a second time", async () => {
    const { owner, joinCode } = await createClass();
    const student = await joinAs(joinCode);
    const key = new Authenticator();
    const { account } = ok(await register(owner.browser, key));
    expect(codeOf(await student.browser.delete(`/account/passkeys/${account.passkeys[0]!.id}`))).toBe("not_found");
    expect(codeOf(await register(student.browser, key))).toBe("invalid");
    expect(ok(await signIn(new Browser(), key)).account.id).toBe(owner.account.id);
  });

  it("goes to the account it was asked for, not to who signs in meanwhile", async () => {
    const { owner, joinCode } = await createClass();
    const student = await joinAs(joinCode);
    const options = ok(await offer(owner.browser));
    const response = await new Authenticator().create(options);
    const answer = await student.browser.post("/passkeys/register", {
      challengeToken: options.challengeToken,
      response,
    });
    expect(codeOf(answer)).toBe("session_ended");
    expect(codeOf(await offer(new Browser()))).toBe("not_signed_in");
  });
});

describe("what an attacker tries", () => {
  it("an answer works once, and only to its own challenge", async () => {
    const { owner } = await createClass();
    const key = new Authenticator();
    ok(await register(owner.browser, key));
    const browser = new Browser();
    const options = await ask(browser);
    const body = { challengeToken: options.challengeToken, response: await key.get(options) };
    expect((await browser.post("/passkeys/sign-in", body)).status).toBe(200);
    expect(codeOf(await new Browser().post("/passkeys/sign-in", body))).toBe("invalid");
    const { challengeToken } = await ask(browser);
    expect(codeOf(await browser.post("/passkeys/sign-in", { ...body, challengeToken }))).toBe("wrong_credentials");
  });

  it("two who send one answer at once get one session", async () => {
    const { owner } = await createClass();
    const key = new Authenticator();
    ok(await register(owner.browser, key));
    const options = await ask(new Browser());
    const body = { challengeToken: options.challengeToken, response: await key.get(options) };
    const answers = await Promise.all([1, 2, 3].map(() => new Browser().post("/passkeys/sign-in", body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  });

  it("answers made on another site, for another site, or by another key open nothing", async () => {
    const { owner } = await createClass();
    const key = new Authenticator();
    ok(await register(owner.browser, key));
    const impostor = new Authenticator();
    impostor.id.set(key.id);
    const tries = [
      (options: RequestOptions) => key.get(options, { origin: "https://evil.test" }),
      (options: RequestOptions) => key.get(options, { rpId: "evil.test" }),
      (options: RequestOptions) => key.get(options, { challenge: "AAAA" }),
      (options: RequestOptions) => impostor.get(options),
      (options: RequestOptions) => new Authenticator().get(options),
    ];
    for (const attempt of tries) {
      const options = await ask(new Browser());
      const body = { challengeToken: options.challengeToken, response: await attempt(options) };
      const answer = await new Browser().post("/passkeys/sign-in", body);
      expect(codeOf(answer)).toBe("wrong_credentials");
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });

  it("a cloned key is noticed by its counter", async () => {
    const { owner } = await createClass();
    const key = new Authenticator();
    key.counter = 5;
    ok(await register(owner.browser, key));
    key.counter = 6;
    expect((await signIn(new Browser(), key)).status).toBe(200);
    key.counter = 6;
    expect(codeOf(await signIn(new Browser(), key))).toBe("wrong_credentials");
    const row = await env.DB.prepare("select counter from passkeys order by created_at desc limit 1").first<{
      counter: number;
    }>();
    expect(row?.counter).toBe(6);
  });

  it("challenge tokens that were made up, changed, or made for something else are refused", async () => {
    const { owner } = await createClass();
    const key = new Authenticator();
    ok(await register(owner.browser, key));
    const options = await ask(new Browser());
    const response = await key.get(options);
    const forRegistration = ok(await offer(owner.browser)).challengeToken;
    const [text = "", mark = ""] = options.challengeToken.split(".");
    const later = { ...(JSON.parse(Buffer.from(text, "base64url").toString()) as object), expires: Date.now() * 2 };
    const odd = [
      "",
      ".",
      "a.b",
      text,
      `${text}.`,
      `${Buffer.from(JSON.stringify(later)).toString("base64url")}.${mark}`,
      forRegistration,
    ];
    for (const challengeToken of odd) {
      expect(codeOf(await new Browser().post("/passkeys/sign-in", { challengeToken, response }))).toBe("invalid");
    }
  });

  it("bad bodies get a code, never a fault", async () => {
    const { owner } = await createClass();
    const { challengeToken } = await ask(new Browser());
    const credential = { id: "AAAA", rawId: "AAAA", type: "public-key", response: {} };
    const garbage = { clientDataJSON: "AAAA", attestationObject: "AAAA", authenticatorData: "AAAA", signature: "AAAA" };
    const responses = [
      undefined,
      null,
      5,
      {},
      credential,
      { ...credential, response: garbage },
      { ...credential, id: "ä", response: garbage },
    ];
    for (const response of responses) {
      const signing = await new Browser().post("/passkeys/sign-in", { challengeToken, response });
      const options = ok(await offer(owner.browser));
      const registering = await owner.browser.post("/passkeys/register", {
        challengeToken: options.challengeToken,
        response,
      });
      for (const { status } of [signing, registering]) expect([400, 401]).toContain(status);
    }
  });

  it("signing in tells nothing of who has a passkey", async () => {
    const options = await ask(new Browser());
    expect(options.allowCredentials ?? []).toEqual([]);
    const { owner } = await createClass();
    expect(JSON.stringify(await ask((await signInAgain(owner)).browser))).not.toContain(owner.handle);
  });
});
