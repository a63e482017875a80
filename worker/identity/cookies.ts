/**
 * The cookies of a browser: which session it has, that somebody signed in with it before, and with what it left for a provider. Scripts
 * and other sites read none of them.
 */
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { AppContext } from "../hono-env.ts";

const isSecure = (c: AppContext) => new URL(c.req.url).protocol === "https:";
/** `__Host-` needs Secure, which a browser does not keep on plain http. */
const NAMES = { session: "place", device: "place-device", leaving: "place-leaving" } as const;
export type CookieName = keyof typeof NAMES;
const nameOf = (c: AppContext, name: CookieName) => (isSecure(c) ? `__Host-${NAMES[name]}` : NAMES[name]);

export function readCookie(c: AppContext, name: CookieName): string | undefined {
  return getCookie(c, nameOf(c, name));
}

/** Whether the request is made in somebody's name by a cookie alone. */
export function bringsCookie(c: AppContext): boolean {
  if (c.req.header("authorization") !== undefined) return false;
  return Object.keys(NAMES).some((name) => readCookie(c, name as CookieName) !== undefined);
}

/** `expiresAt` in milliseconds since 1970. */
export function writeCookie(c: AppContext, name: CookieName, value: string, expiresAt: number): void {
  setCookie(c, nameOf(c, name), value, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: isSecure(c),
    maxAge: Math.max(0, Math.ceil((expiresAt - Date.now()) / 1000)),
  });
}

export function clearCookie(c: AppContext, name: CookieName): void {
  deleteCookie(c, nameOf(c, name), { path: "/", secure: isSecure(c) });
}
