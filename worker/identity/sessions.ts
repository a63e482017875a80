/** Sessions: a random token in a cookie or a header, known to the database by its SHA-256 only. */
import type { AppContext } from "../hono-env.ts";
import { publicId } from "../store/public-id.ts";
import type { NewSession } from "../store/sessions.ts";
import { clearCookie, readCookie, writeCookie } from "./cookies.ts";
import { isUpgrade } from "./origin.ts";
import { deviceName } from "./device-name.ts";

export const DAY_MS = 24 * 60 * 60_000;
/** Counted from the last day on which it was used. */
export const SESSION_MS = 180 * DAY_MS;
/** Counted from its start. */
export const GUEST_SESSION_MS = 7 * DAY_MS;

const TOKEN = /^[A-Za-z0-9_-]{43}$/u;
/** Of a bot: what scanners for secrets look for, 190 bits of base 62, and a checksum, so that what only looks like one is told apart. */
const BOT_TOKEN = /^(place_bot_[0-9A-Za-z]{32})([0-9A-Za-z]{6})$/u;

/** What a client asks for on a socket, and what it is answered. */
export const SUBPROTOCOL = "place";
/** A browser sends no headers of its own with an upgrade: a token comes as another protocol that it offers. */
const TOKEN_PROTOCOL = "place-token.";

function offeredToken(c: AppContext): string | undefined {
  const offered = isUpgrade(c) ? c.req.header("sec-websocket-protocol")?.split(",") : undefined;
  return offered?.map((each) => each.trim()).find((each) => each.startsWith(TOKEN_PROTOCOL));
}

/**
 * The token of a request, or null. A bearer token, and one that an upgrade offers as a protocol, go before the cookie and are never mixed
 * with it.
 */
export function tokenOf(c: AppContext): { token: string; from: "bearer" | "cookie" } | null {
  const authorization = c.req.header("authorization");
  const bearer = authorization === undefined ? undefined : /^Bearer +(\S+)$/iu.exec(authorization)?.[1];
  if (authorization !== undefined) return { token: bearer ?? "", from: "bearer" };
  const offered = offeredToken(c);
  if (offered !== undefined) return { token: offered.slice(TOKEN_PROTOCOL.length), from: "bearer" };
  const cookie = readCookie(c, "session");
  return cookie === undefined ? null : { token: cookie, from: "cookie" };
}

/** Undefined for what cannot be a token, which spares the database. */
export async function hashToken(token: string): Promise<string | undefined> {
  if (!TOKEN.test(token) && !isBotToken(token)) return undefined;
  return hashSecret(token);
}

function isBotToken(token: string): boolean {
  const [, words = "", sum] = BOT_TOKEN.exec(token) ?? [];
  return sum !== undefined && checksumOf(words) === sum;
}

/** What stands in the address of a webhook, as it is kept. */
export async function hashSecret(secret: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(secret))).toString("base64url");
}

/** A bot's token, and what is stored of it. It is told once. */
export async function makeBotToken(): Promise<{ token: string; tokenHash: string }> {
  const words = `place_bot_${publicId(32)}`;
  const token = words + checksumOf(words);
  return { token, tokenHash: (await hashToken(token)) ?? "" };
}

const BASE_62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** CRC-32 (ISO 3309) in six digits of base 62, as other services' tokens have it. */
function checksumOf(text: string): string {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  let left = (crc ^ 0xffffffff) >>> 0;
  let digits = "";
  for (let place = 0; place < 6; place++) {
    digits = (BASE_62[left % 62] ?? "") + digits;
    left = Math.floor(left / 62);
  }
  return digits;
}

/** 256 bits that nobody guesses. */
export function newToken(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
}

/** A session to store, and the token that opens it, which is told once and kept nowhere. */
export async function makeSession(
  kind: "browser" | "token",
  name: string,
  lifetime = SESSION_MS,
): Promise<{ token: string; session: NewSession }> {
  const token = newToken();
  const now = Date.now();
  const tokenHash = (await hashToken(token)) ?? "";
  return {
    token,
    session: { tokenHash, id: publicId(), kind, name, createdAt: now, lastSeenAt: now, expiresAt: now + lifetime },
  };
}

export function makeBrowserSession(c: AppContext, lifetime = SESSION_MS) {
  return makeSession("browser", deviceName(c.req.header("user-agent") ?? ""), lifetime);
}

/** `expiresAt` in milliseconds since 1970. */
export function setSessionCookie(c: AppContext, token: string, expiresAt: number): void {
  writeCookie(c, "session", token, expiresAt);
}

export function clearSessionCookie(c: AppContext): void {
  clearCookie(c, "session");
}
