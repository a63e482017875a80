/**
 * Signing in with an account elsewhere, as far as it is about who somebody is: the way there (OAuth 2.0 with PKCE, by arctic), the way
 * back, and a proof of it that the page carries to what it was for. Which account here it opens is not decided here, and never by an
 * address of mail: whoever can have one made at some provider would be whoever has it elsewhere.
 */
import * as v from "valibot";
import { HandleSchema, DisplayNameSchema } from "../../protocol/text.ts";
import { PROVIDER_MS, type BackFromProviderBody } from "../../protocol/providers.ts";
import { because } from "../../protocol/reasons.ts";
import type { AppContext } from "../hono-env.ts";
import { log } from "../log.ts";
import { fetchOutside, NotFetched } from "../outside-fetch.ts";
import { Refused } from "../refused.ts";
import { clearCookie, readCookie, writeCookie } from "./cookies.ts";
import {
  ANSWER_MS,
  checkSafe,
  describe,
  isFrom,
  jsonOf,
  NotBelieved,
  readIdToken,
  type Description,
} from "./openid.ts";
import { siteOf } from "./origin.ts";
import { tokenSealer } from "./password-hasher.ts";
import { GITHUB, providersOf, type ProviderSettings } from "./provider-settings.ts";
import { newToken } from "./sessions.ts";

/** Whose account elsewhere it is. */
interface Identity {
  issuer: string;
  subject: string;
  provider: string;
  label: string;
}
export interface Proven extends Identity {
  /** To be linked with this account and with no other. */
  for?: string;
  handle?: string;
  name?: string;
  next?: string;
}

/** What this browser left with. */
interface Leaving {
  purpose: "leave";
  provider: string;
  state: string;
  verifier: string;
  nonce: string;
  next?: string;
  for?: string;
}

const library = () => import("arctic");

/** @throws Refused `not_found` where it is not set up */
export function providerCalled(env: Env, key: string): ProviderSettings {
  const found = providersOf(env).find((each) => each.key === key);
  if (!found) throw new Refused("not_found", because("provider_absent"));
  return found;
}

const isGithub = ({ issuer }: ProviderSettings) => issuer === GITHUB;
/** GitHub is no OpenID provider: what it says of somebody is asked of its interface, over TLS, with what it gave for the code. */
const OF_GITHUB: Description = {
  issuer: GITHUB,
  authorization_endpoint: `${GITHUB}/login/oauth/authorize`,
  token_endpoint: `${GITHUB}/login/oauth/access_token`,
  jwks_uri: GITHUB,
};
const described = (env: Env, settings: ProviderSettings): Promise<Description> =>
  isGithub(settings) ? Promise.resolve(OF_GITHUB) : describe(env, settings.issuer);

const wayBack = (c: AppContext, { key }: ProviderSettings) => `${siteOf(c).origin}/sign-in/with/${key}`;

/** The address at the provider, and a cookie by which this browser is known when it comes back. @throws Refused `unavailable` */
export async function leaveFor(
  c: AppContext,
  settings: ProviderSettings,
  more: Pick<Leaving, "next" | "for">,
): Promise<string> {
  const description = await described(c.env, settings).catch((error: unknown) => away(settings, error));
  const { OAuth2Client, CodeChallengeMethod, generateCodeVerifier } = await library();
  const leaving: Leaving = {
    ...more,
    purpose: "leave",
    provider: settings.key,
    state: newToken(),
    verifier: generateCodeVerifier(),
    nonce: newToken(),
  };
  const client = new OAuth2Client(settings.client, null, wayBack(c, settings));
  const url = client.createAuthorizationURLWithPKCE(
    description.authorization_endpoint,
    leaving.state,
    CodeChallengeMethod.S256,
    leaving.verifier,
    isGithub(settings) ? [] : ["openid", "profile", "email"],
  );
  if (!isGithub(settings)) url.searchParams.set("nonce", leaving.nonce);
  writeCookie(
    c,
    "leaving",
    await tokenSealer(c.env).seal(JSON.stringify(leaving), PROVIDER_MS),
    Date.now() + PROVIDER_MS,
  );
  return url.href;
}

/**
 * Who is back, once for each leaving, in the browser that left.
 * @throws Refused `invalid` it is another browser, or too late; `forbidden` the provider said no, or what it said does not hold;
 * `unavailable` it does not answer
 */
export async function comeBack(
  c: AppContext,
  settings: ProviderSettings,
  { state, code, error, iss }: v.InferOutput<typeof BackFromProviderBody>,
): Promise<{ proof: string; proven: Proven }> {
  const sealer = tokenSealer(c.env);
  const cookie = readCookie(c, "leaving") ?? "";
  const payload = cookie === "" ? null : await sealer.unseal(cookie);
  const leaving = payload === null ? null : (JSON.parse(payload) as Leaving);
  const isOurs = leaving?.purpose === "leave" && leaving.provider === settings.key && leaving.state === state;
  clearCookie(c, "leaving");
  if (!isOurs || !(await sealer.spend(cookie))) throw new Refused("invalid", because("provider_over"));
  const description = await described(c.env, settings).catch((fault: unknown) => away(settings, fault));
  if (!isFrom(description, iss)) throw unproven(settings, "iss");
  if (error !== undefined || code === undefined)
    throw new Refused("forbidden", because("provider_refused", { name: settings.name }));
  const proven: Proven = {
    ...(await identityOf(c, settings, { description, code, leaving })),
    ...(leaving.for !== undefined && { for: leaving.for }),
    ...(leaving.next !== undefined && { next: leaving.next }),
  };
  return { proof: await sealer.seal(JSON.stringify({ purpose: "proof", proven }), PROVIDER_MS), proven };
}

/** What a proof says; it is used up by `spendProof`. @throws Refused `invalid` it is none, too old, or was used */
export async function readProof(c: AppContext, proof: string): Promise<Proven> {
  const payload = await tokenSealer(c.env).unseal(proof);
  const said = payload === null ? null : (JSON.parse(payload) as { purpose: string; proven: Proven });
  if (said?.purpose !== "proof") throw over();
  return said.proven;
}

/** @throws Refused `invalid` */
export async function spendProof(c: AppContext, proof: string): Promise<void> {
  if (!(await tokenSealer(c.env).spend(proof))) throw over();
}

const over = () => new Refused("invalid", { ...because("provider_over"), field: "proof" });

async function identityOf(
  c: AppContext,
  settings: ProviderSettings,
  { description, code, leaving }: { description: Description; code: string; leaving: Leaving },
): Promise<Proven> {
  const { OAuth2Client, OAuth2RequestError } = await library();
  checkSafe(c.env, description.token_endpoint);
  // The library leaves out what RFC 6749, 2.3.1 asks for: both are encoded as a form is, before they are put together.
  const client = new OAuth2Client(asInForm(settings.client), asInForm(settings.secret), wayBack(c, settings));
  const asked = client.validateAuthorizationCode(description.token_endpoint, code, leaving.verifier);
  const tokens = await within(asked).catch((error: unknown): never => {
    // The code was another's, used or too old: theirs to try again. That the client is unknown is for whoever runs PLACE.
    if (error instanceof OAuth2RequestError && error.code === "invalid_grant") throw unproven(settings, "code");
    return away(settings, error);
  });
  const data = tokens.data as { id_token?: unknown; access_token?: unknown };
  try {
    if (isGithub(settings)) return await userOfGithub(c.env, settings, data.access_token);
    if (typeof data.id_token !== "string") throw new NotBelieved("no ID token");
    const expected = { client: settings.client, nonce: leaving.nonce };
    const { issuer, subject, called } = await readIdToken(c.env, description, data.id_token, expected);
    const label = called.email ?? called.preferred_username ?? called.name ?? settings.name;
    const handle = handleLike(called.preferred_username ?? called.email);
    const name = nameLike(called.name);
    return { issuer, subject, provider: settings.key, label, ...(handle && { handle }), ...(name && { name }) };
  } catch (error) {
    if (error instanceof NotBelieved) throw unproven(settings, error.message);
    if (error instanceof NotFetched) return away(settings, error);
    throw error;
  }
}

const GithubUser = v.object({
  id: v.pipe(v.number(), v.safeInteger()),
  login: v.pipe(v.string(), v.maxLength(200)),
  name: v.nullish(v.string()),
});

/** https://docs.github.com/en/rest/users/users#get-the-authenticated-user: a login can be given up and taken by others, the id stays. */
async function userOfGithub(env: Env, settings: ProviderSettings, token: unknown): Promise<Proven> {
  if (typeof token !== "string") throw new NotBelieved("no token");
  const { status, body } = await fetchOutside(env, "https://api.github.com/user", {
    headers: { authorization: `Bearer ${token}`, accept: "application/vnd.github+json" },
    timeoutMs: ANSWER_MS,
    maxBytes: 256 * 1024,
  });
  const user = v.safeParse(GithubUser, jsonOf(body));
  if (status !== 200 || !user.success) throw new NotBelieved("no user");
  const { id, login, name } = user.output;
  const [handle, called] = [handleLike(login), nameLike(name ?? undefined)];
  return {
    ...{ issuer: GITHUB, subject: String(id), provider: settings.key, label: login },
    ...(handle && { handle }),
    ...(called && { name: called }),
  };
}

/** A handle to begin with; whether it is free is asked when it is taken. */
function handleLike(called: string | undefined): string | undefined {
  const tidy = called?.split("@")[0]?.replaceAll(/[^\p{L}\p{M}\p{N}_.-]+/gu, ".");
  const parsed = v.safeParse(HandleSchema, tidy?.replaceAll(/^[_.-]+|[_.-]+$/gu, ""));
  return parsed.success ? parsed.output : undefined;
}
function nameLike(called: string | undefined): string | undefined {
  const parsed = v.safeParse(DisplayNameSchema, called);
  return parsed.success ? parsed.output : undefined;
}

/** application/x-www-form-urlencoded, of one value. */
const asInForm = (text: string) => new URLSearchParams([["", text]]).toString().slice(1);

/** The library waits for ever. */
async function within<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NotFetched("timed_out")), ANSWER_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** For whoever runs PLACE in a line of the log, without a word of what was sent. */
function away({ key, name }: ProviderSettings, error: unknown): never {
  if (error instanceof Refused) throw error;
  const why = error instanceof Error ? `${error.name} ${"code" in error ? String(error.code) : ""}` : "";
  log.fault("signIn", new Error(`the provider ${key} cannot be used: ${why.trim()}`));
  throw new Refused("unavailable", because("provider_away", { name }));
}
function unproven({ key, name }: ProviderSettings, what: string): Refused {
  log.fault("signIn", new Error(`what ${key} said of somebody was not believed: ${what}`));
  return new Refused("forbidden", because("provider_unproven", { name }));
}
