/** What is answered when something was thrown, and where nothing is. */
import { refusal, REFUSALS, type Refusal } from "../../protocol/index.ts";
import type { AppContext } from "../hono-env.ts";
import { isStorageFault, log, placesIn } from "../log.ts";
import { carryCounts } from "../meter/carry.ts";
import { Refused } from "../refused.ts";

/** The one error handler: a refusal as it is, every other error as a fault of ours, said in the log. */
export function answerError(error: Error, c: AppContext): Response {
  const trace = c.get("trace") ?? "";
  const answer = { ...refusalOf(error), trace };
  // Never what people entered: only what went wrong, where, and the code a person can read to us.
  if (!(error instanceof Refused)) {
    log.fault("request", error, { trace, path: withoutSecret(c.req.path) }, placesIn(error));
    carryCounts();
  }
  if (answer.retryAfter !== undefined) c.header("retry-after", String(Math.ceil(answer.retryAfter / 1000)));
  c.header("cache-control", "no-store");
  c.header("x-content-type-options", "nosniff");
  return c.json(answer, REFUSALS[answer.code].status);
}

/** In the address of a webhook stands what opens it. */
const withoutSecret = (path: string) => path.replace(/^(\/api\/(?:hooks\/[^/]+|command-answers)\/).*/u, "$1…");

/** Storage that cannot be reached is not the caller's fault nor ours to hide: it says so, and when to try again. */
function refusalOf(error: Error): Refusal {
  if (error instanceof Refused) return error.refusal;
  return isStorageFault(error) ? refusal("unavailable", { retryAfter: 2_000 }) : refusal("internal");
}

/** There is no such address. */
export function answerNotFound(c: AppContext): Response {
  return c.json(refusal("not_found"), 404, { "cache-control": "no-store", "x-content-type-options": "nosniff" });
}
