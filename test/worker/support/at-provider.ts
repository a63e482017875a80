/** A browser at a provider: at the real one it walks through the pages, at the stand-ins the test says what they say. */
import { env } from "cloudflare:workers";
import { importJWK, SignJWT } from "jose";
import type { Browser } from "./people.ts";
import { ok } from "./people.ts";

export interface Back {
  state: string;
  code?: string;
  error?: string;
  iss?: string;
}
export interface Proof {
  proof: string;
  known: boolean;
  label: string;
  provider: string;
  link?: true;
  next?: string;
  handle?: string;
  name?: string;
}

const CLIENT = "place:here";

/** The address to which PLACE sends the browser. */
export async function leave(browser: Browser, provider: string, body: object = {}): Promise<URL> {
  const { address } = ok(await browser.post<{ address: string }>(`/sign-in/with/${provider}`, body));
  return new URL(address);
}

/** What comes back of a walk through the pages of the real one, as somebody with this name there. */
export async function signInThere(address: URL, login: string): Promise<Back> {
  const cookies = new Map<string, string>();
  let url = address;
  let form: URLSearchParams | undefined;
  for (let steps = 0; steps < 12; steps++) {
    const answer = await fetch(url, {
      redirect: "manual",
      headers: {
        cookie: [...cookies].map((pair) => pair.join("=")).join("; "),
        ...(form && { "content-type": "application/x-www-form-urlencoded" }),
      },
      ...(form && { method: "POST", body: form.toString() }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = "", value = ""] = line.split(";")[0]!.split("=");
      cookies.set(name, value);
    }
    const page = await answer.text();
    const location = answer.headers.get("location");
    if (location !== null) {
      url = new URL(location, url);
      form = undefined;
      if (url.hostname !== "id.example") return Object.fromEntries(url.searchParams) as unknown as Back;
    } else if (page.includes('name="login"')) form = new URLSearchParams({ prompt: "login", login, password: "x" });
    else if (page.includes('value="consent"')) form = new URLSearchParams({ prompt: "consent" });
    else throw new Error(`the provider says ${answer.status}: ${page.slice(0, 300)}`);
  }
  throw new Error("the provider leads in circles");
}

/** Claims of a token that is in order, for the browser that left for `address`. */
export const claimsFor = (address: URL, subject: string) => {
  const now = Math.floor(Date.now() / 1_000);
  return {
    ...{ iss: "https://liar.example", sub: subject, aud: CLIENT, iat: now, exp: now + 300 },
    nonce: address.searchParams.get("nonce")!,
    name: "Somebody There",
  };
};

/** Signed by the key that the stand-ins publish, unless another one is given. */
export async function signed(
  claims: object,
  header: { alg?: string; kid?: string } = {},
  key?: CryptoKey | Uint8Array,
) {
  const theirs = key ?? (await importJWK(env.TEST_SIGNING_KEY, "RS256"));
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: "RS256", kid: "theirs", ...header }).sign(theirs);
}

/** Back from a stand-in, which says this in exchange for the code. */
export const backWith = (address: URL, code: string): Back => ({
  state: address.searchParams.get("state")!,
  iss: "https://liar.example",
  code,
});

export const comeBack = (browser: Browser, provider: string, back: Back) =>
  browser.post<Proof>(`/sign-in/with/${provider}/back`, back);

/** The whole way with a stand-in, as this subject there. */
export async function proofOf(browser: Browser, subject: string, more: object = {}): Promise<Proof> {
  const address = await leave(browser, "liar-example", more);
  return ok(await comeBack(browser, "liar-example", backWith(address, await signed(claimsFor(address, subject)))));
}
