/**
 * The second factor: six digits of an app (TOTP, RFC 6238, by otpauth), or a recovery code, beside what somebody knows or what a provider
 * says. Asked for at every door but two: a passkey that looked at its owner is two factors itself, and a phone that is let in by a yes on
 * a device that is in.
 */
import { because } from "../../protocol/reasons.ts";
import { TRUSTED_MS, WRONG_CODES_PER_DAY } from "../../protocol/providers.ts";
import type { AppContext } from "../hono-env.ts";
import { log } from "../log.ts";
import { Refused } from "../refused.ts";
import { openDb } from "../store/db.ts";
import { takeRecoveryCode } from "../store/recovery-codes.ts";
import { countTry, factorToAsk, isTrusted, takeStep, type AskedFactor } from "../store/second-factors.ts";
import { readCookie } from "./cookies.ts";
import { DAY_MS, hashSecret, hashToken } from "./sessions.ts";
import { throttleCode } from "./throttle.ts";
import { openSecret, sealSecret } from "./sealed-secrets.ts";

/** As every app has it: six digits of half a minute, by SHA-1 (RFC 4226 says why that is no weakness here). */
const SETTINGS = { algorithm: "SHA1", digits: 6, period: 30 } as const;
/** Steps before and after the present one whose codes are taken: clocks differ. */
const WINDOW = 1;
/** So many wrong ones in a day are told to the owner: somebody may know the password. */
const TELLING = 5;

export interface GivenCode {
  secondCode?: string | undefined;
  trustDevice?: boolean | undefined;
}
/** What came of asking. */
export interface Asked {
  /** ms; no code is asked for in this browser until then. */
  trustedUntil?: number;
}

const aboutOf = (userId: string) => `second factor of ${userId}`;

/** A new secret: 160 bits, as RFC 4226 asks for. */
export async function newFactor(c: AppContext, { id, handle }: { id: string; handle: string }, site: string) {
  const { Secret, TOTP } = await import("otpauth");
  const secret = new Secret({ size: 20 });
  const address = new TOTP({ ...SETTINGS, secret, issuer: "PLACE", label: `${handle} (${site})` }).toString();
  return { secret: secret.base32, address, sealed: await sealSecret(c.env, secret.base32, aboutOf(id)) };
}

/** The step whose code it is; null where it is none of those around now. @throws Refused where no key here opens the secret */
export async function stepOf(c: AppContext, userId: string, sealed: string, code: string): Promise<number | null> {
  const secret = await openSecret(c.env, sealed, aboutOf(userId));
  if (secret === null) {
    log.fault("secondFactor", new Error("sealed by a key that is not here: its codes are no use, recovery codes are"));
    throw new Refused("wrong_credentials", { ...because("factor_lost"), field: "secondCode" });
  }
  const { Secret, TOTP } = await import("otpauth");
  const timestamp = Date.now();
  const totp = new TOTP({ ...SETTINGS, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, window: WINDOW, timestamp });
  return delta === null ? null : Math.floor(timestamp / (SETTINGS.period * 1_000)) + delta;
}

/** Apps show blanks, people type hyphens, and neither library nor hash forgives either. */
export const tidyCode = (text: string) => text.toLowerCase().replaceAll(/[^0-9a-z]+/gu, "");

/**
 * Asks for it where there is one, and this browser is not trusted.
 * @param tell the owner's open devices, after some wrong ones
 * @throws Refused `wrong_credentials` by the field `secondCode`, `too_fast`
 */
export async function askSecondFactor(
  c: AppContext,
  userId: string,
  given: GivenCode,
  tell: (userNo: number) => Promise<void>,
): Promise<Asked> {
  const db = openDb(c.env.DB);
  const factor = await factorToAsk(db, userId);
  if (!factor) return {};
  const mark = readCookie(c, "device");
  const device = mark === undefined ? undefined : await hashToken(mark);
  const now = Date.now();
  if (device !== undefined && (await isTrusted(db, factor.user.no, device, now))) return {};
  await proveSecondFactor(c, factor, given.secondCode, tell);
  return given.trustDevice === true ? { trustedUntil: now + TRUSTED_MS } : {};
}

/** @throws Refused as `askSecondFactor` */
export async function proveSecondFactor(
  c: AppContext,
  { user, secret }: AskedFactor,
  given: string | undefined,
  tell: (userNo: number) => Promise<void>,
): Promise<void> {
  const code = tidyCode(given ?? "");
  if (code === "") throw new Refused("wrong_credentials", { ...because("code_needed"), field: "secondCode" });
  const db = openDb(c.env.DB);
  await throttleCode(c, user.id);
  const wrong = () => new Refused("wrong_credentials", { ...because("code_wrong"), field: "secondCode" });
  if (!/^\d{6}$/u.test(code)) {
    // 79 bits: nobody guesses one, and it is there for who cannot give the other.
    if (await takeRecoveryCode(db, user.handle, await hashSecret(code))) return;
    throw wrong();
  }
  const tries = await countTry(db, user.no, Date.now());
  if (tries === null)
    throw new Refused("too_fast", { ...because("codes_many"), field: "secondCode", retryAfter: DAY_MS });
  const step = await stepOf(c, user.id, secret, code);
  if (step !== null && (await takeStep(db, user.no, step))) return;
  if (tries === TELLING || tries === WRONG_CODES_PER_DAY) await tell(user.no);
  throw wrong();
}
