/** Opens a WebSocket to the server that an `Api` talks to, as the same caller. */
import type { Api } from "./api.ts";

/** The part of a WebSocket that the connection uses. */
export interface Socket {
  send(data: string): void;
  close(code?: number, reason?: string): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
  onerror: (() => void) | null;
  /** What is said here goes nowhere: it is a stream that stands in for a socket. */
  readonly listensOnly?: boolean;
}
export type OpenSocket = (url: string, token?: string) => Socket;

/** Node's WebSocket takes headers; a browser's sends its cookie. */
type WebSocketWithHeaders = new (url: string, options?: { headers: Record<string, string> }) => WebSocket;

export const openWebSocket: OpenSocket = (url, token) => {
  // The types of a browser: they know nothing of the headers that Node takes.
  const Ctor = globalThis.WebSocket as unknown as WebSocketWithHeaders;
  const socket = token === undefined ? new Ctor(url) : new Ctor(url, { headers: { authorization: `Bearer ${token}` } });
  // Its listeners are given events, of which a connection reads no more than `Socket` names.
  return socket as unknown as Socket;
};

/** `path` as a ws: or wss: address beside the api's. */
export function socketUrl(api: Pick<Api, "baseUrl">, path: string): string {
  const base = api.baseUrl === "" ? globalThis.location.origin : api.baseUrl;
  return base.replace(/^http/u, "ws") + path;
}
