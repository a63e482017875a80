/** The page of a widget in its frame: the one page of PLACE that other sites may put into theirs, and those of its list alone. */
import type { AppContext } from "../hono-env.ts";
import { throttleAddress } from "../identity/throttle.ts";
import { openDb } from "../store/db.ts";
import { rulesOf } from "../store/visits.ts";
import { findWidget } from "../store/widgets.ts";

/** Under what the files' server has it; its own headers let no site frame it. */
const PAGE = "/widget-frame";

/** Where there is no such widget, or it is off, the page says so by itself, and nobody frames it. @throws Refused `too_fast` */
export async function serveFrame(c: AppContext): Promise<Response> {
  await throttleAddress(c, "visit");
  const found = await findWidget(openDb(c.env.DB), c.req.param("widget") ?? "");
  const rules = found && rulesOf(found.widget, found.channel);
  const page = await c.env.ASSETS.fetch(new URL(PAGE, c.req.url));
  const headers = new Headers(page.headers);
  const ancestors = rules?.on ? ["'self'", ...rules.sites].join(" ") : "'none'";
  headers.set("content-security-policy", framedBy(headers.get("content-security-policy") ?? "", ancestors));
  headers.delete("x-frame-options");
  // The list may change while the page does not: it is asked for each time, and its mark would say that it is the same.
  headers.set("cache-control", "no-store");
  headers.delete("etag");
  headers.set("x-robots-tag", "noindex");
  return new Response(page.body, { status: page.ok && !rules?.on ? 404 : page.status, headers });
}

/** The policy with these in place of whoever might frame it before; everything else of it stays. */
function framedBy(policy: string, ancestors: string): string {
  const others = policy
    .split(";")
    .map((directive) => directive.trim())
    .filter((directive) => directive !== "" && !/^frame-ancestors(\s|$)/iu.test(directive));
  return [...others, `frame-ancestors ${ancestors}`].join("; ");
}
