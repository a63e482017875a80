/**
 * Short-lived tokens that the client carries and cannot change: what a WebAuthn challenge was made for. Nothing is stored for
 * a token that is never used; the id of a used one is kept until it would have expired, so that it works once.
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const KEY = "seal-key";
const SPENT = "spent:";

interface TokenContent {
  id: string;
  /** Milliseconds since 1970. */
  expires: number;
  payload: string;
}

export class SignedTokens {
  readonly #storage: DurableObjectStorage;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** `lifetime` in milliseconds. The payload can be read by whoever holds the token. */
  seal(payload: string, lifetime: number): string {
    const content: TokenContent = {
      id: randomBytes(16).toString("base64url"),
      expires: Date.now() + lifetime,
      payload,
    };
    const text = Buffer.from(JSON.stringify(content)).toString("base64url");
    return `${text}.${this.#sign(text).toString("base64url")}`;
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
    const [text = "", mark = ""] = token.split(".");
    const given = Buffer.from(mark, "base64url");
    const right = this.#sign(text);
    if (given.length !== right.length || !timingSafeEqual(given, right)) return null;
    const content = JSON.parse(Buffer.from(text, "base64url").toString()) as TokenContent;
    return content.expires > Date.now() ? content : null;
  }

  #sign(text: string): Buffer {
    let key = this.#storage.kv.get<string>(KEY);
    if (key === undefined) this.#storage.kv.put(KEY, (key = randomBytes(32).toString("base64url")));
    return createHmac("sha256", Buffer.from(key, "base64url")).update(text).digest();
  }
}
