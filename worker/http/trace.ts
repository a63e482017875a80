/** The mark of one request: in the log, in what its rooms do for it, and in every refusal but the plain "not found", for a person to read to whoever runs PLACE. */
import type { AppContext } from "../hono-env.ts";
import { log } from "../log.ts";

/** Runs `work` as this request: every fault within it carries its mark. */
export function traced<T>(c: AppContext, work: () => T): T {
  const trace = c.req.header("cf-ray") ?? crypto.randomUUID().slice(0, 8);
  c.set("trace", trace);
  return log.traced(trace, work);
}
