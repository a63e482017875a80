/**
 * Two keys that are in no database: what signs the tokens of readers without a name, and what seals the secrets of sites before D1 keeps
 * them. They come from one that an object keeps in its own storage; an isolate asks for it once.
 */
import { HASHERS_OF_WIDGETS } from "./password-hasher.ts";

interface WidgetKeys {
  sign: CryptoKey;
  seal: CryptoKey;
}
let known: WidgetKeys | null = null;

/** @throws what the object throws */
export async function widgetKeys(env: Pick<Env, "HASHERS">): Promise<WidgetKeys> {
  // Never a promise: it belongs to the request that made it.
  return (known ??= await derive(await env.HASHERS.getByName(HASHERS_OF_WIDGETS).widgetKey()));
}

async function derive(key: string): Promise<WidgetKeys> {
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
  return { sign, seal };
}

const IV_BYTES = 12;
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** @param about what the secret belongs to: opened elsewhere it is nothing */
export async function sealSecret(env: Pick<Env, "HASHERS">, secret: string, about: string): Promise<string> {
  const { seal } = await widgetKeys(env);
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const how = { name: "AES-GCM", iv, additionalData: bytesOf(about) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(how, seal, bytesOf(secret)));
  return Buffer.concat([iv, sealed]).toString("base64url");
}

/** Null where it was sealed by another PLACE, as after a database was moved without its objects. */
export async function openSecret(env: Pick<Env, "HASHERS">, sealed: string, about: string): Promise<string | null> {
  const { seal } = await widgetKeys(env);
  const bytes = new Uint8Array(Buffer.from(sealed, "base64url"));
  const how = { name: "AES-GCM", iv: bytes.slice(0, IV_BYTES), additionalData: bytesOf(about) };
  try {
    return new TextDecoder().decode(await crypto.subtle.decrypt(how, seal, bytes.slice(IV_BYTES)));
  } catch {
    // Sealed by another key, as said above: whoever asks is told so.
    return null;
  }
}
