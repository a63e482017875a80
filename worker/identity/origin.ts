/** The gate against other sites: what changes something, or opens a socket, comes from this site and in JSON. */
import type { AppContext } from "../hono-env.ts";
import { Refused } from "../refused.ts";
import { bringsCookie } from "./cookies.ts";

export const isUpgrade = (c: AppContext) => c.req.header("upgrade")?.toLowerCase() === "websocket";
export const isWrite = (c: AppContext) => !["GET", "HEAD"].includes(c.req.method);

const JSON_TYPE = /^application\/json(;|$)/iu;
const BYTES = /^application\/octet-stream(;|$)/iu;

/**
 * Browsers send an `Origin` with every write and every upgrade. One that is not of the scheme, host and port that were asked is
 * refused (`null` of a sandboxed frame included), and so is a cookie of ours without any: a program has a token, and its
 * `Authorization` goes before a cookie. The form types that a browser sends across sites without asking are refused by content
 * type.
 * @param takes `bytes`: a route that takes a file as it is; `anything`: there is no route, and whatever was brought is read by nobody
 * @throws Refused `wrong_origin`, `not_json`
 */
export function checkOrigin(c: AppContext, takes: "json" | "bytes" | "anything" = "json"): void {
  const write = isWrite(c);
  if (write || isUpgrade(c)) {
    const origin = c.req.header("origin");
    const isForeign = origin === undefined ? bringsCookie(c) : origin !== originAsked(c);
    if (isForeign) throw new Refused("wrong_origin");
  }
  if (write && takes !== "anything") {
    const type = c.req.header("content-type");
    // Bytes are no form type either: a page of another site has to ask before it sends them.
    const isTaken = (takes === "bytes" ? BYTES : JSON_TYPE).test(type ?? "");
    const isBare = type === undefined && c.req.method === "DELETE" && c.req.raw.body === null;
    if (!isBare && !isTaken) throw new Refused("not_json");
  }
}

/** Whether a browser says that another site asks: a token of a widget is for frames of PLACE, whatever is asked with it. */
export function comesFromElsewhere(c: AppContext): boolean {
  const origin = c.req.header("origin");
  return origin !== undefined && origin !== originAsked(c);
}

/** Whether this is the site that was asked itself. @param site an origin */
export const isOwnSite = (c: AppContext, site: string): boolean => site === originAsked(c);

/**
 * The site that was asked, as browsers name it. A proxy before a PLACE on a machine of one's own takes https and asks by http: it
 * says so in a header that no page of another site can send without asking first (it is not on Fetch's safelist).
 */
function originAsked(c: AppContext): string {
  const { protocol, host } = new URL(c.req.url);
  const isHttps = protocol === "https:" || c.req.header("x-forwarded-proto")?.trim().toLowerCase() === "https";
  // Through URL, which leaves out the scheme's own port as browsers do.
  return new URL(`${isHttps ? "https:" : protocol}//${host}`).origin;
}

/** The site as the browser names it, e.g. `https://place.example`: what a passkey is bound to. */
export function siteOf(c: AppContext): URL {
  return new URL(c.req.header("origin") ?? new URL(c.req.url).origin);
}
