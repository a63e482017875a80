/**
 * Pages of history for who has a socket open: their session and membership are confirmed already, so that a page costs no look-up,
 * and where the room has it in memory, no D1. What is read from D1 is read in blocks, and blocks are kept for a while: who
 * scrolls back asks for the next page soon, and a class reads the same pages. The room is the only writer, so that it knows
 * which of them a change made old.
 */
import { PAGE_DEFAULT, PAGE_MAX, refusal, type ChannelRequest, type Page } from "../../../protocol/index.ts";
import type { ChannelFacts } from "../contract.ts";
import { log } from "../../log.ts";
import { readBlock } from "../../store/history.ts";
import { placesOf } from "./page-places.ts";
import type { RoomLog } from "../log/room-log.ts";
import type { ChannelSockets } from "./channel-sockets.ts";

/** Places in a block: five pages of a reader who scrolls. */
export const BLOCK = 256;
/** UTF-16 units of JSON that are kept, some 8 MB. */
const CACHED_CHARS = 4_000_000;
/** How often a block that changes while it is read is read again; then what is in the log is laid over it all the same. */
const TRIES = 3;

/** JSON of messages, by place. */
type Block = Map<number, string>;
interface Reading {
  block: Promise<Block>;
  /** Something in it changed meanwhile. */
  isOld: boolean;
}
interface Host {
  log: Pick<RoomLog, "head" | "flushedRev" | "at" | "changesWithin">;
  d1: D1Database;
  facts: () => ChannelFacts;
  newest: (limit: number) => Page;
  sockets: Pick<ChannelSockets, "sendText" | "refuse">;
}
type PageRequest = Extract<ChannelRequest, { type: "page" }>;

export class Pages {
  readonly #room: Host;
  /** By number, the one used last at the end. */
  readonly #blocks = new Map<number, { block: Block; chars: number }>();
  readonly #reading = new Map<number, Reading>();
  #chars = 0;

  constructor(room: Host) {
    this.#room = room;
  }

  /** These messages are not any more what was read from D1. To be told in the turn of the change. */
  changed(changes: { seq: number }[]): void {
    for (const { seq } of changes) {
      const no = blockOf(seq);
      this.#drop(no);
      const reading = this.#reading.get(no);
      if (!reading) continue;
      reading.isOld = true;
      this.#reading.delete(no);
    }
  }

  /**
   * Answers a request whose sender was confirmed. What must be waited for holds up nothing else that they send.
   * @returns undefined where it was answered at once
   */
  answer(socket: WebSocket, request: PageRequest): Promise<void> | undefined {
    const { sockets } = this.#room;
    const { ref } = request;
    const tell = (page: string) => {
      // Who was put out while D1 was asked hears nothing.
      if (socket.readyState === WebSocket.OPEN)
        sockets.sendText(socket, `{"type":"page","ref":${JSON.stringify(ref)},"page":${page}}`);
    };
    if ([request.before, request.after, request.around].filter((place) => place !== undefined).length > 1) {
      sockets.refuse(socket, ref, refusal("invalid", { field: "before" }));
      return undefined;
    }
    const page = this.read(request);
    if (typeof page === "string") {
      tell(page);
      return undefined;
    }
    return page.then(tell, (error: unknown) => {
      log.fault("page", error, { channel: this.#room.facts().channelId });
      sockets.refuse(socket, ref, refusal("unavailable", { retryAfter: 5_000 }));
    });
  }

  /**
   * JSON of a `Page`, as new as the room is when it is made: at once where the room has all of it, else a promise.
   * The promise fails with what D1 throws.
   */
  read({ limit: wanted = PAGE_DEFAULT, ...asked }: Omit<PageRequest, "type" | "ref">): string | Promise<string> {
    const limit = Math.min(wanted, PAGE_MAX);
    const places = placesOf({ ...asked, limit });
    if (!places) return JSON.stringify(this.#room.newest(limit));
    const { from, to } = places;
    return this.#missing(from, to).length === 0 ? this.#compose(from, to) : this.#gather(from, to);
  }

  async #gather(from: number, to: number): Promise<string> {
    const fetched = new Map<number, Block>();
    // What was in the log may be trimmed while D1 is asked for the rest.
    for (let tries = 1; tries <= TRIES; tries++) {
      const missing = this.#missing(from, to, fetched);
      if (missing.length === 0) break;
      await Promise.all(missing.map(async (no) => fetched.set(no, await this.#fetch(no))));
    }
    return this.#compose(from, to, fetched);
  }

  /** The blocks of places that are neither in the log nor at hand. */
  #missing(from: number, to: number, fetched?: Map<number, Block>): number[] {
    const { log } = this.#room;
    const missing = new Set<number>();
    for (let seq = from; seq <= Math.min(to, log.head.seq); seq++) {
      const no = blockOf(seq);
      if (!this.#blocks.has(no) && !fetched?.has(no) && !missing.has(no) && !log.at(seq)) missing.add(no);
    }
    return [...missing];
  }

  async #fetch(no: number): Promise<Block> {
    for (let tries = 1; ; tries++) {
      // One read for all who want the same block at once.
      const reading = this.#reading.get(no) ?? this.#begin(no);
      const block = await reading.block;
      if (!reading.isOld || tries === TRIES) return block;
    }
  }

  #begin(no: number): Reading {
    const { log, d1, facts } = this.#room;
    const [from, to] = [no * BLOCK + 1, (no + 1) * BLOCK];
    // What D1 does not have yet may have left the log before the block is used again: it serves those who wait, and is not kept.
    const isSettled = log.changesWithin(from, to, log.flushedRev).length === 0;
    const reading: Reading = { isOld: false, block: Promise.resolve(new Map()) };
    reading.block = readBlock(d1, facts().channelNo, { from, to })
      .then((rows) => {
        const block: Block = new Map(rows.map(({ seq, json }) => [seq, json]));
        if (isSettled && !reading.isOld) this.#keep(no, block);
        return block;
      })
      .finally(() => {
        if (this.#reading.get(no) === reading) this.#reading.delete(no);
      });
    this.#reading.set(no, reading);
    return reading;
  }

  #keep(no: number, block: Block): void {
    this.#drop(no);
    let chars = 0;
    for (const json of block.values()) chars += json.length;
    this.#blocks.set(no, { block, chars });
    this.#chars += chars;
    for (const oldest of this.#blocks.keys()) {
      if (this.#chars <= CACHED_CHARS) break;
      this.#drop(oldest);
    }
  }

  #drop(no: number): void {
    const cached = this.#blocks.get(no);
    if (!cached) return;
    this.#blocks.delete(no);
    this.#chars -= cached.chars;
  }

  #compose(from: number, to: number, fetched?: Map<number, Block>): string {
    const { log } = this.#room;
    const { seq: last, rev } = log.head;
    const messages: string[] = [];
    for (let seq = from; seq <= Math.min(to, last); seq++) {
      const changed = log.at(seq);
      const json = changed ? JSON.stringify(changed) : this.#use(blockOf(seq), fetched)?.get(seq);
      if (json !== undefined) messages.push(json);
    }
    const rest = { reachedStart: from <= 1, reachedEnd: to >= from && to >= last, rev } satisfies Omit<
      Page,
      "messages"
    >;
    return `{"messages":[${messages.join(",")}],${JSON.stringify(rest).slice(1)}`;
  }

  #use(no: number, fetched?: Map<number, Block>): Block | undefined {
    const cached = this.#blocks.get(no);
    if (!cached) return fetched?.get(no);
    this.#blocks.delete(no);
    this.#blocks.set(no, cached);
    return cached.block;
  }
}

const blockOf = (seq: number) => Math.floor((seq - 1) / BLOCK);
