/**
 * `PLACE_SIGN_IN`: with whose accounts one signs in here. Four values for each: what it is called, who vouches (the issuer), and the two
 * that the provider gave this PLACE. What one of them is called in addresses comes of its issuer.
 */
import * as v from "valibot";
import { log } from "../log.ts";

const Word = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(500));
const Settings = v.pipe(
  v.array(
    v.object({
      name: v.pipe(Word, v.maxLength(60)),
      issuer: v.pipe(Word, v.url()),
      client: Word,
      secret: v.pipe(v.string(), v.minLength(1), v.maxLength(2_000)),
      /** Where two have the same host, as two realms of one server. Without dots: an address that ends like a file's is no page. */
      key: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,60}$/u))),
    }),
  ),
  v.maxLength(20),
);
export type ProviderSettings = v.InferOutput<typeof Settings>[number] & { key: string };

export const GITHUB = "https://github.com";
const SHORT: Readonly<Record<string, string>> = {
  "accounts.google.com": "google",
  "login.microsoftonline.com": "microsoft",
  "github.com": "github",
};

let known: { text: string; providers: ProviderSettings[] } | null = null;

/** In the order of their buttons. None where nobody set one, or what was set cannot be read, which is said once. */
export function providersOf({ PLACE_SIGN_IN: text }: Pick<Env, "PLACE_SIGN_IN">): ProviderSettings[] {
  if (!text) return [];
  if (known?.text === text) return known.providers;
  const providers = read(text);
  if (!providers)
    // Never the text: it has secrets in it.
    log.fault("settings", new Error("PLACE_SIGN_IN cannot be read: nobody signs in with an account elsewhere"));
  known = { text, providers: providers ?? [] };
  return known.providers;
}

function read(text: string): ProviderSettings[] | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // No JSON: the caller says so.
    return null;
  }
  const parsed = v.safeParse(Settings, json);
  if (!parsed.success) return null;
  const providers = parsed.output.map((each): ProviderSettings => {
    const issuer = each.issuer.replace(/\/$/u, "");
    const { hostname } = new URL(issuer);
    return { ...each, issuer, key: each.key ?? SHORT[hostname] ?? hostname.replaceAll(".", "-") };
  });
  const keys = new Set(providers.map(({ key }) => key));
  return keys.size === providers.length ? providers : null;
}
