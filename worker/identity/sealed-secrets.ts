/**
 * Two keys that are in no database: what signs the tokens of readers without a name, and what seals the secrets of sites, webhooks and second
 * factors before D1 keeps them. They come from the newest key of the ring (key-ring.ts), or where there is none, from one that an object keeps in its
 * own storage, which an isolate asks for once.
 */
import {
  firstIsOver,
  FIRST,
  HASHERS_OF_WIDGETS,
  ringOf,
  sealingKey,
  splitKid,
  withKid,
  type RingEnv,
} from "./key-ring.ts";

/** What of the bindings is needed to seal and to open. */
export type SealingEnv = Pick<Env, "HASHERS"> & RingEnv;

interface DerivedKeys {
  kid: string;
  sign: CryptoKey;
  seal: CryptoKey;
}
/** By the key that they come from: a name says nothing of what an operator sets it to. */
const derived = new Map<string, DerivedKeys>();
let first: string | null = null;

/** What new tokens are signed with, and new secrets sealed. @throws what the object throws */
export async function newestKeys(env: SealingEnv): Promise<DerivedKeys> {
  const { kid, key } = sealingKey(env) ?? { kid: FIRST, key: await firstKey(env) };
  return derive(kid, key);
}

/** What signed or sealed it; undefined: no key of this PLACE, or one that is over. @throws what the object throws */
export async function keysNamed(env: SealingEnv, kid: string): Promise<DerivedKeys | undefined> {
  if (kid === FIRST) return firstIsOver(env) ? undefined : derive(kid, await firstKey(env));
  const found = ringOf(env).find((each) => each.kid === kid);
  return found && derive(kid, found.key);
}

async function firstKey(env: SealingEnv): Promise<string> {
  // Never a promise: it belongs to the request that made it.
  return (first ??= await env.HASHERS.getByName(HASHERS_OF_WIDGETS).widgetKey());
}

async function derive(kid: string, key: string): Promise<DerivedKeys> {
  const before = derived.get(key);
  if (before) return before;
  const raw = Buffer.from(key, "base64url");
  const base = await crypto.subtle.importKey("raw", raw, "HKDF", false, ["deriveKey"]);
  const from = (info: string) => ({
    name: "HKDF",
    hash: "SHA-256",
    salt: new Uint8Array(32),
    info: new TextEncoder().encode(info),
  });
  const [sign, seal] = await Promise.all([
    crypto.subtle.deriveKey(from("readers' tokens"), base, { name: "HMAC", hash: "SHA-256", length: 256 }, false, [
      "sign",
      "verify",
    ]),
    crypto.subtle.deriveKey(from("sites' secrets"), base, { name: "AES-GCM", length: 256 }, false, [
      "encrypt",
      "decrypt",
    ]),
  ]);
  const keys = { kid, sign, seal };
  derived.set(key, keys);
  return keys;
}

const IV_BYTES = 12;
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** By the newest key, which it names. @param about what the secret belongs to: opened elsewhere it is nothing */
export async function sealSecret(env: SealingEnv, secret: string, about: string): Promise<string> {
  const { kid, seal } = await newestKeys(env);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const how = { name: "AES-GCM", iv, additionalData: bytesOf(about) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(how, seal, bytesOf(secret)));
  return withKid(kid, Buffer.concat([iv, sealed]).toString("base64url"));
}

/** Null where it was sealed by another PLACE, as after a database was moved without its objects, or by a key that was taken away. */
export async function openSecret(env: SealingEnv, sealed: string, about: string): Promise<string | null> {
  const { kid, rest } = splitKid(sealed);
  const keys = await keysNamed(env, kid);
  if (!keys) return null;
  const bytes = new Uint8Array(Buffer.from(rest, "base64url"));
  const how = { name: "AES-GCM", iv: bytes.slice(0, IV_BYTES), additionalData: bytesOf(about) };
  try {
    return new TextDecoder().decode(await crypto.subtle.decrypt(how, keys.seal, bytes.slice(IV_BYTES)));
  } catch {
    // Sealed by another key, as said above: whoever asks is told so.
    return null;
  }
}
