/** The gate against other sites: what changes something, or opens a socket, comes from this site and in JSON. */
import type { MiddlewareHandler } from "hono";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { Refused } from "../refused.ts";

const isUpgrade = (c: AppContext) => c.req.header("upgrade")?.toLowerCase() === "websocket";
const isWrite = (c: AppContext) => !["GET", "HEAD"].includes(c.req.method);

/**
 * Programs send no `Origin`, browsers send one with every write and every upgrade. One that is not of the host that was
 * asked is refused (`null` of a sandboxed frame included). The form types that a browser sends across sites without asking
 * are refused by content type.
 * @throws Refused `wrong_origin`, `not_json`
 */
export const checkOrigin: MiddlewareHandler<HonoEnv> = async (c, next) => {
  const write = isWrite(c);
  if (write || isUpgrade(c)) {
    const origin = c.req.header("origin");
    if (origin !== undefined && hostOf(origin) !== new URL(c.req.url).host) throw new Refused("wrong_origin");
  }
  if (write) {
    const type = c.req.header("content-type");
    const isBare = type === undefined && c.req.method === "DELETE" && c.req.raw.body === null;
    if (!isBare && !/^application\/json(;|$)/iu.test(type ?? "")) throw new Refused("not_json");
  }
  await next();
};

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

/** The site as the browser names it, e.g. `https://place.example`: what a passkey is bound to. */
export function siteOf(c: AppContext): URL {
  return new URL(c.req.header("origin") ?? new URL(c.req.url).origin);
}
