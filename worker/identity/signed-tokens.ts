/**
 * Short-lived tokens that the client carries and cannot change: what a WebAuthn challenge was made for. Nothing is stored for
 * a token that is never used; the id of a used one is kept until it would have expired, so that it works once. Signed by the newest key of the ring,
 * which it names, or by one of its own where there is none.
 */
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { FIRST, firstIsOver, ringOf, sealingKey, splitKid, withKid, type RingEnv } from "./key-ring.ts";

/** Name of the key that signed before there was a ring. */
export const FIRST_SEAL_KEY = "seal-key";
const SPENT = "spent:";

interface TokenContent {
  id: string;
  /** Milliseconds since 1970. */
  expires: number;
  payload: string;
}

export class SignedTokens {
  readonly #storage: DurableObjectStorage;
  readonly #env: RingEnv;

  constructor(storage: DurableObjectStorage, env: RingEnv) {
    this.#storage = storage;
    this.#env = env;
  }

  /** `lifetime` in milliseconds. The payload can be read by whoever holds the token. */
  seal(payload: string, lifetime: number): string {
    const content: TokenContent = {
      id: randomBytes(16).toString("base64url"),
      expires: Date.now() + lifetime,
      payload,
    };
    const newest = sealingKey(this.#env);
    const text = withKid(newest?.kid ?? FIRST, Buffer.from(JSON.stringify(content)).toString("base64url"));
    return `${text}.${mac(text, newest ? derive(newest.key) : this.#first()).toString("base64url")}`;
  }

  /** The payload, or null where the token is not ours, has expired, or was spent. */
  unseal(token: string): string | null {
    const content = this.#open(token);
    return content && this.#storage.kv.get(SPENT + content.id) === undefined ? content.payload : null;
  }

  /** True once per token, for whoever comes first. */
  spend(token: string): boolean {
    const content = this.#open(token);
    if (!content || this.#storage.kv.get(SPENT + content.id) !== undefined) return false;
    for (const [key, expires] of this.#storage.kv.list<number>({ prefix: SPENT })) {
      if (expires < Date.now()) this.#storage.kv.delete(key);
    }
    this.#storage.kv.put(SPENT + content.id, content.expires);
    return true;
  }

  #open(token: string): TokenContent | null {
    const at = token.lastIndexOf(".");
    const signed = token.slice(0, Math.max(at, 0));
    const { kid, rest } = splitKid(signed);
    const key = this.#named(kid);
    if (key === null) return null;
    const given = Buffer.from(token.slice(at + 1), "base64url");
    const right = mac(signed, key);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    const content = JSON.parse(Buffer.from(rest, "base64url").toString()) as TokenContent;
    return content.expires > Date.now() ? content : null;
  }

  #named(kid: string): Buffer | null {
    if (kid === FIRST) return firstIsOver(this.#env) ? null : this.#first();
    const found = ringOf(this.#env).find((each) => each.kid === kid);
    return found ? derive(found.key) : null;
  }

  #first(): Buffer {
    let key = this.#storage.kv.get<string>(FIRST_SEAL_KEY);
    if (key === undefined) this.#storage.kv.put(FIRST_SEAL_KEY, (key = randomBytes(32).toString("base64url")));
    return Buffer.from(key, "base64url");
  }
}

const mac = (text: string, key: Buffer): Buffer => createHmac("sha256", key).update(text).digest();
/** One key of the ring signs nothing of two kinds. */
const derive = (key: string): Buffer =>
  Buffer.from(hkdfSync("sha256", Buffer.from(key, "base64url"), Buffer.alloc(32), "sign-ins under way", 32));
