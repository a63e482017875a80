/** Signing in with an account elsewhere: the way that works, by a real OpenID provider, and how it is linked. */
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Account, Refusal } from "../../protocol/index.ts";
import type { ProviderLink } from "../../protocol/providers.ts";
import { comeBack, leave, proofOf, signInThere, type Proof } from "./support/at-provider.ts";
import { Browser, codeOf, createClass, joinAs, newHandle, ok, PASSWORD, type Person } from "./support/people.ts";

const enter = (browser: Browser, proof: string, more: object = {}) =>
  browser.post<{ account: Account } & Refusal>("/sign-in/proof", { proof, ...more });
const link = (person: Person, proof: string) =>
  person.browser.post<{ linked: ProviderLink[] } & Refusal>("/account/providers", { proof });
const linkedTo = async ({ browser }: Person) =>
  ok(await browser.get<{ linked: ProviderLink[] }>("/account/providers")).linked;

/** Out and back through the pages of the real provider. */
async function throughReal(browser: Browser, login: string, more: object = {}): Promise<Proof> {
  const address = await leave(browser, "id-example", more);
  return ok(await comeBack(browser, "id-example", await signInThere(address, login)));
}

describe("R141: with an account of a real OpenID provider", () => {
  test("who is linked signs in by it elsewhere, as the same person with the same handle; the way there has PKCE, state and nonce", async () => {
    const { joinCode } = await createClass();
    const ada = await joinAs(joinCode);
    const address = await leave(ada.browser, "id-example", { link: true });
    expect(address.searchParams.get("code_challenge_method")).toBe("S256");
    for (const part of ["state", "nonce", "code_challenge"])
      expect(address.searchParams.get(part)!.length, part).toBeGreaterThanOrEqual(43);
    const back = ok(await comeBack(ada.browser, "id-example", await signInThere(address, "ada-there")));
    expect(back).toMatchObject({
      known: false,
      link: true,
      label: "ada-there@id.example",
      provider: "Example University",
    });
    expect(ok(await link(ada, back.proof)).linked).toMatchObject([
      { provider: "Example University", label: "ada-there@id.example" },
    ]);

    const elsewhere = new Browser();
    const again = await throughReal(elsewhere, "ada-there", { next: "/c/somewhere#3" });
    expect(again).toMatchObject({ known: true, next: "/c/somewhere#3" });
    expect(ok(await enter(elsewhere, again.proof)).account).toMatchObject({ id: ada.account.id, handle: ada.handle });
    expect(codeOf(await enter(new Browser(), again.proof)), "a proof that was used").toBe("invalid");
  });

  test("who is linked with nothing is in no class by it: they join by a code, and choose their handle", async () => {
    const { joinCode, workspace } = await createClass();
    const browser = new Browser();
    const back = await throughReal(browser, "bo.there");
    expect(back).toMatchObject({ known: false, handle: "bo.there", name: "Name of bo.there" });
    expect(codeOf(await enter(browser, back.proof))).toBe("forbidden");
    const account = { handle: newHandle(), name: "Bo", proof: back.proof };
    const joined = ok(
      await browser.post<{ account: Account; workspace: string; recoveryCodes: string[] }>("/join", {
        code: joinCode,
        account,
      }),
    );
    expect(joined).toMatchObject({ workspace: workspace.id, account: { handle: account.handle, hasPassword: false } });
    expect(joined.recoveryCodes).toHaveLength(8);
    const phone = new Browser();
    const later = await throughReal(phone, "bo.there");
    expect(ok(await enter(phone, later.proof)).account.id).toBe(joined.account.id);
    // Nobody joins twice by one proof, or with an account elsewhere that is somebody's here.
    const twice = { code: joinCode, account: { ...account, handle: newHandle() } };
    expect(codeOf(await new Browser().post("/join", twice))).toBe("invalid");
    const third = await throughReal(new Browser(), "bo.there");
    const other = { code: joinCode, account: { handle: newHandle(), name: "Bo", proof: third.proof } };
    expect((await new Browser().post("/join", other)).body).toMatchObject({ reason: "provider_of_other" });
  });
});

describe("R141: an account elsewhere", () => {
  test("is known by its number there, and never by an address of mail or a name that is the same as somebody's", async () => {
    const { joinCode } = await createClass();
    const ada = await joinAs(joinCode);
    ok(await link(ada, (await proofOf(ada.browser, "number-1", { link: true })).proof));
    const eve = new Browser();
    const proof = await proofOf(eve, "number-2");
    expect(proof.known).toBe(false);
    expect((await enter(eve, proof.proof)).body).toMatchObject({ code: "forbidden", reason: "provider_unknown" });
    const { results } = await env.DB.prepare(
      "select issuer, subject from provider_links where subject like 'number-%'",
    ).all();
    expect(results).toEqual([{ issuer: "https://liar.example", subject: "number-1" }]);
  });

  test("is linked in the same flow with who proved that they have the account here, by its password", async () => {
    const { joinCode } = await createClass();
    const ada = await joinAs(joinCode);
    const browser = new Browser();
    const { proof } = await proofOf(browser, "same-flow");
    expect(codeOf(await browser.post("/account/providers", { proof })), "signed in nowhere").toBe("not_signed_in");
    const { account } = ok(
      await browser.post<{ account: Account }>("/sign-in", { handle: ada.handle, password: PASSWORD }),
    );
    expect(ok(await link({ ...ada, browser }, proof)).linked).toHaveLength(1);
    expect(account.handle).toBe(ada.handle);
  });

  test("of somebody else here is told so, and nobody takes it from them", async () => {
    const { joinCode } = await createClass();
    const [ada, eve] = [await joinAs(joinCode), await joinAs(joinCode)];
    ok(await link(ada, (await proofOf(ada.browser, "taken")).proof));
    const again = await link(eve, (await proofOf(eve.browser, "taken")).proof);
    expect(again.body).toMatchObject({ code: "forbidden", reason: "provider_of_other" });
    expect(await linkedTo(eve)).toEqual([]);
    expect(await linkedTo(ada)).toHaveLength(1);
  });

  test("that somebody left for as one person is not linked with another one who signed in there meanwhile", async () => {
    const { joinCode } = await createClass();
    const [ada, eve] = [await joinAs(joinCode), await joinAs(joinCode)];
    const { proof } = await proofOf(ada.browser, "switched", { link: true });
    expect(codeOf(await link(eve, proof))).toBe("session_ended");
    expect(ok(await link(ada, proof)).linked).toHaveLength(1);
  });

  test("is told to its owner's open devices when it is linked", async () => {
    const { joinCode, workspace } = await createClass();
    const ada = await joinAs(joinCode);
    const socket = await ada.browser.open(`/workspaces/${workspace.id}/socket`);
    ok(await link(ada, (await proofOf(ada.browser, "told")).proof));
    expect(await socket.next("accountNotice")).toMatchObject({ what: "providerLinked", name: "Liar" });
    socket.close();
  });

  test("is unlinked by its owner alone, and not where it is their last way in", async () => {
    const { joinCode } = await createClass();
    const browser = new Browser();
    const { proof } = await proofOf(browser, "only-way");
    const account = { handle: newHandle(), name: "Cy", proof };
    const cy = { ...(ok(await browser.post("/join", { code: joinCode, account })) as Person), browser };
    const [only] = await linkedTo(cy);
    const take = (who: Browser, id: string) => who.delete<Refusal>(`/account/providers/${id}`);
    expect((await take(browser, only!.id)).body).toMatchObject({ code: "forbidden", reason: "provider_is_last" });
    const ada = await joinAs(joinCode);
    expect(codeOf(await take(ada.browser, only!.id))).toBe("not_found");
    // Of a provider that is not set up any more it would be no way in.
    const gone = `insert into provider_links (issuer, subject, id, user_no, provider, label, created_at)
      select 'https://gone.example', 'x', ?2, user_no, 'gone-example', 'x', 1 from provider_links where id = ?1`;
    await env.DB.prepare(gone).bind(only!.id, `gone-${only!.id}`).run();
    expect(codeOf(await take(browser, only!.id))).toBe("forbidden");
    await env.DB.prepare("update users set password_hash = 'a password' where handle = ?").bind(account.handle).run();
    expect((await take(browser, only!.id)).status).toBe(204);
    expect((await linkedTo(cy)).map(({ provider }) => provider)).toEqual(["gone.example"]);
  });

  test("of an account that was closed opens it again where its owner says so, with the same proof", async () => {
    const { joinCode } = await createClass();
    const ada = await joinAs(joinCode);
    ok(await link(ada, (await proofOf(ada.browser, "closed-one")).proof));
    ok(await ada.browser.post("/account/close", { password: PASSWORD }));
    const browser = new Browser();
    const { proof } = await proofOf(browser, "closed-one");
    expect((await enter(browser, proof)).body).toMatchObject({ reason: "account_closed" });
    expect(ok(await enter(browser, proof, { reopen: true })).account.id).toBe(ada.account.id);
  });

  test("of GitHub is known by its number, which stays when the name there is taken by somebody else", async () => {
    const { joinCode } = await createClass();
    const ada = await joinAs(joinCode);
    const through = async (browser: Browser, user: string) => {
      const address = await leave(browser, "github");
      expect(address.href).toMatch(/^https:\/\/github\.com\/login\/oauth\/authorize\?/u);
      return comeBack(browser, "github", { state: address.searchParams.get("state")!, code: user });
    };
    const first = ok(await through(ada.browser, "4711-octo"));
    expect(first).toMatchObject({ label: "octo", handle: "octo", known: false });
    ok(await link(ada, first.proof));
    expect(ok(await through(new Browser(), "4711-renamed")).known).toBe(true);
    expect(ok(await through(new Browser(), "4712-octo")).known).toBe(false);
    expect((await through(new Browser(), "bad_verification_code")).body).toMatchObject({ reason: "provider_unproven" });
    expect((await through(new Browser(), "no token of anybody")).body).toMatchObject({ reason: "provider_unproven" });
  });
});
