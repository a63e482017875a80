/**
 * Tokens of readers without a name: signed, and stored nowhere, so that a thousand of them cost no row. What a token says is where it
 * holds and until when; whether the widget still allows it is asked of D1 at each request, together with the channel.
 */
import { parseJson } from "../../protocol/index.ts";
import type { Reader } from "../store/visits.ts";
import { splitKid, withKid } from "./key-ring.ts";
import { keysNamed, newestKeys, type SealingEnv } from "./sealed-secrets.ts";

/** No session's token has a dot. */
const PREFIX = "reader.";
export const isReaderToken = (token: string): boolean => token.startsWith(PREFIX);

export async function makeReaderToken(env: SealingEnv, reader: Reader): Promise<string> {
  const { kid, sign } = await newestKeys(env);
  const { widget, site, mark, expiresAt } = reader;
  const text = Buffer.from(JSON.stringify([widget, site, mark, expiresAt])).toString("base64url");
  const signed = withKid(kid, text);
  const signature = await crypto.subtle.sign("HMAC", sign, new TextEncoder().encode(signed));
  return `${PREFIX}${signed}.${Buffer.from(signature).toString("base64url")}`;
}

/** Null for what is none of ours, has ended, or names a key that is over. @param now ms since 1970 */
export async function readReaderToken(env: SealingEnv, token: string, now: number): Promise<Reader | null> {
  if (!isReaderToken(token)) return null;
  const at = token.lastIndexOf(".");
  const signed = token.slice(PREFIX.length, at);
  const { kid, rest: text } = splitKid(signed);
  if (text === "" || text.includes(".")) return null;
  const keys = await keysNamed(env, kid);
  if (!keys) return null;
  const given = new Uint8Array(Buffer.from(token.slice(at + 1), "base64url"));
  if (!(await crypto.subtle.verify("HMAC", keys.sign, given, new TextEncoder().encode(signed)))) return null;
  const content = parseJson(Buffer.from(text, "base64url").toString());
  if (!content.ok) return null;
  // Signed by us: it is what was written above.
  const [widget, site, mark, expiresAt] = content.value as [string, string, string, number];
  return expiresAt > now ? { widget, site, mark, expiresAt } : null;
}
