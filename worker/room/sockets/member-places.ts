/** How many sockets one person has in an object: they could otherwise take all the places that it has, and its memory. */
import { CLOSE } from "../../../protocol/index.ts";
import { closeSocket } from "./socket-identity.ts";

/** Tabs and devices of one person on one channel, or one class. */
export const SOCKETS_PER_MEMBER = 20;
/** Of these, closed from here, the other end may leave so many unread: the close, and all before it, waits there until the line ends. */
export const UNREAD_PER_MEMBER = 20;

/**
 * Makes room for one more, by closing another where there are as many as there can be.
 * @param others the member's, with those that are closing
 * @returns false: no more is opened before some of those that are closing are gone
 */
export function makeRoom(others: WebSocket[]): boolean {
  const open = others.filter(({ readyState }) => readyState === WebSocket.OPEN);
  if (others.length - open.length >= UNREAD_PER_MEMBER) return false;
  if (open[0] && open.length >= SOCKETS_PER_MEMBER) closeSocket(open[0], CLOSE.comeBack, "too many tabs");
  return true;
}
