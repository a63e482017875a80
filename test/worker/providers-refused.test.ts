/** Signing in with an account elsewhere, from the side of whoever is not to get in by it. */
import { describe, expect, test } from "vitest";
import type { Refusal } from "../../protocol/index.ts";
import { generateKeyPair } from "jose";
import { backWith, claimsFor, comeBack, leave, proofOf, signed, signInThere } from "./support/at-provider.ts";
import { Browser, codeOf, createClass, joinAs, ok, SITE } from "./support/people.ts";
import { env } from "cloudflare:workers";

/** What somebody hears who left for the stand-in and comes back with this token. */
async function heard(make: (address: URL) => Promise<string>, provider = "liar-example"): Promise<unknown> {
  const browser = new Browser();
  const address = await leave(browser, provider);
  const back = backWith(address, await make(address));
  if (provider !== "liar-example") delete back.iss;
  const { status, body } = await comeBack(browser, provider, back);
  return status >= 400 ? (body as unknown as Refusal).reason : "let in";
}
const changed = (change: object) => heard((address) => signed({ ...claimsFor(address, "x"), ...change }));

describe("R141: a token that does not hold lets nobody in", () => {
  test("one that does hold, does: what follows is refused for what is wrong with it", async () => {
    expect(await changed({})).toBe("let in");
  });

  test.each([
    ["of another issuer", { iss: "https://id.example" }],
    ["for another client", { aud: "somebody-else" }],
    ["for several, without saying whose it is", { aud: ["place:here", "somebody-else"] }],
    ["for several, and of another one", { aud: ["place:here", "somebody-else"], azp: "somebody-else" }],
    ["that is over", { exp: Math.floor(Date.now() / 1_000) - 120 }],
    ["without an end", { exp: undefined }],
    ["made an hour ago", { iat: Math.floor(Date.now() / 1_000) - 3_600 }],
    ["for another question", { nonce: "of somebody else" }],
    ["for no question", { nonce: undefined }],
    ["of nobody", { sub: "" }],
    ["without a subject", { sub: undefined }],
  ])("one %s", async (_, change) => {
    expect(await changed(change)).toBe("provider_unproven");
  });

  test("one that nobody signed, that another key signed, or that the secret of this PLACE signed", async () => {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
    const unsigned = (address: URL) =>
      Promise.resolve(`${encode({ alg: "none" })}.${encode(claimsFor(address, "x"))}.`);
    expect(await heard(unsigned)).toBe("provider_unproven");
    const { privateKey } = await generateKeyPair("RS256");
    expect(await heard((address) => signed(claimsFor(address, "x"), {}, privateKey))).toBe("provider_unproven");
    const shared = new TextEncoder().encode("se+cret/with:all%of it, as long as a key");
    expect(await heard((address) => signed(claimsFor(address, "x"), { alg: "HS256" }, shared))).toBe(
      "provider_unproven",
    );
    // The public half, taken for a secret that both know.
    const { n } = env.TEST_SIGNING_KEY as { n?: string };
    const half = new TextEncoder().encode(n);
    expect(await heard((address) => signed(claimsFor(address, "x"), { alg: "HS256" }, half))).toBe("provider_unproven");
    expect(await heard(() => Promise.resolve("no.token.atall"))).toBe("provider_unproven");
  });

  test("of Microsoft, one of another tenant than it says, or of an issuer that only looks like it", async () => {
    const tenant = "9188040d-6c67-4c5b-b112-36a304b66dad";
    const of = (claims: object) =>
      heard((address) => signed({ ...claimsFor(address, "x"), tid: tenant, ...claims }), "microsoft");
    const iss = (id: string) => `https://login.microsoftonline.com/${id}/v2.0`;
    expect(await of({ iss: iss(tenant) })).toBe("let in");
    expect(await of({ iss: iss("00000000-0000-0000-0000-000000000000") })).toBe("provider_unproven");
    expect(await of({ iss: iss(tenant), tid: undefined })).toBe("provider_unproven");
    expect(await of({ iss: iss("common"), tid: "common" })).toBe("provider_unproven");
    expect(await of({ iss: iss("{tenantid}"), tid: "{tenantid}" })).toBe("provider_unproven");
    expect(await of({ iss: `https://evil.example/${tenant}/v2.0` })).toBe("provider_unproven");
  });
});

describe("R141: who comes back", () => {
  test("in another browser than the one that left, or in none that did, is nobody (a sign-in that is slipped to somebody)", async () => {
    const [eve, victim] = [new Browser(), new Browser()];
    const address = await leave(eve, "liar-example");
    const back = backWith(address, await signed(claimsFor(address, "eve")));
    expect((await comeBack(victim, "liar-example", back)).body).toMatchObject({ reason: "provider_over" });
    const others = await leave(victim, "liar-example");
    expect(others.searchParams.get("state")).not.toBe(back.state);
    expect((await comeBack(victim, "liar-example", back)).body).toMatchObject({ reason: "provider_over" });
    expect(victim.cookies.size).toBe(0);
  });

  test("a second time is nobody, and so is who was away for too long", async () => {
    const browser = new Browser();
    const address = await leave(browser, "liar-example");
    const cookies = [...browser.cookies];
    const back = backWith(address, await signed(claimsFor(address, "twice")));
    ok(await comeBack(browser, "liar-example", back));
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect((await comeBack(browser, "liar-example", back)).body).toMatchObject({ reason: "provider_over" });
    // Sealed by us, and its ten minutes are over.
    const late = JSON.stringify({ purpose: "leave", provider: "liar-example", state: "s", verifier: "v", nonce: "n" });
    const sealed = await env.HASHERS.getByName("sealer").seal(late, -1);
    browser.cookies.set("__Host-place-leaving", sealed);
    expect((await comeBack(browser, "liar-example", { state: "s", code: "c" })).body).toMatchObject({
      reason: "provider_over",
    });
  });

  test("from another provider than they left for is nobody (one provider's code is given to no other)", async () => {
    const browser = new Browser();
    const address = await leave(browser, "liar-example");
    const back = backWith(address, await signed(claimsFor(address, "mixed")));
    expect((await comeBack(browser, "id-example", back)).body).toMatchObject({ reason: "provider_over" });
    for (const iss of [{ iss: "https://id.example" }, {}]) {
      const again = await leave(browser, "liar-example");
      const { iss: _, ...mixed } = backWith(again, await signed(claimsFor(again, "mixed")));
      expect((await comeBack(browser, "liar-example", { ...mixed, ...iss })).body, JSON.stringify(iss)).toMatchObject({
        reason: "provider_unproven",
      });
    }
  });

  test("with a code of the real provider that is made up, or that it gave to another browser, is nobody", async () => {
    const [eve, victim] = [new Browser(), new Browser()];
    const address = await leave(eve, "id-example");
    const stolen = await signInThere(await leave(victim, "id-example"), "victim");
    const state = address.searchParams.get("state")!;
    // PKCE: the code is the victim's, the verifier eve's.
    expect((await comeBack(eve, "id-example", { ...stolen, state })).body).toMatchObject({
      reason: "provider_unproven",
    });
    const again = await leave(eve, "id-example");
    const madeUp = { state: again.searchParams.get("state")!, code: "made-up", iss: "https://id.example" };
    expect((await comeBack(eve, "id-example", madeUp)).body).toMatchObject({ reason: "provider_unproven" });
  });

  test("without having been let in there is told so", async () => {
    const browser = new Browser();
    const address = await leave(browser, "liar-example");
    const refused = { state: address.searchParams.get("state")!, error: "access_denied", iss: "https://liar.example" };
    expect((await comeBack(browser, "liar-example", refused)).body).toMatchObject({
      code: "forbidden",
      reason: "provider_refused",
      values: { name: "Liar" },
    });
  });
});

describe("R141: nobody", () => {
  test("leaves for a provider that does not answer, speaks for another one, or is not set up", async () => {
    const go = async (provider: string) => (await new Browser().post<Refusal>(`/sign-in/with/${provider}`)).body;
    expect(await go("away-example")).toMatchObject({ code: "unavailable", reason: "provider_away" });
    expect(await go("impostor-example")).toMatchObject({ code: "unavailable", reason: "provider_away" });
    expect(await go("nowhere-example")).toMatchObject({ code: "not_found", reason: "provider_absent" });
  });

  test("is sent away, or linked, by the page of another site", async () => {
    const { joinCode } = await createClass();
    const ada = await joinAs(joinCode);
    const { proof } = await proofOf(new Browser(), "of-eve");
    const from = { site: SITE, headers: { origin: "https://evil.example" } };
    expect(codeOf(await ada.browser.post("/sign-in/with/liar-example", { link: true }, from))).toBe("wrong_origin");
    expect(codeOf(await ada.browser.post("/account/providers", { proof }, from))).toBe("wrong_origin");
    expect(codeOf(await ada.browser.get("/sign-in/with/liar-example"))).toBe("not_found");
  });

  test("is led to another site: the way back is of the site that was asked, whatever the page says", async () => {
    const address = await leave(new Browser(), "liar-example", { next: "https://evil.example/" });
    expect(address.searchParams.get("redirect_uri")).toBe(`${SITE}/sign-in/with/liar-example`);
    expect(address.href).not.toContain("evil.example");
  });

  test("makes up a proof, or uses what was sealed for something else as one", async () => {
    const browser = new Browser();
    await leave(browser, "liar-example");
    const proofs = ["", "made.up", browser.cookies.get("__Host-place-leaving")!];
    const { challengeToken } = ok(await browser.post<{ challengeToken: string }>("/passkeys/sign-in/options"));
    for (const proof of [...proofs, challengeToken]) {
      expect(codeOf(await browser.post("/sign-in/proof", { proof })), proof).toBe("invalid");
      // And the other way round.
      browser.cookies.set("__Host-place-leaving", challengeToken);
      expect(codeOf(await comeBack(browser, "liar-example", { state: "undefined", code: "c" }))).toBe("invalid");
    }
  });
});
