/** The real client on the real worker: its HTTP and its sockets go straight into the worker's fetch. */
import { exports } from "cloudflare:workers";
import {
  ChannelSession,
  createApi,
  Outbox,
  silentSignals,
  WorkspaceSession,
  type Api,
  type Socket,
  type WorkspaceState,
} from "../../../client/index.ts";
import { ORIGIN, type Somebody } from "./classroom.ts";

export class Reader {
  readonly session: ChannelSession;
  readonly outbox: Outbox;
  #sockets: Socket[] = [];

  constructor(who: Somebody, channel: string, random: () => number) {
    const api = apiOf(who);
    this.outbox = new Outbox({ api, random, locks: null });
    this.session = new ChannelSession({
      api,
      channel,
      outbox: this.outbox,
      random,
      signals: silentSignals,
      schedule: (run) => queueMicrotask(run),
      openSocket: (url, token) => {
        const socket = openSocket(url, token ?? "");
        this.#sockets.push(socket);
        return socket;
      },
    });
  }

  async start(): Promise<void> {
    await this.outbox.start();
    this.session.open();
  }

  /** The network breaks: the client hears of it as a browser does, the server some time later. */
  cut(): void {
    for (const socket of this.#sockets.splice(0)) {
      socket.onclose?.({ code: 1006 });
      socket.close(1000, "cut");
    }
  }

  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve) => {
      const stop = this.session.subscribe(() => {
        if (!holds()) return;
        stop();
        resolve();
      });
    });
  }
}

/** A socket of a client that goes straight into the worker. */
function openSocket(url: string, token: string): Socket {
  let real: WebSocket | undefined;
  let isClosed = false;
  const socket: Socket = {
    send: (data) => real?.send(data),
    close: (code, reason) => {
      isClosed = true;
      real?.close(code, reason);
    },
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
  };
  const begin = async () => {
    const response = await exports.default.fetch(url.replace(/^ws/u, "http"), {
      headers: { upgrade: "websocket", authorization: `Bearer ${token}` },
    });
    real = response.webSocket ?? undefined;
    if (!real) {
      await response.text();
      return socket.onclose?.({ code: 1006 });
    }
    real.addEventListener("message", ({ data }) => socket.onmessage?.({ data }));
    real.addEventListener("close", ({ code }) => socket.onclose?.({ code }));
    real.accept();
    if (isClosed) return real.close(1000, "cut");
    socket.onopen?.();
  };
  begin().catch(() => socket.onclose?.({ code: 1006 }));
  return socket;
}

export function apiOf(who: Somebody): Api {
  return createApi({
    baseUrl: ORIGIN,
    token: who.token,
    fetch: (input, init) => exports.default.fetch(new Request(input, init)),
  });
}

/** A tab that has the class open: the real client's session on the real worker. */
export class ClassTab {
  readonly session: WorkspaceSession;

  constructor(who: Somebody, workspace: string, random: () => number) {
    this.session = new WorkspaceSession({
      api: apiOf(who),
      workspace,
      random,
      signals: silentSignals,
      schedule: (run) => queueMicrotask(run),
      openSocket: (url, token) => openSocket(url, token ?? ""),
    });
    this.session.open();
  }

  get state(): WorkspaceState | null {
    return this.session.snapshot().state;
  }

  async until(holds: (state: WorkspaceState) => boolean): Promise<void> {
    const isSo = () => this.state !== null && holds(this.state);
    if (isSo()) return;
    await new Promise<void>((resolve) => {
      const stop = this.session.subscribe(() => {
        if (!isSo()) return;
        stop();
        resolve();
      });
    });
  }

  close(): void {
    this.session.close();
  }
}
