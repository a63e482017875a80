/**
 * A socket that was cut and comes back with its `rev`, and who asks for page after page of history, is first brought before the room,
 * which may still hold their lease (room/sockets/reconnects.ts, pages-over-http.ts): then nothing is looked up in D1.
 */
import type { AppContext } from "./hono-env.ts";
import { hashToken, tokenOf } from "./identity/sessions.ts";
import { NOT_KNOWN, RECONNECT_HEADER } from "./room/sockets/socket-identity.ts";
import { toTheEnd } from "./room/stubs.ts";

/**
 * Who came into which channel by way of this isolate, oldest first. It lets nobody in: it keeps those whom no room can know from
 * waking one, or making one under a name that they invent.
 */
const lately = new Set<string>();
const LATELY_MAX = 5_000;
const keyOf = (tokenHash: string, channelId: string) => `${tokenHash} ${channelId}`;

export function rememberEntry(tokenHash: string, channelId: string): void {
  const key = keyOf(tokenHash, channelId);
  lately.delete(key);
  lately.add(key);
  for (const oldest of lately) {
    if (lately.size <= LATELY_MAX) break;
    lately.delete(oldest);
  }
}

/** Hash of the caller's token and the channel of the address, where they came into it lately; null where no room can know them. */
export async function enteredLately(c: AppContext): Promise<{ tokenHash: string; channelId: string } | null> {
  const given = tokenOf(c);
  const tokenHash = given ? await hashToken(given.token) : undefined;
  const channelId = c.req.param("channel") ?? "";
  return tokenHash !== undefined && lately.has(keyOf(tokenHash, channelId)) ? { tokenHash, channelId } : null;
}

/**
 * @param url with the `rev` that the caller has seen
 * @returns the room's answer to the upgrade, or null where the caller has to be looked up
 */
export async function reconnect(c: AppContext, url: URL): Promise<Response | null> {
  const entered = await enteredLately(c);
  if (!entered) return null;
  const { tokenHash, channelId } = entered;
  const answer = await toTheEnd(c.env.ROOMS.getByName(channelId)).fetch(url.href, {
    headers: { upgrade: "websocket", [RECONNECT_HEADER]: tokenHash },
  });
  if (answer.status !== NOT_KNOWN) return answer;
  lately.delete(keyOf(tokenHash, channelId));
  return null;
}
