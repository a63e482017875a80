/** A fast client: no outbox, no timeline, only counting and clocks. */
import { v7 as uuidv7 } from "uuid";
import { RawSocket } from "./raw-socket.ts";
import type { Channel } from "./target.ts";

interface Seen {
  id: string;
  seq: number;
  rev: number;
}
type Frame =
  | { type: "stored"; messages: Seen[] }
  | { type: "changed"; changes: Seen[] }
  | { type: "resumed"; changes: Seen[]; head: { rev: number } }
  | { type: "welcome"; head: { rev: number } }
  | { type: "typed" }
  | { type: "refused"; refusal: { code: string } };
/** A frame and when each of its messages was sent, NaN for those of another scenario. */
interface Read {
  raw: Buffer;
  frame: Frame;
  sentAt: number[];
}

const LINE = "Why is the last one off by one again? I counted the posts of the fence and not the gaps.";
/** A frame goes to all readers, who parse it once between them: what is to be measured is the server. */
const READ_MAX = 1_000;

export class Client {
  static readonly #sentAt = new Map<string, number>();
  static readonly #read = new Map<string, Read>();
  /** Milliseconds from sending to the answer, and to each reader's seeing; filled only while `isTimed`. */
  static readonly acknowledged: number[] = [];
  static readonly seen: number[] = [];
  static isTimed = false;

  /** Places in the order in which they arrived. */
  readonly places: number[] = [];
  ackCount = 0;
  rev = 0;
  onAck: (count: number) => void = () => undefined;
  onSeen: () => void = () => undefined;
  /** The connection is over. */
  isGone = false;
  onGone: () => void = () => undefined;
  #socket: RawSocket | null = null;

  /** Resolves with the first frame. `rev`: what the client has seen before. */
  static async open(channel: Channel, i: number, rev?: number): Promise<Client> {
    const client = new Client();
    const { url, headers } = channel.socket(i, rev);
    await new Promise<void>((resolve, reject) => {
      const onText = (text: Buffer) => {
        client.#hear(text);
        resolve();
      };
      RawSocket.open(url, headers, onText).then((socket) => {
        client.#socket = socket;
        socket.onClose = () => {
          client.isGone = true;
          client.onGone();
        };
      }, reject);
    });
    return client;
  }

  /** Forgets what was measured before. */
  static reset(isTimed: boolean): void {
    Client.#sentAt.clear();
    Client.#read.clear();
    Client.acknowledged.length = 0;
    Client.seen.length = 0;
    Client.isTimed = isTimed;
  }

  /** @param at when it was due, by `performance.now()` */
  post(at = performance.now(), body = LINE): string {
    const id = uuidv7();
    Client.#sentAt.set(id, at);
    this.#socket?.send(JSON.stringify({ type: "post", id, body }));
    return id;
  }

  /** Tells that something is being typed. */
  type(): void {
    this.#socket?.send(JSON.stringify({ type: "typing" }));
  }

  /** Everything that was seen so far. */
  markRead(): void {
    this.#socket?.send(JSON.stringify({ type: "markRead", seq: Math.max(...this.places.slice(-10)) }));
  }

  close(): void {
    this.#socket?.close();
  }
  cut(): void {
    this.#socket?.cut();
  }

  #hear(raw: Buffer): void {
    const now = performance.now();
    const { frame, sentAt } = Client.#parse(raw);
    if (frame.type === "stored") {
      if (Client.isTimed) for (const at of sentAt) if (at > 0) Client.acknowledged.push(now - at);
      this.ackCount += frame.messages.length;
      this.onAck(frame.messages.length);
    } else if (frame.type === "changed" || frame.type === "resumed") {
      for (const { seq, rev } of frame.changes) {
        this.places.push(seq);
        if (rev > this.rev) this.rev = rev;
      }
      if (Client.isTimed) for (const at of sentAt) if (at > 0) Client.seen.push(now - at);
      if (frame.type === "resumed") this.rev = Math.max(this.rev, frame.head.rev);
      this.onSeen();
    } else if (frame.type === "welcome") this.rev = frame.head.rev;
    else if (frame.type === "refused") throw new Error(`refused: ${frame.refusal.code}`);
  }

  static #parse(raw: Buffer): Read {
    const key = `${raw.length} ${raw.toString("latin1", 0, 100)}`;
    const known = Client.#read.get(key);
    if (known?.raw.equals(raw)) return known;
    const frame = JSON.parse(raw.toString()) as Frame;
    const messages = frame.type === "stored" ? frame.messages : "changes" in frame ? frame.changes : [];
    const read = { raw, frame, sentAt: messages.map(({ id }) => Client.#sentAt.get(id) ?? Number.NaN) };
    if (Client.#read.size >= READ_MAX) Client.#read.clear();
    Client.#read.set(key, read);
    return read;
  }
}

/** Opens clients 0 to `count` - 1, some at a time, as people arrive. */
export async function openClients(channel: Channel, count: number, from = 0): Promise<Client[]> {
  const clients: Client[] = [];
  for (let i = from; i < from + count; i += 20) {
    const some = Array.from({ length: Math.min(20, from + count - i) }, (_, k) => Client.open(channel, i + k));
    clients.push(...(await Promise.all(some)));
  }
  return clients;
}

export function closeClients(clients: { close(): void }[]): void {
  for (const client of clients) client.close();
}

export interface Faults {
  lost: number;
  doubled: number;
  reordered: number;
}

/** Lost, doubled and misplaced messages in what a reader saw of places 1 to `to`. */
export function faultsIn(places: readonly number[], to: number): Faults {
  const unique = new Set(places);
  let reordered = 0;
  for (let i = 1; i < places.length; i++) if ((places[i] ?? 0) < (places[i - 1] ?? 0)) reordered++;
  return { lost: to - unique.size, doubled: places.length - unique.size, reordered };
}

/** Resolves when `holds`, asked after everything that these clients hear. @throws Error after `patienceMs` */
export function until(clients: Client[], holds: () => boolean, what: string, patienceMs = 60_000): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error) => {
      clearTimeout(timer);
      for (const client of clients) client.onSeen = () => undefined;
      if (error) reject(error);
      else resolve();
    };
    const timer = setTimeout(() => end(new Error(`waited ${patienceMs} ms: ${what}`)), patienceMs);
    const look = () => holds() && end();
    for (const client of clients) client.onSeen = look;
    look();
  });
}

export const isAt = (clients: Client[], seq: number) => () => clients.every(({ places }) => places.length >= seq);
