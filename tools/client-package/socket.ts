/**
 * `client/socket.ts` as the package has it: where there is no WebSocket, as in Node before 22, the connection is told that none opens, and
 * listens by a stream. A browser always has one, and is not sent these lines.
 */
import type { OpenSocket, Socket } from "../../client/socket.ts";
import { openWebSocket as open } from "../../client/socket.ts";

export { socketUrl } from "../../client/socket.ts";

export const openWebSocket: OpenSocket = (url, token) =>
  // Said by the types to be there.
  (globalThis as Partial<typeof globalThis>).WebSocket === undefined ? closedAtOnce() : open(url, token);

/** RFC 6455, 7.4.1: closed without a word of the other side. */
const ABNORMAL = 1006;

function closedAtOnce(): Socket {
  const socket: Socket = {
    ...{ onopen: null, onmessage: null, onclose: null, onerror: null },
    send: () => undefined,
    close: () => undefined,
  };
  queueMicrotask(() => {
    socket.onerror?.();
    socket.onclose?.({ code: ABNORMAL });
  });
  return socket;
}
