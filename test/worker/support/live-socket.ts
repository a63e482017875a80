/** A person's open socket: frames are collected, and waited for by what they are, never by time. */
import { exports } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import type { ChannelEvent, ChannelRequest, WorkspaceEvent } from "../../../protocol/index.ts";
import { ORIGIN } from "./classroom.ts";

type Event = ChannelEvent | WorkspaceEvent;
type Of<T extends Event["type"]> = Extract<Event, { type: T }>;

export class LiveSocket {
  readonly frames: Event[] = [];
  closed: { code: number; reason: string } | null = null;
  readonly #socket: WebSocket;
  #waiting: (() => void)[] = [];
  #taken = new Set<Event>();

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string" && data.startsWith("{")) this.frames.push(JSON.parse(data) as Event);
      this.#wake();
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    });
    socket.accept();
  }

  /** The next frame of this type that was not asked for before, and that fits. */
  async next<T extends Event["type"]>(type: T, fits: (event: Of<T>) => boolean = () => true): Promise<Of<T>> {
    for (;;) {
      const found = this.frames.find(
        (event): event is Of<T> => event.type === type && !this.#taken.has(event) && fits(event as Of<T>),
      );
      if (found) {
        this.#taken.add(found);
        return found;
      }
      await this.#somethingNew();
    }
  }

  async whenClosed(): Promise<{ code: number; reason: string }> {
    while (!this.closed) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.closed;
  }

  /** Every message this reader has been shown, as it now is, by place. */
  shown(): string[] {
    const bySeq = new Map<number, { rev: number; body: string }>();
    for (const event of this.frames) {
      const messages =
        event.type === "welcome"
          ? event.page.messages
          : event.type === "changed" || event.type === "resumed"
            ? event.changes
            : [];
      for (const { seq, rev, body } of messages) if (rev > (bySeq.get(seq)?.rev ?? 0)) bySeq.set(seq, { rev, body });
    }
    return [...bySeq].sort(([a], [b]) => a - b).map(([seq, { body }]) => `${seq} ${body}`);
  }

  send(request: ChannelRequest | Record<string, unknown>): void {
    this.#socket.send(JSON.stringify(request));
  }
  sendRaw(raw: string | ArrayBuffer): void {
    this.#socket.send(raw);
  }
  /** Posts and waits until it is durable. */
  async post(body: string, id = uuidv7()): Promise<{ id: string; seq: number; rev: number; at: number }> {
    this.send({ type: "post", id, body });
    // One frame may answer several posts, so it is not taken here.
    for (;;) {
      const stored = this.frames
        .flatMap((event) => (event.type === "stored" ? event.messages : []))
        .find((message) => message.id === id);
      if (stored) return stored;
      const refused = this.frames.find((event) => event.type === "refused" && event.ref === id);
      if (refused) throw new Error(JSON.stringify(refused));
      await this.#somethingNew();
    }
  }
  close(): void {
    this.#socket.close(1000, "done");
  }

  #somethingNew(): Promise<void> {
    if (this.closed) throw new Error(`closed (${this.closed.code}) while waiting`);
    return new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

export async function upgrade(
  path: string,
  as?: { token: string },
  headers: Record<string, string> = {},
): Promise<Response> {
  const auth: Record<string, string> = as ? { authorization: `Bearer ${as.token}` } : {};
  return exports.default.fetch(`${ORIGIN}/api${path}`, { headers: { upgrade: "websocket", ...auth, ...headers } });
}

async function open(path: string, who: { token: string }): Promise<LiveSocket> {
  const response = await upgrade(path, who);
  if (!response.webSocket) throw new Error(`no socket: ${response.status} ${await response.text()}`);
  return new LiveSocket(response.webSocket);
}

/** A socket on a channel; `rev`: what the client has seen. */
export function openChannel(channelId: string, who: { token: string }, rev?: number): Promise<LiveSocket> {
  return open(`/channels/${channelId}/socket${rev === undefined ? "" : `?rev=${rev}`}`, who);
}

export function openWorkspace(workspaceId: string, who: { token: string }): Promise<LiveSocket> {
  return open(`/workspaces/${workspaceId}/socket`, who);
}
