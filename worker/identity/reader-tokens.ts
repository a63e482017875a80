/**
 * Tokens of readers without a name: signed, and stored nowhere, so that a thousand of them cost no row. What a token says is where it
 * holds and until when; whether the widget still allows it is asked of D1 at each request, together with the channel.
 */
import { parseJson } from "../../protocol/index.ts";
import type { Reader } from "../store/visits.ts";
import { widgetKeys } from "./widget-keys.ts";

/** No session's token has a dot. */
const PREFIX = "reader.";
export const isReaderToken = (token: string): boolean => token.startsWith(PREFIX);

export async function makeReaderToken(env: Pick<Env, "HASHERS">, reader: Reader): Promise<string> {
  const { sign } = await widgetKeys(env);
  const { widget, site, mark, expiresAt } = reader;
  const text = Buffer.from(JSON.stringify([widget, site, mark, expiresAt])).toString("base64url");
  const signature = await crypto.subtle.sign("HMAC", sign, new TextEncoder().encode(text));
  return `${PREFIX}${text}.${Buffer.from(signature).toString("base64url")}`;
}

/** Null for what is none of ours, or has ended. @param now ms since 1970 */
export async function readReaderToken(env: Pick<Env, "HASHERS">, token: string, now: number): Promise<Reader | null> {
  const [text = "", signature = "", ...more] = token.slice(PREFIX.length).split(".");
  if (!isReaderToken(token) || text === "" || more.length > 0) return null;
  const { sign } = await widgetKeys(env);
  const given = new Uint8Array(Buffer.from(signature, "base64url"));
  if (!(await crypto.subtle.verify("HMAC", sign, given, new TextEncoder().encode(text)))) return null;
  const content = parseJson(Buffer.from(text, "base64url").toString());
  if (!content.ok) return null;
  // Signed by us: it is what was written above.
  const [widget, site, mark, expiresAt] = content.value as [string, string, string, number];
  return expiresAt > now ? { widget, site, mark, expiresAt } : null;
}
