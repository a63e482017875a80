/** Whoever finds a device open neither closes nor erases an account without a password, nor gets a way into it. */
import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { Account, Refusal } from "../../protocol/index.ts";
import { Authenticator } from "./support/authenticator.ts";
import { Browser, codeOf, createClass, newHandle, ok } from "./support/people.ts";

type Asked = Parameters<Authenticator["get"]>[0] & { challengeToken: string };
type Options = Parameters<Authenticator["create"]>[0] & { challengeToken: string };

async function register(browser: Browser, key: Authenticator, body: unknown = {}) {
  const options = ok(await browser.post<Options>("/passkeys/register/options", body));
  const { challengeToken } = options;
  const response = await key.create(options);
  return ok(
    await browser.post<{ account: Account; recoveryCodes?: string[] }>("/passkeys/register", {
      challengeToken,
      response,
    }),
  );
}
async function shown(key: Authenticator) {
  const options = ok(await new Browser().post<Asked>("/passkeys/sign-in/options"));
  return { challengeToken: options.challengeToken, response: await key.get(options) };
}

describe("an account that has passkeys alone", () => {
  let browser: Browser;
  let key: Authenticator;
  let codes: string[];
  let id: string;

  beforeEach(async () => {
    const { joinCode } = await createClass();
    browser = new Browser();
    key = new Authenticator();
    const made = await register(browser, key, { handle: newHandle(), name: "Pass Key", code: joinCode });
    codes = made.recoveryCodes ?? [];
    id = made.account.id;
  });
  /** The session is a day younger than what the account had before. */
  const aDayLater = () =>
    env.DB.prepare(
      "update sessions set created_at = created_at + 86400000 where user_no = (select no from users where id = ?)",
    )
      .bind(id)
      .run();
  const close = (body: object = {}) => browser.post<Refusal>("/account/close", body);

  it("is closed, erased, given a password, new codes or a second factor by nobody who shows nothing", async () => {
    const asked = [
      close(),
      browser.post("/account/erasure", {}),
      browser.post("/account/recovery-codes", {}),
      browser.put("/account/password", { next: "correct horse battery" }),
      browser.post("/account/second-factor", {}),
    ];
    for (const answer of await Promise.all(asked)) {
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ code: "wrong_credentials", field: "passkey" });
    }
  });

  it("is closed by its passkey, once for each time that it is shown", async () => {
    const passkey = await shown(key);
    ok(await browser.post("/account/recovery-codes", { passkey }));
    expect(codeOf(await close({ passkey }))).toBe("invalid");
    expect((await close({ passkey: await shown(key) })).status).toBe(204);
  });

  it("is erased by one of its recovery codes, however it is typed", async () => {
    const code = codes[0]!.toUpperCase().replaceAll("-", " ");
    expect(codeOf(await close({ recoveryCode: "2222-2222-2222-2222" }))).toBe("wrong_credentials");
    expect(
      ok(await browser.post<{ receipt: string }>("/account/erasure", { recoveryCode: code })).receipt,
    ).toBeTruthy();
  });

  it("is not closed by a passkey of somebody else, nor by one that was made since this session began", async () => {
    const { joinCode } = await createClass();
    const theirs = new Authenticator();
    await register(new Browser(), theirs, { handle: newHandle(), name: "Other", code: joinCode });
    const late = new Authenticator();
    await register(browser, late);
    await env.DB.prepare("update passkeys set created_at = created_at + 60000 where id = ?")
      .bind(Buffer.from(late.id).toString("base64url"))
      .run();
    for (const wrong of [theirs, late]) {
      const answer = await close({ passkey: await shown(wrong) });
      expect(answer.body).toMatchObject({ code: "wrong_credentials", field: "passkey" });
    }
    await aDayLater();
    expect((await close({ passkey: await shown(late) })).status).toBe(204);
  });
});
