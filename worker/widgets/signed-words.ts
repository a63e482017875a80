/** What a class's site says of who somebody is: a JWT (RFC 7519), signed by a key of the class. */
import { parse, DisplayNameSchema, WIDGET_CLOCK_MS, WIDGET_JWT_MAX_MS } from "../../protocol/index.ts";
import { isText } from "../../protocol/text.ts";
import { because } from "../../protocol/reasons.ts";
import { openSecret, type SealingEnv } from "../identity/sealed-secrets.ts";
import { Refused } from "../refused.ts";
import type { Db } from "../store/db.ts";
import { findKey, type WidgetKeyRow } from "../store/widgets.ts";
import type { Named } from "../store/visitors.ts";

const SUB_MAX_CHARS = 200;

/** For who writes the site: which part of its word is wrong. */
type Fault =
  | "unreadable"
  | "kid"
  | "alg"
  | "signature"
  | "sub"
  | "name"
  | "iat"
  | "exp"
  | "exp too far"
  | "expired"
  | "aud"
  | "signed out since"
  | "secret lost";

export const unproven = (fault: Fault) =>
  new Refused("forbidden", { ...because("widget_word", { fault }), field: "jwt" });

/**
 * Checks a word of the site. Its algorithm is the key's: what the token says of that has to be the same, and decides nothing.
 * @param widget public id: a token with an `aud` is for that widget
 * @param now ms since 1970
 * @throws Refused `forbidden` with the reason `widget_word`
 */
export async function readSignedWord(
  env: SealingEnv,
  db: Db,
  { workspaceNo, widget }: { workspaceNo: number; widget: string },
  jwt: string,
  now: number,
): Promise<Named> {
  // Nobody's first request waits for it but who comes so.
  const { decodeProtectedHeader, jwtVerify, errors } = await import("jose");
  const kid = kidIn(() => decodeProtectedHeader(jwt));
  const key = await findKey(db, workspaceNo, kid);
  if (!key) throw unproven("kid");
  const verifier = await verifierOf(env, key);
  const { payload } = await jwtVerify(jwt, verifier, {
    algorithms: [key.alg],
    requiredClaims: ["sub", "name", "iat", "exp"],
    currentDate: new Date(now),
  }).catch((error: unknown): never => {
    if (error instanceof errors.JWTExpired) throw unproven("expired");
    if (error instanceof errors.JOSEAlgNotAllowed) throw unproven("alg");
    if (error instanceof errors.JWSSignatureVerificationFailed) throw unproven("signature");
    if (error instanceof errors.JWTClaimValidationFailed) throw unproven(claimIn(error.claim));
    throw unproven("unreadable");
  });
  const { sub, name, iat, exp, aud } = payload;
  if (typeof sub !== "string" || sub.length === 0 || sub.length > SUB_MAX_CHARS || !isText(sub)) throw unproven("sub");
  const shown = parse(DisplayNameSchema, name);
  if (!shown.ok) throw unproven("name");
  // jose has seen that they are numbers.
  const [saidAt, endsAt] = [Number(iat) * 1000, Number(exp) * 1000];
  if (!Number.isFinite(saidAt) || saidAt > now + WIDGET_CLOCK_MS) throw unproven("iat");
  if (endsAt - saidAt > WIDGET_JWT_MAX_MS || endsAt > now + WIDGET_JWT_MAX_MS + WIDGET_CLOCK_MS)
    throw unproven("exp too far");
  if (aud !== undefined && ![aud].flat().includes(widget)) throw unproven("aud");
  return { sub, name: shown.value, saidAt, keyNo: key.no };
}

function kidIn(header: () => { kid?: unknown }): string {
  let kid: unknown;
  try {
    ({ kid } = header());
  } catch {
    // What comes from outside is no fault of ours: its sender is told.
    throw unproven("unreadable");
  }
  if (typeof kid !== "string" || kid.length > 40) throw unproven("kid");
  return kid;
}

const claimIn = (claim: string): Fault =>
  claim === "sub" || claim === "name" || claim === "iat" || claim === "exp" ? claim : "unreadable";

async function verifierOf(env: SealingEnv, { alg, material, kid }: WidgetKeyRow): Promise<CryptoKey | Uint8Array> {
  if (alg === "EdDSA")
    return crypto.subtle.importKey("raw", Buffer.from(material, "base64url"), { name: "Ed25519" }, false, ["verify"]);
  const secret = await openSecret(env, material, kid);
  if (secret === null) throw unproven("secret lost");
  return new Uint8Array(Buffer.from(secret, "base64url"));
}
