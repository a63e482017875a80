/** The push service of the tests (test/support/push-service.ts) as the tests of the worker see it: browsers that subscribe, and what came to them. */
import { env } from "cloudflare:workers";
import { expect, vi } from "vitest";
import type { PushDevice, PushPayload } from "../../../protocol/index.ts";
import { pushKeysOf } from "../../../worker/push/keys.ts";
import type { Somebody } from "./classroom.ts";

const SERVICE = "https://one.push.example";

/** One push, opened by another implementation than the one that closed it. */
export interface Pushed {
  at: number;
  headers: Record<string, string>;
  payload: PushPayload;
  bytes: number;
  vapid: { aud: string; sub: string; exp: number; key: string };
}

/** What a browser of this name sends to be notified. */
export async function subscriptionTo(name: string, service = SERVICE) {
  const made: { endpoint: string; keys: { p256dh: string; auth: string } } = await (
    await fetch(`${service}/new/${name}`)
  ).json();
  return { ...made, applicationServerKey: pushKeysOf(env)[0]!.publicKey, lang: "en" };
}

/** A browser of theirs, notified from now on. */
export async function notified(who: Somebody, name: string, more: object = {}, service = SERVICE): Promise<PushDevice> {
  const asked = { ...(await subscriptionTo(name, service)), ...more };
  const told = await who.put<{ device: PushDevice }>("/push/devices", asked);
  expect(told.status, JSON.stringify(told.body)).toBe(200);
  return told.body.device;
}

/** What came there, the oldest first. */
export async function cameTo(name: string, service = SERVICE): Promise<Pushed[]> {
  return (await fetch(`${service}/came/${name}`)).json();
}

/** Waits until so many have come. */
export const came = (name: string, count = 1) =>
  vi.waitFor(
    async () => {
      const all = await cameTo(name);
      expect(all.length).toBeGreaterThanOrEqual(count);
      return all;
    },
    { timeout: 10_000, interval: 20 },
  );

export async function answersWith(
  name: string,
  answers: { status?: number; retryAfter?: string; waits?: number },
): Promise<void> {
  await fetch(`${SERVICE}/answers/${name}`, { method: "PUT", body: JSON.stringify(answers) });
}
