/**
 * Passkeys: WebAuthn by @simplewebauthn/server, which is large and loaded when first needed. A challenge travels in a sealed
 * token together with what it is for, works once, and for five minutes.
 */
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import type { InferOutput } from "valibot";
import type { PasskeyFor, PasskeyAssertionSchema, PasskeyRegisterBody } from "../../protocol/index.ts";
import type { AppContext } from "../hono-env.ts";
import { Refused } from "../refused.ts";
import { openDb } from "../store/db.ts";
import { findPasskey, setPasskeyCounter, type NewPasskey } from "../store/passkeys.ts";
import { deviceName } from "./device-name.ts";
import { siteOf } from "./origin.ts";
import { tokenSealer } from "./password-hasher.ts";
import { because } from "../../protocol/reasons.ts";

const LIFETIME_MS = 5 * 60_000;
/** EdDSA, ES256, RS256 by their COSE numbers: what authenticators in use have. */
const ALGORITHMS = [-8, -7, -257];

/** Whom a new passkey is for. `id` is the account's public id, which the authenticator keeps as user handle. */
export interface Registration {
  id: string;
  handle: string;
  name: string;
  /** Absent for an account that is there. */
  newcomer?: PasskeyFor;
}
type Challenge = { challenge: string } & ({ purpose: "register"; registration: Registration } | { purpose: "sign-in" });

const library = () => import("@simplewebauthn/server");

/** Options for `navigator.credentials.create`. */
export async function registrationOptions(
  c: AppContext,
  registration: Registration,
  known: { id: string; transports: string[] | null }[],
) {
  const { generateRegistrationOptions } = await library();
  const options = await generateRegistrationOptions({
    rpName: "PLACE",
    rpID: siteOf(c).hostname,
    userID: new Uint8Array(Buffer.from(registration.id)),
    userName: registration.handle,
    userDisplayName: registration.name,
    timeout: LIFETIME_MS,
    attestationType: "none",
    supportedAlgorithmIDs: ALGORITHMS,
    // Signing in asks for no handle, so the authenticator has to know the account.
    authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
    excludeCredentials: known.map(({ id, transports }) => ({ id, ...(transports && { transports }) })),
  });
  return {
    ...options,
    challengeToken: await signChallenge(c, { purpose: "register", challenge: options.challenge, registration }),
  };
}

/** @throws Refused when this is not the answer to a challenge of ours */
export async function checkRegistration(
  c: AppContext,
  { challengeToken, response, name }: InferOutput<typeof PasskeyRegisterBody>,
): Promise<{ registration: Registration; passkey: NewPasskey }> {
  const opened = await readChallenge(c, challengeToken);
  if (opened?.purpose !== "register") throw expired();
  const { verifyRegistrationResponse } = await library();
  const site = siteOf(c);
  const result = await verifyRegistrationResponse({
    response: response as RegistrationResponseJSON,
    expectedChallenge: opened.challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.hostname,
    requireUserVerification: false,
    supportedAlgorithmIDs: ALGORITHMS,
    // What the library cannot read is an answer that does not fit, and the asker is told so; it is no fault of ours.
  }).catch(() => undefined);
  if (!result?.verified) throw new Refused("invalid", { ...because("passkey_unreadable"), field: "response" });
  await spend(c, challengeToken);
  const { credential } = result.registrationInfo;
  return {
    registration: opened.registration,
    passkey: {
      id: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString("base64url"),
      counter: credential.counter,
      transports: response.response.transports ?? [],
      name: name ?? deviceName(c.req.header("user-agent") ?? ""),
    },
  };
}

/** Options for `navigator.credentials.get`: any passkey of this site. */
export async function signInOptions(c: AppContext) {
  const { generateAuthenticationOptions } = await library();
  const options = await generateAuthenticationOptions({
    rpID: siteOf(c).hostname,
    timeout: LIFETIME_MS,
    userVerification: "preferred",
  });
  return { ...options, challengeToken: await signChallenge(c, { purpose: "sign-in", challenge: options.challenge }) };
}

/**
 * @returns public id of the account that the passkey opens, id of the passkey, and whether the device looked at whose hand it was in
 * @throws Refused `wrong_credentials`, whatever it was that did not fit
 */
export async function checkAssertion(
  c: AppContext,
  { challengeToken, response }: InferOutput<typeof PasskeyAssertionSchema>,
): Promise<{ userId: string; passkey: string; isVerified: boolean }> {
  const opened = await readChallenge(c, challengeToken);
  if (opened?.purpose !== "sign-in") throw expired();
  const db = openDb(c.env.DB);
  const found = await findPasskey(db, response.id);
  if (!found) throw wrongPasskey();
  const { verifyAuthenticationResponse } = await library();
  const { passkey, user } = found;
  const site = siteOf(c);
  const result = await verifyAuthenticationResponse({
    response: response as AuthenticationResponseJSON,
    expectedChallenge: opened.challenge,
    expectedOrigin: site.origin,
    expectedRPID: site.hostname,
    requireUserVerification: false,
    credential: {
      id: passkey.id,
      publicKey: new Uint8Array(Buffer.from(passkey.publicKey, "base64url")),
      counter: passkey.counter,
    },
    // What the library cannot read is an answer that does not fit, and the asker is told so; it is no fault of ours.
  }).catch(() => undefined);
  if (!result?.verified) throw wrongPasskey();
  await spend(c, challengeToken);
  const { newCounter, userVerified } = result.authenticationInfo;
  // Most passkeys stay at 0 for ever.
  if (newCounter !== passkey.counter) await setPasskeyCounter(db, passkey.id, newCounter);
  return { userId: user.id, passkey: passkey.id, isVerified: userVerified };
}

const expired = () => new Refused("invalid", { ...because("passkey_expired"), field: "challengeToken" });
const wrongPasskey = () => new Refused("wrong_credentials", because("passkey_unknown"));

function signChallenge(c: AppContext, challenge: Challenge): Promise<string> {
  return tokenSealer(c.env).seal(JSON.stringify(challenge), LIFETIME_MS);
}

async function readChallenge(c: AppContext, token: string): Promise<Challenge | null> {
  const payload = await tokenSealer(c.env).unseal(token);
  return payload === null ? null : (JSON.parse(payload) as Challenge);
}

async function spend(c: AppContext, token: string): Promise<void> {
  if (!(await tokenSealer(c.env).spend(token))) throw expired();
}
