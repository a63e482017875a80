/**
 * Hashing costs more CPU than the Worker has on the free plan, so it runs in a small pool of Durable Objects. The same class,
 * under a name of its own, keeps which sealed tokens were used, and the key of those from before there was a ring of keys (key-ring.ts). Under
 * another name it keeps the first key of widgets, which is handed out.
 */
import { DurableObject } from "cloudflare:workers";
import { randomBytes, scryptSync, timingSafeEqual, type ScryptOptions } from "node:crypto";
import { COST } from "./password-cost.ts";
import { isOutgrown, readCost, withCost } from "./password-form.ts";
import { firstIsOver } from "./key-ring.ts";
import { sealAnew } from "./sealing-anew.ts";
import { FIRST_SEAL_KEY, SignedTokens } from "./signed-tokens.ts";
import { Refused } from "../refused.ts";
import type { Db } from "../store/db.ts";
import { passwordOfUser, replacePassword, type PasswordHash } from "../store/users.ts";
import { because } from "../../protocol/reasons.ts";

export type { PasswordHash };

const HASH_BYTES = 32;
const SALT_BYTES = 16;
const POOL = 8;
const WIDGET_KEY = "widget-key";

/** What an unknown handle is checked against, so that it takes as long as a known one. */
const NOBODY: PasswordHash = {
  hash: withCost(Buffer.alloc(HASH_BYTES).toString("base64url")),
  salt: Buffer.alloc(SALT_BYTES).toString("base64url"),
};

export class PasswordHasher extends DurableObject<Env> {
  readonly #tokens = new SignedTokens(this.ctx.storage, this.env);

  hash(password: string): PasswordHash {
    const salt = randomBytes(SALT_BYTES);
    const hash = scrypt(password, salt, COST).toString("base64url");
    return { hash: withCost(hash), salt: salt.toString("base64url") };
  }

  /** `stored` null: there is no such account or it has no password. Takes the same time, and is always false. */
  verify(password: string, stored: PasswordHash | null): boolean {
    const { hash: kept, salt } = stored ?? NOBODY;
    const { cost, hash } = readCost(kept);
    const given = scrypt(password, Buffer.from(salt, "base64url"), cost);
    const same = timingSafeEqual(given, Buffer.from(hash, "base64url"));
    return same && stored !== null;
  }

  seal(payload: string, lifetime: number): string {
    return this.#tokens.seal(payload, lifetime);
  }

  unseal(token: string): string | null {
    return this.#tokens.unseal(token);
  }

  spend(token: string): boolean {
    return this.#tokens.spend(token);
  }

  /** 256 bits, base64url: what sealed and signed before there was a ring of keys (sealed-secrets.ts). It opens no session and no password. */
  widgetKey(): string {
    const { kv } = this.ctx.storage;
    let key = kv.get<string>(WIDGET_KEY);
    if (key === undefined) kv.put(WIDGET_KEY, (key = randomBytes(32).toString("base64url")));
    return key;
  }

  /** What older keys sealed in D1, some of it. @returns how much was */
  sealAnew(): Promise<number> {
    return sealAnew(this.env, this.ctx.storage.kv);
  }

  /** For good, where nothing needs it any more: the keys that this object made for itself. */
  endFirst(): void {
    if (firstIsOver(this.env)) for (const key of [WIDGET_KEY, FIRST_SEAL_KEY]) this.ctx.storage.kv.delete(key);
  }
}

/** Two keyboards may send one letter in two encodings; both are the same password. */
function scrypt(password: string, salt: Buffer, cost: ScryptOptions): Buffer {
  return scryptSync(password.normalize("NFKC"), salt, HASH_BYTES, cost);
}

/** One of the pool, at random. */
export function passwordHasher(env: Env) {
  return env.HASHERS.getByName(`hasher-${Math.floor(Math.random() * POOL)}`);
}

/** Of an account that has one. @throws Refused `wrong_credentials`, by the field in which it was asked for */
export async function provePassword(
  env: Env,
  db: Db,
  userNo: number,
  given: string | undefined,
  field: string,
): Promise<void> {
  const stored = await passwordOfUser(db, userNo);
  if (stored && !(await passwordHasher(env).verify(given ?? "", stored)))
    throw new Refused("wrong_credentials", { ...because("wrong_current"), field });
}

/** Hashed anew where a password costs more by now than when it was kept. @param right what was just found to be the password */
export async function renewHash(env: Env, db: Db, userNo: number, right: string, kept: PasswordHash): Promise<void> {
  if (!isOutgrown(kept.hash)) return;
  const { hash, salt } = await passwordHasher(env).hash(right);
  await replacePassword(db, userNo, kept, { hash, salt });
}

/** The one object whose key seals tokens. */
export function tokenSealer(env: Env) {
  return env.HASHERS.getByName("sealer");
}
