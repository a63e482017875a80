/**
 * Two bare Durable Objects to measure PLACE against: no sessions, no permissions, no D1, no retries known. `single` commits and
 * sends one frame per message; `grouped` handles the first at once and what follows within 2 ms in one commit and one frame.
 * Both answer a frame that asks for a page from their own table, however far back it is.
 */
import { DurableObject } from "cloudflare:workers";

interface Env {
  SINGLE: DurableObjectNamespace<Single>;
  GROUPED: DurableObjectNamespace<Grouped>;
}
interface Post {
  type: "post";
  id: string;
  body: string;
}
interface AskForPage {
  type: "page";
  before: number;
  limit: number;
}

const PAGE = "SELECT seq, id, body, at FROM messages WHERE seq < ? ORDER BY seq DESC LIMIT ?";
const INSERT = "INSERT INTO messages (id, body, at) VALUES (?, ?, ?)";

abstract class Bare extends DurableObject<Env> {
  seq: number;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
    ctx.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY, id TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL)",
    );
    this.seq = ctx.storage.sql.exec<{ seq: number }>("SELECT coalesce(max(seq), 0) AS seq FROM messages").one().seq;
  }

  override async fetch(request: Request): Promise<Response> {
    const query = new URL(request.url).searchParams;
    if (request.headers.get("upgrade") === null) {
      this.#fill(Number(query.get("fill") ?? 0));
      return Response.json({ seq: this.seq });
    }
    const after = Number(query.get("rev") ?? this.seq);
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    const missed = this.ctx.storage.sql
      .exec("SELECT seq, id, body, at FROM messages WHERE seq > ? ORDER BY seq LIMIT 500", after)
      .toArray();
    server.send(JSON.stringify({ type: "resumed", head: { seq: this.seq, rev: this.seq }, changes: missed }));
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Grows to that many messages. */
  #fill(count: number): void {
    this.ctx.storage.transactionSync(() => {
      const at = Date.now();
      while (this.seq < count) {
        const seq = ++this.seq;
        const id = `01900000-0000-7000-8000-${String(seq).padStart(12, "0")}`;
        this.ctx.storage.sql.exec(
          INSERT,
          id,
          `Line ${seq} of a long conversation about loops, lists and why the last one is off.`,
          at,
        );
      }
    });
  }

  override webSocketMessage(socket: WebSocket, raw: string): void {
    const request = JSON.parse(raw) as Post | AskForPage;
    if (request.type === "post") return this.post(socket, request);
    const messages = this.ctx.storage.sql.exec(PAGE, request.before, request.limit).toArray().reverse();
    socket.send(JSON.stringify({ type: "page", messages }));
  }

  abstract post(socket: WebSocket, post: Post): void;

  store(posts: { socket: WebSocket; post: Post }[]): void {
    const at = Date.now();
    const stored = posts.map(({ socket, post }) => {
      this.ctx.storage.sql.exec(INSERT, post.id, post.body, at);
      return { socket, message: { id: post.id, seq: ++this.seq, rev: this.seq, at, body: post.body } };
    });
    const acks = new Map<WebSocket, unknown[]>();
    for (const { socket, message } of stored) {
      const { body: _body, ...ack } = message;
      if (!acks.get(socket)?.push(ack)) acks.set(socket, [ack]);
    }
    for (const [socket, messages] of acks) socket.send(JSON.stringify({ type: "stored", messages }));
    const frame = JSON.stringify({ type: "changed", changes: stored.map(({ message }) => message) });
    for (const socket of this.ctx.getWebSockets()) socket.send(frame);
  }
}

export class Single extends Bare {
  override post(socket: WebSocket, post: Post): void {
    this.store([{ socket, post }]);
  }
}

export class Grouped extends Bare {
  #waiting: { socket: WebSocket; post: Post }[] = [];
  #isOpen = false;

  override post(socket: WebSocket, post: Post): void {
    if (this.#isOpen) {
      this.#waiting.push({ socket, post });
      return;
    }
    this.#isOpen = true;
    setTimeout(() => this.#end(), 2);
    this.store([{ socket, post }]);
  }

  #end(): void {
    const posts = this.#waiting;
    this.#waiting = [];
    this.#isOpen = posts.length > 0;
    if (!this.#isOpen) return;
    setTimeout(() => this.#end(), 2);
    this.store(posts);
  }
}

export default {
  fetch(request: Request, env: Env): Promise<Response> | Response {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/single/")) return env.SINGLE.getByName(pathname).fetch(request);
    if (pathname.startsWith("/grouped/")) return env.GROUPED.getByName(pathname).fetch(request);
    return new Response("yardstick");
  },
};
