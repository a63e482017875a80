/**
 * The way around a network that lets no WebSocket through, a school's proxy for one: the socket is tried shortly, then the stream is read
 * in its place, and now and then it is looked whether there is a socket again. To a connection all of it is one socket, which can only
 * be listened to while `listensOnly`.
 */
import { CLOSE } from "../protocol/close-codes.ts";
import type { Clock } from "./clock.ts";
import type { Environment } from "./environment.ts";
import { EventStream } from "./event-stream.ts";
import type { Signals } from "./signals.ts";
import type { OpenSocket, Socket } from "./socket.ts";
import { takeStreamSlot } from "./stream-slots.ts";

/** Together shorter than a connection waits for its socket to open. */
const SOCKET_PATIENCE_MS = 3_000;
const STREAM_PATIENCE_MS = 6_000;
/** Where streams are held back, none is tried for so long: pages are read meanwhile. */
const HELD_BACK_MS = 5 * 60_000;
/** A stream that said nothing for so long is held back. */
const SILENT_MS = 30_000;
const LOOK_AGAIN_MS = 60_000;
const CUT = 1006;

/** What is known of the network, for all connections to one server. */
interface Network {
  openSocket: OpenSocket;
  clock: Clock;
  signals: Signals;
  fetch: typeof globalThis.fetch;
  areSocketsBlocked: boolean;
  /** Until then streams are taken to be held back, ms since 1970. */
  heldUntil: number;
}

export function detourAround(
  { openSocket, clock, signals }: Environment,
  fetch = globalThis.fetch.bind(globalThis),
): OpenSocket {
  const network: Network = { openSocket, clock, signals, fetch, areSocketsBlocked: false, heldUntil: 0 };
  return (url, token) => new Detour(network, url, token);
}

class Detour implements Socket {
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  onerror: Socket["onerror"] = null;
  listensOnly = false;
  readonly #network: Network;
  readonly #url: string;
  readonly #token: string | undefined;
  #way: Socket | null = null;
  #stream: EventStream | null = null;
  #probe: Socket | null = null;
  #cancel: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;
  #release: () => void = () => undefined;
  #isOver = false;

  constructor(network: Network, url: string, token: string | undefined) {
    this.#network = network;
    this.#url = url;
    this.#token = token;
    if (network.areSocketsBlocked) void this.#openStream();
    else this.#openSocket();
  }

  send(data: string): void {
    this.#way?.send(data);
  }

  close(code?: number, reason?: string): void {
    if (this.listensOnly && this.#stream && this.#stream.silence > SILENT_MS) this.#holdBack();
    const way = this.#way;
    this.#end();
    way?.close(code, reason);
  }

  #openSocket(): void {
    const { clock, openSocket } = this.#network;
    let socket: Socket;
    try {
      socket = openSocket(this.#url, this.#token);
    } catch {
      void this.#openStream();
      return;
    }
    const giveUp = () => {
      silence(socket);
      void this.#openStream();
    };
    this.#way = socket;
    this.#cancel = clock.after(SOCKET_PATIENCE_MS, giveUp);
    socket.onopen = () => {
      this.#cancel();
      socket.onclose = (event) => this.#closed(event);
      this.onopen?.();
    };
    socket.onmessage = (event) => this.onmessage?.(event);
    socket.onclose = giveUp;
  }

  async #openStream(): Promise<void> {
    this.#cancel();
    this.#way = null;
    const { clock, fetch, heldUntil } = this.#network;
    // Also where there is none: whoever asked for a socket hangs on it first, and then hears of it.
    const release = await (clock.now() < heldUntil ? null : takeStreamSlot());
    if (this.#isOver) return release?.();
    if (!release) return this.#refused();
    this.#release = release;
    const url = this.#url.replace(/^ws/u, "http").replace(/\/socket(?=\?|$)/u, "/stream");
    const stream = new EventStream({ url, token: this.#token, fetch, clock, onEnd: release });
    this.#way = this.#stream = stream;
    this.#cancel = clock.after(STREAM_PATIENCE_MS, () => {
      this.#holdBack();
      this.#refused();
    });
    stream.onopen = () => {
      this.listensOnly = this.#network.areSocketsBlocked = true;
      this.#lookLater();
      this.#unsubscribe = this.#network.signals.subscribe((hint) => hint === "online" && this.#look());
      this.onopen?.();
    };
    stream.onmessage = (event) => this.onmessage?.(event);
    // It ends by itself every few minutes: what reads it comes back at once, by the same way.
    stream.onclose = () => (this.listensOnly ? this.#closed({ code: CLOSE.comeBack }) : this.#refused());
  }

  /** The network may have changed: a laptop goes home. */
  #lookLater(): void {
    this.#cancel();
    this.#cancel = this.#network.clock.after(LOOK_AGAIN_MS, () => this.#look());
  }

  #look(): void {
    this.#lookLater();
    if (this.#probe) silence(this.#probe);
    try {
      this.#probe = this.#network.openSocket(this.#url, this.#token);
    } catch {
      return;
    }
    this.#probe.onopen = () => {
      this.#network.areSocketsBlocked = false;
      this.#closed({ code: CLOSE.comeBack });
    };
  }

  #holdBack(): void {
    this.#network.heldUntil = this.#network.clock.now() + HELD_BACK_MS;
  }

  /** Neither way. Sockets are tried first the next time. */
  #refused(): void {
    this.#network.areSocketsBlocked = false;
    this.#closed({ code: CUT });
  }

  #closed(event: { code: number }): void {
    if (this.#isOver) return;
    const way = this.#way;
    this.#end();
    if (way === this.#stream) way?.close();
    this.onclose?.(event);
  }

  #end(): void {
    this.#isOver = true;
    this.#cancel();
    this.#unsubscribe();
    this.#release();
    if (this.#probe) silence(this.#probe);
    this.#probe = this.#way = null;
  }
}

/** Whatever it still says is ignored. */
function silence(socket: Socket): void {
  socket.onopen = socket.onmessage = socket.onclose = null;
  try {
    socket.close();
  } catch {
    // It was closed already, or never opened.
  }
}
