/** `GET /metrics`: what is counted, for Prometheus and who reads as it does. Off where no secret is set; of all classes in sum, none is named. */
import { timingSafeEqual } from "node:crypto";
import type { AppContext } from "../hono-env.ts";
import { answerNotFound } from "../http/errors.ts";
import { throttleAddress } from "../identity/throttle.ts";
import { metricsTokenOf } from "../operator-settings.ts";
import { carryCountsNow, meterOf } from "../meter/carry.ts";
import { exposition, EXPOSITION_TYPE } from "../meter/exposition.ts";
import { quotasOf } from "../meter/figures.ts";
import { ALL } from "../tally.ts";

/** Who has not the secret is told what one is told where there is nothing. */
export async function answerMetrics(c: AppContext): Promise<Response> {
  const token = metricsTokenOf(c.env.PLACE_METRICS_TOKEN);
  if (token === undefined) return answerNotFound(c);
  const [, given = ""] = /^Bearer (.+)$/iu.exec(c.req.header("authorization") ?? "") ?? [];
  if (!(await isSame(given, token))) {
    await throttleAddress(c, "look");
    return answerNotFound(c);
  }
  await carryCountsNow();
  const meter = meterOf(c.env);
  const [totals, { ofAll }] = await Promise.all([meter.totals(), meter.read(ALL)]);
  return c.body(exposition(totals, quotasOf(ofAll, Date.now())), 200, {
    "content-type": EXPOSITION_TYPE,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
}

/** Hashes are of one length, so that the time tells nothing of the secret's. */
async function isSame(given: string, token: string): Promise<boolean> {
  const hash = async (text: string) =>
    new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return timingSafeEqual(await hash(given), await hash(token));
}
