/**
 * What an OpenID provider says of somebody, and whether it is to be believed: its own description (OpenID Connect Discovery 1.0), and the
 * checks of a token (OpenID Connect Core 1.0, 3.1.3.7), by the provider's keys of now.
 */
import * as v from "valibot";
import { fetchOutside, outsideAddress, type OutsidePolicy } from "../outside-fetch.ts";

export const ANSWER_MS = 8_000;
const ANSWER_BYTES = 256 * 1024;
/** How long what a provider says of itself is taken for true. Its keys are asked for anew where one is not known. */
const DESCRIBED_MS = 60 * 60_000;
/** From its making until we see it, clocks that differ included. */
const TOKEN_MAX_AGE = "10 minutes";
const CLOCKS_DIFFER = "60 seconds";
/** With a pair of keys. Neither `none` nor one in which the client's secret is the key. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];

/** It says nothing, or something else than it should: no word of it is believed. */
export class NotBelieved extends Error {
  override name = "NotBelieved";
}

const Address = v.pipe(v.string(), v.url());
const Description = v.object({
  issuer: v.string(),
  authorization_endpoint: Address,
  token_endpoint: Address,
  jwks_uri: Address,
  authorization_response_iss_parameter_supported: v.optional(v.boolean()),
});
export type Description = v.InferOutput<typeof Description>;

/** Microsoft's addresses for more than one tenant name the tenant by a word, which each token replaces by its own. */
const TENANT = "{tenantid}";
const MICROSOFT = /^https:\/\/login\.microsoftonline\.com\/(?:common|organizations|consumers)\/v2\.0$/u;
const TENANT_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

const described = new Map<string, { at: number; description: Description }>();

/**
 * @param issuer as it was set up, without a slash at its end
 * @throws NotFetched nobody answers there; NotBelieved it speaks for somebody else
 */
export async function describe(policy: OutsidePolicy, issuer: string): Promise<Description> {
  const before = described.get(issuer);
  if (before && Date.now() - before.at < DESCRIBED_MS) return before.description;
  const answer = await fetchOutside(policy, `${issuer}/.well-known/openid-configuration`, {
    timeoutMs: ANSWER_MS,
    maxBytes: ANSWER_BYTES,
  });
  const parsed = v.safeParse(Description, jsonOf(answer.body));
  if (answer.status !== 200 || !parsed.success) throw new NotBelieved("no description of an OpenID provider");
  const description = parsed.output;
  const expected = MICROSOFT.test(issuer) ? `https://login.microsoftonline.com/${TENANT}/v2.0` : issuer;
  if (description.issuer.replace(/\/$/u, "") !== expected) throw new NotBelieved("described by another issuer");
  for (const address of [description.authorization_endpoint, description.token_endpoint, description.jwks_uri])
    checkSafe(policy, address);
  described.set(issuer, { at: Date.now(), description });
  return description;
}

/** A code, a secret or a key goes over TLS, but on this very machine. @throws NotFetched, NotBelieved */
export function checkSafe(policy: OutsidePolicy, address: string): void {
  const { protocol } = outsideAddress(policy, address);
  if (protocol !== "https:" && policy.PLACE_ALLOW_LOOPBACK !== "1") throw new NotBelieved("an address without TLS");
}

/** Who led back says who they are where they can (RFC 9207): a code of one provider is given to no other. */
export function isFrom({ issuer, authorization_response_iss_parameter_supported: says }: Description, iss?: string) {
  if (iss === undefined) return says !== true;
  if (!issuer.includes(TENANT)) return iss === issuer;
  const [before = "", after = ""] = issuer.split(TENANT);
  return iss.startsWith(before) && iss.endsWith(after);
}

/** Of an ID token that holds. */
export interface Claims {
  issuer: string;
  subject: string;
  /** What the provider calls them; for show alone. */
  called: { email?: string; preferred_username?: string; name?: string };
}

type KeySet = ReturnType<typeof import("jose").createRemoteJWKSet>;
const keySets = new Map<string, KeySet>();

/**
 * @param expected what this PLACE is called there, and what it asked with
 * @throws NotBelieved signed by another key or by none, of another issuer, for somebody else, out of time, or made for another question
 */
export async function readIdToken(
  policy: OutsidePolicy,
  { issuer, jwks_uri: jwksUri }: Description,
  token: string,
  expected: { client: string; nonce: string },
): Promise<Claims> {
  const { jwtVerify } = await import("jose");
  const isTemplate = issuer.includes(TENANT);
  const { payload } = await jwtVerify(token, await keysAt(policy, jwksUri), {
    ...(!isTemplate && { issuer }),
    audience: expected.client,
    algorithms: ALGORITHMS,
    requiredClaims: ["iss", "sub", "aud", "exp", "iat"],
    maxTokenAge: TOKEN_MAX_AGE,
    clockTolerance: CLOCKS_DIFFER,
  }).catch((error: unknown): never => {
    throw new NotBelieved(error instanceof Error ? error.name : "unreadable");
  });
  const { iss = "", sub = "", aud, azp, nonce, tid } = payload;
  if (isTemplate) {
    const tenant = typeof tid === "string" && TENANT_ID.test(tid) ? tid : null;
    if (tenant === null || iss !== issuer.replace(TENANT, tenant)) throw new NotBelieved("of another tenant");
  }
  if (nonce !== expected.nonce) throw new NotBelieved("made for another question");
  if (Array.isArray(aud) && aud.length > 1 && azp === undefined) throw new NotBelieved("for several");
  if (azp !== undefined && azp !== expected.client) throw new NotBelieved("for somebody else");
  if (sub === "" || sub.length > 255) throw new NotBelieved("of nobody");
  const text = (claim: unknown) => (typeof claim === "string" && claim !== "" ? claim.slice(0, 200) : undefined);
  const [email, username, name] = [payload["email"], payload["preferred_username"], payload["name"]].map(text);
  return {
    issuer: iss,
    subject: sub,
    called: { ...(email && { email }), ...(username && { preferred_username: username }), ...(name && { name }) },
  };
}

async function keysAt(policy: OutsidePolicy, address: string): Promise<KeySet> {
  const before = keySets.get(address);
  if (before) return before;
  const { createRemoteJWKSet, customFetch } = await import("jose");
  const keys = createRemoteJWKSet(new URL(address), {
    timeoutDuration: ANSWER_MS,
    [customFetch]: async (url: string) => {
      const limits = { timeoutMs: ANSWER_MS, maxBytes: ANSWER_BYTES };
      const { status, body, headers } = await fetchOutside(policy, url, limits);
      return new Response(new Uint8Array(body), { status, headers });
    },
  });
  keySets.set(address, keys);
  return keys;
}

export function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    // No JSON: whoever reads it finds nothing that they look for.
    return null;
  }
}
