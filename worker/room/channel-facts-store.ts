/** What the room knows of its channel: kept for the time between contacts, and taken over from D1 at the first of all. */
import { ROOM_KEEPS_MESSAGES } from "../../protocol/index.ts";
import type { ChannelFacts } from "./contract.ts";
import { openDb } from "../store/db.ts";
import { readHead } from "../store/messages.ts";
import { dueTimes } from "../store/scheduled.ts";
import { FACTS, type FirstValue } from "./log/first-value.ts";
import type { RoomLog } from "./log/room-log.ts";
import type { RoomAttachment } from "./sockets/socket-identity.ts";
import { Table } from "./tables.ts";

/** Longer, as with a long list of words, they are written down and not carried with each socket. JSON. */
const CARRIED_MAX_CHARS = 2_000;
/** There while the log has begun and the rest of what a room begins with has not. */
const UNFINISHED = "beginning";

interface Host {
  storage: DurableObjectStorage;
  d1: D1Database;
  log: RoomLog;
  /** Undefined: they have a row of their own from the beginning. */
  first?: FirstValue;
  /** All that are there, closing ones too. */
  sockets?: () => WebSocket[];
  /** Hears that the thread hangs elsewhere now, and where it hung. */
  wentElsewhere?: (before: ChannelFacts) => void;
  /** Hears when each scheduled item is due, ms since 1970. */
  scheduled: (id: string, at: number) => void;
  /** The rest of what a room begins with. */
  begun: (facts: ChannelFacts) => Promise<void>;
}

export class ChannelFactsStore {
  readonly #room: Host;
  #facts: ChannelFacts | null;
  #beginning: Promise<void> | null = null;
  #isUnfinished: boolean;

  constructor(room: Host) {
    this.#room = room;
    this.#facts = room.storage.kv.get<ChannelFacts>(FACTS) ?? room.first?.facts ?? this.#fromBefore();
    if (this.#facts === null) this.#learn(this.#withSockets());
    else if (!room.log.hasTable) room.first?.learn(this.#facts);
    this.#isUnfinished = room.storage.kv.get<boolean>(UNFINISHED) ?? false;
  }

  /** A room of an earlier version kept them in a table. */
  #fromBefore(): ChannelFacts | null {
    const table = new Table(this.#room.storage.sql, "facts", "(k INTEGER PRIMARY KEY, json TEXT NOT NULL)");
    const [row] = table.rows<{ json: string }>(`SELECT json FROM facts WHERE k = 1`);
    return row ? (JSON.parse(row.json) as ChannelFacts) : null;
  }

  /** Null before the room was told its channel. */
  get facts(): ChannelFacts | null {
    return this.#facts;
  }

  /**
   * Facts of a room in which nothing was said are carried with its sockets, and written down with the first message, in its row. Where
   * they change before that, or the room is to wake by itself, they are written down at once.
   */
  keep(told: ChannelFacts): void {
    const before = this.#facts;
    const facts = whereItHangs(told, before);
    const json = JSON.stringify(facts);
    if (json === JSON.stringify(before)) return;
    const { first, log, storage } = this.#room;
    this.#learn(facts);
    if (log.hasTable || !first) storage.kv.put(FACTS, facts);
    else if (before !== null || first.isStored || json.length > CARRIED_MAX_CHARS) first.store();
    if (before?.thread && before.thread.went !== facts.thread?.went) this.#room.wentElsewhere?.(before);
  }

  /** What a socket has to carry, so that the room knows its channel when it wakes; undefined where that is written down. */
  get unwritten(): ChannelFacts | undefined {
    const { first, log } = this.#room;
    return !first || first.isStored || log.hasTable ? undefined : (this.#facts ?? undefined);
  }

  /** Nobody may be here when the room wakes next. */
  writeDown(): void {
    if (this.unwritten) this.#room.first?.store();
  }

  #learn(facts: ChannelFacts | null): void {
    this.#facts = facts;
    if (facts) this.#room.first?.learn(facts);
  }

  #withSockets(): ChannelFacts | null {
    const carried = (socket: WebSocket) => (socket.deserializeAttachment() as RoomAttachment | null)?.channel;
    for (const socket of this.#room.sockets?.() ?? []) {
      const facts = carried(socket);
      if (facts) return facts;
    }
    return null;
  }

  /**
   * At first contact in the object's life, what D1 holds of the channel becomes the log's starting point, and the parts begin.
   * @throws where D1 cannot be asked: whoever comes next begins where it stopped
   */
  async begin(facts: ChannelFacts): Promise<void> {
    this.keep(facts);
    if (this.#room.log.begun && !this.#isUnfinished) return;
    this.#beginning ??= this.#takeOver(facts).finally(() => {
      this.#beginning = null;
    });
    await this.#beginning;
  }

  /** The same by another room, which may have these from long ago: what this one knows itself counts. */
  async beginAsKnown(facts: ChannelFacts): Promise<void> {
    await this.begin(this.#facts ?? facts);
  }

  async #takeOver(facts: ChannelFacts): Promise<void> {
    if (!this.#isUnfinished && !(await this.#beginLog(facts))) return;
    await this.#room.begun(facts);
    this.#isUnfinished = false;
    const { kv } = this.#room.storage;
    if (kv.get(UNFINISHED)) kv.delete(UNFINISHED);
  }

  /** @returns false: it has begun meanwhile */
  async #beginLog(facts: ChannelFacts): Promise<boolean> {
    const { d1, log, scheduled, storage } = this.#room;
    const [{ head, newest }, due] = await Promise.all([
      readHead(d1, facts.channelNo, ROOM_KEEPS_MESSAGES),
      dueTimes(openDb(d1), facts.channelNo),
    ]);
    for (const { id, at } of due) scheduled(id, at);
    // Somebody wrote the channel's first message meanwhile, on a socket from before the room slept.
    if (log.begun) return false;
    // In one turn, so that neither is there without the other. A new channel's room, which has nothing to take over, saves the row.
    if (head.seq > 0) storage.kv.put(UNFINISHED, true);
    log.begin(head, newest);
    this.#isUnfinished = true;
    return true;
  }
}

/** A call that was on its way when the thread went elsewhere names the channel that it hung in before. */
function whereItHangs(told: ChannelFacts, known: ChannelFacts | null): ChannelFacts {
  if (!told.thread || !known?.thread || (told.thread.went ?? 0) >= (known.thread.went ?? 0)) return told;
  return { ...told, thread: known.thread };
}
