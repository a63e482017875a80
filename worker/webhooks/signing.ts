/** Requests that PLACE makes to programs, signed by Standard Webhooks (https://www.standardwebhooks.com, version 1). */
import { because } from "../../protocol/reasons.ts";
import { NotFetched, outsideAddress, type OutsidePolicy } from "../outside-fetch.ts";
import { Refused } from "../refused.ts";
import { openSecret, sealSecret, type SealingEnv } from "../identity/sealed-secrets.ts";

const PREFIX = "whsec_";

/** 192 bits; the spec asks for 192 to 512. Told once. */
export function newSigningSecret(): string {
  return PREFIX + Buffer.from(crypto.getRandomValues(new Uint8Array(24))).toString("base64");
}

const SEALED = "sealed:";

/** As D1 and rooms keep it: who reads these signs nothing by it, and beside another address it opens nothing. @param url that is called; null: none is */
export async function sealSigningSecret(env: SealingEnv, secret: string, url: string | null): Promise<string> {
  return SEALED + (await sealSecret(env, secret, url ?? ""));
}

/** Those from before they were sealed stand as they were told. Null where it was sealed by another PLACE, or for another address. */
export async function openSigningSecret(env: SealingEnv, kept: string, url: string | null): Promise<string | null> {
  return kept.startsWith(SEALED) ? openSecret(env, kept.slice(SEALED.length), url ?? "") : kept;
}

/** The three headers. @param id the same at every try @param at ms since 1970: of this try */
export async function signatureHeaders(
  secret: string,
  id: string,
  at: number,
  body: string,
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1000));
  const key = await crypto.subtle.importKey(
    "raw",
    Buffer.from(secret.slice(PREFIX.length), "base64"),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["sign"],
  );
  const signed = await crypto.subtle.sign("HMAC", key, Buffer.from(`${id}.${timestamp}.${body}`));
  return {
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${Buffer.from(signed).toString("base64")}`,
  };
}

/** An address that is given to be called later. @throws Refused `invalid` where it never would be */
export function checkHookAddress(policy: OutsidePolicy, url: string): void {
  try {
    outsideAddress(policy, url);
  } catch (error) {
    if (!(error instanceof NotFetched)) throw error;
    const reason = error.failure === "private_address" ? "hook_private" : "hook_no_address";
    throw new Refused("invalid", { ...because(reason), field: "url" });
  }
}
