/**
 * Messages that go to another channel. What was asked stands in this room's storage before anything is done, and is gone on with until it is:
 * the other room takes them, once for each of their ids, then stones stand here that say where they went. Between the two they stand
 * twice, and never nowhere. What somebody changed in between goes along. Taken back, a message stands where it stood.
 */
import type { Message } from "../../../protocol/index.ts";
import { log as faults } from "../../log.ts";
import type { ChannelFacts } from "../contract.ts";
import { backOff } from "../followers/back-off.ts";
import type { RoomLog, StoredMessage } from "../log/room-log.ts";
import type { Moved, MovedMessage, MovedPlace, MoveOrder } from "../moving.ts";
import type { Part } from "../part.ts";
import { roomOf } from "../stubs.ts";
import { Table } from "../tables.ts";
import { tombstone } from "./edited.ts";
import type { PrivateState } from "./message-actions.ts";

interface Host {
  facts: () => ChannelFacts;
  env: Pick<Env, "ROOMS">;
  storage: DurableObjectStorage;
  log: RoomLog;
  /** As they are now, in the log or in D1. @throws when D1 cannot be asked */
  stored: (seq: number) => Promise<StoredMessage | undefined>;
  readOlderIds: () => Promise<unknown>;
  posted: (messages: Message[], afterRev: number) => void;
  changedMany: (changes: { message: Message; before: StoredMessage }[], afterRev: number) => void;
  /** There is something to ring for. */
  waits: () => void;
}
/** `out`, `back`: on the way. */
type State = "out" | "done" | "back" | "undone";
/** What a stone does not keep of a message. */
interface Left {
  seq: number;
  replyTo?: number;
}
interface Row extends Record<string, SqlStorageValue> {
  id: string;
  /** JSON of the other channel's facts. */
  target: string;
  by: string;
  /** JSON: places here. */
  seqs: string;
  /** JSON of `MovedPlace[]` with `Left`, once it is done. */
  places: string;
  state: State;
  at: number;
}
type Place = MovedPlace & Pick<Left, "replyTo">;

/** So often what somebody changed meanwhile is taken along; then it is done as it is at the next ring. */
const ROUNDS = 5;
const NONE: Moved = { messages: [], places: [], isDone: true, isThere: false };

export class Moves implements Part {
  readonly name = "moves";
  readonly #room: Host;
  readonly #rows: Table;
  readonly #running = new Map<string, Promise<void>>();
  #next: number | null = null;
  #tries = 0;

  constructor(room: Host) {
    this.#room = room;
    const columns = `(id TEXT PRIMARY KEY, target TEXT NOT NULL, "by" TEXT NOT NULL, seqs TEXT NOT NULL, places TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID`;
    this.#rows = new Table(room.storage.sql, "moves", columns);
    if (this.#onTheWay().length > 0) this.#next = 0;
  }

  get next(): number | null {
    return this.#next;
  }

  async ring(_facts: ChannelFacts, now: number): Promise<void> {
    if (this.#next === null || now < this.#next) return;
    this.#next = Date.now() + backOff(++this.#tries);
    for (const { id } of this.#onTheWay()) await this.#run(id);
    this.#next = null;
    this.#tries = 0;
  }

  async carryOut(order: MoveOrder): Promise<Moved> {
    switch (order.type) {
      case "look":
        return { ...NONE, messages: await this.#look(order.seqs), isThere: true };
      case "take":
        return this.#take(order);
      case "leave":
        await this.#leave(order.stones);
        return NONE;
      case "out": {
        const { id, seqs, target, by } = order;
        const row = [id, JSON.stringify(target), by, JSON.stringify(seqs), "[]", "out", Date.now()];
        this.#rows.write(`INSERT OR IGNORE INTO moves VALUES (?, ?, ?, ?, ?, ?, ?)`, ...row);
        return this.#go(id);
      }
      case "back": {
        const row = this.#row(order.id);
        if (!row || (row.state !== "back" && (row.state !== "done" || row.at < order.since))) return NONE;
        this.#rows.change(`UPDATE moves SET state = 'back' WHERE id = ? AND state = 'done'`, order.id);
        return this.#go(order.id);
      }
    }
  }

  #row(id: string): Row | undefined {
    return this.#rows.rows<Row>(`SELECT * FROM moves WHERE id = ?`, id)[0];
  }
  #onTheWay(): Row[] {
    return this.#rows.rows<Row>(`SELECT * FROM moves WHERE state IN ('out', 'back') ORDER BY at`);
  }

  /** Now, and where that fails by the alarm. */
  async #go(id: string): Promise<Moved> {
    // Until it is known otherwise: what is cut off here is rung for.
    this.#next = Date.now() + backOff(1);
    this.#room.waits();
    try {
      await this.#run(id);
      if (this.#onTheWay().length === 0) this.#next = null;
    } catch (error) {
      faults.fault("moves", error, { channel: this.#room.facts().channelId });
    }
    const row = this.#row(id);
    const places = (row ? (JSON.parse(row.places) as Place[]) : []).map(({ from, to }) => ({ from, to }));
    return { messages: [], places, isDone: row?.state === "done" || row?.state === "undone", isThere: true };
  }

  /** Two at once are one. @throws where the other room, or D1, cannot be asked */
  #run(id: string): Promise<void> {
    const running = this.#running.get(id) ?? this.#step(id).finally(() => this.#running.delete(id));
    this.#running.set(id, running);
    return running;
  }

  async #step(id: string): Promise<void> {
    const row = this.#row(id);
    if (row?.state === "out") await this.#out(row);
    else if (row?.state === "back") await this.#back(row);
  }

  // ── from here ───────────────────────────────────────────────────────────────────────────────────────────────────────

  async #out({ id, target, by, seqs, at }: Row): Promise<void> {
    const { facts, env } = this.#room;
    const to = JSON.parse(target) as ChannelFacts;
    const from = facts().channelId;
    // What was deleted is told too: it may stand there from a try that was cut off.
    let messages = await this.#look(JSON.parse(seqs) as number[]);
    for (let round = 0; round < ROUNDS; round++) {
      const as = new Map(messages.map((message) => [message.seq, idAt(message.id, at)]));
      const asked = messages.map((message) => {
        const answers = message.replyTo === undefined ? undefined : as.get(message.replyTo);
        return { as: as.get(message.seq) ?? "", ...(answers !== undefined && { answers }), message };
      });
      const { places } = await roomOf(env, to.channelId).move(to, { type: "take", from, by, messages: asked });
      const before = await this.#look(messages.map(({ seq }) => seq));
      const isSame = before.every(({ rev }, n) => rev === messages[n]?.rev);
      if (isSame) return this.#stand(id, to.channelId, before, places);
      // Deleted or changed on the way: told once more, and it follows.
      messages = before;
    }
    throw new Error("messages change faster than they are moved");
  }

  /** All in one turn: the stones, and that it is done. */
  #stand(id: string, channel: string, stored: readonly MovedMessage[], places: readonly MovedPlace[]): void {
    const { log, storage, changedMany } = this.#room;
    const afterRev = log.head.rev;
    const now = Date.now();
    const there = new Map(places.map(({ from, to }) => [from, to]));
    const changes = storage.transactionSync(() => {
      const made = stored.flatMap((before) => {
        const to = there.get(before.seq);
        if (to === undefined || before.deletedAt !== undefined) return [];
        return { before, message: log.change(stone(before, { channel, seq: to }, now)) };
      });
      const left = stored.flatMap(({ seq, replyTo }) => {
        const to = there.get(seq);
        return to === undefined ? [] : [{ from: seq, to, ...(replyTo !== undefined && { replyTo }) }];
      });
      this.#rows.change(`UPDATE moves SET state = 'done', places = ? WHERE id = ?`, JSON.stringify(left), id);
      return made;
    });
    if (changes.length > 0) changedMany(changes, afterRev);
  }

  async #back({ id, target, places: json }: Row): Promise<void> {
    const { facts, env, log, storage, changedMany } = this.#room;
    const to = JSON.parse(target) as ChannelFacts;
    const places = JSON.parse(json) as Place[];
    const room = roomOf(env, to.channelId);
    const there = await room.move(to, { type: "look", seqs: places.map((place) => place.to) });
    const copies = new Map(there.messages.map((message) => [message.seq, message]));
    const here = await this.#look(places.map(({ from }) => from));
    const channel = facts().channelId;
    const afterRev = log.head.rev;
    const changes = storage.transactionSync(() =>
      places.flatMap(({ from, to: seq, replyTo }) => {
        const before = here.find((message) => message.seq === from);
        const copy = copies.get(seq);
        if (before?.meta?.movedTo?.channel !== to.channelId || copy?.meta?.moved?.channel !== channel) return [];
        return { before, message: log.change(...restored(before, copy, replyTo)) };
      }),
    );
    if (changes.length > 0) changedMany(changes, afterRev);
    const stones = places.map(({ from, to: seq }) => ({ seq, to: { channel, seq: from } }));
    await room.move(to, { type: "leave", stones });
    this.#rows.change(`UPDATE moves SET state = 'undone' WHERE id = ?`, id);
  }

  async #look(seqs: readonly number[]): Promise<MovedMessage[]> {
    const found = await Promise.all(seqs.map((seq) => this.#room.stored(seq)));
    return found.flatMap((message) => message ?? []);
  }

  // ── to here ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  async #take({ from, by, messages }: Extract<MoveOrder, { type: "take" }>): Promise<Moved> {
    const { log, storage, posted, changedMany } = this.#room;
    if (log.lacksIds) await this.#room.readOlderIds();
    const known = new Map<string, StoredMessage>();
    for (const { as } of messages) {
      const seq = log.seqOf(as);
      const stored = seq === undefined ? undefined : await this.#room.stored(seq);
      if (stored) known.set(as, stored);
    }
    const isThread = this.#room.facts().kind === "thread";
    const afterRev = log.head.rev;
    const now = Date.now();
    const { made, followed } = storage.transactionSync(() => {
      const changes: { message: Message; before: StoredMessage }[] = [];
      const fresh: Message[] = [];
      for (const { as, answers, message } of messages) {
        const before = known.get(as);
        const [draft, sealed] = asHere(message, { as, from, by, isThread });
        const replyTo = answers === undefined ? undefined : log.seqOf(answers);
        const more = replyTo !== undefined && { replyTo };
        // Twice at once: the other was quicker.
        if (!before && log.seqOf(as) !== undefined) continue;
        if (!before && message.deletedAt === undefined)
          fresh.push(log.append({ ...draft, ...more, at: Math.max(now, log.head.lastAt) }, sealed));
        if (!before || before.deletedAt !== undefined) continue;
        const { seq, at } = before;
        if (message.deletedAt !== undefined) changes.push({ before, message: log.change(tombstone(before, now)) });
        else if (message.rev !== revOf(before))
          changes.push({ before, message: log.change({ ...draft, ...more, seq, at }, sealed) });
      }
      return { made: fresh, followed: changes };
    });
    if (made.length > 0) posted(made, afterRev);
    if (followed.length > 0) changedMany(followed, afterRev);
    const places = messages.flatMap(({ as, message }) => {
      const to = log.seqOf(as);
      return to === undefined ? [] : [{ from: message.seq, to }];
    });
    return { messages: [], places, isDone: true, isThere: true };
  }

  async #leave(stones: Extract<MoveOrder, { type: "leave" }>["stones"]): Promise<void> {
    const { log, changedMany, storage } = this.#room;
    const stored = new Map((await this.#look(stones.map(({ seq }) => seq))).map((message) => [message.seq, message]));
    const afterRev = log.head.rev;
    const now = Date.now();
    const changes = storage.transactionSync(() =>
      stones.flatMap(({ seq, to }) => {
        const before = stored.get(seq);
        if (!before || before.deletedAt !== undefined || before.meta?.moved?.channel !== to.channel) return [];
        return { before, message: log.change(stone(before, to, now)) };
      }),
    );
    if (changes.length > 0) changedMany(changes, afterRev);
  }
}

/** The id of a message where it is moved at that time: the same at every try, and another at every move. */
function idAt(id: string, at: number): string {
  const time = at.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}${id.slice(13)}`;
}

/** Of which state it is the copy. */
const revOf = ({ meta }: Message) => meta?.moved?.rev;

/** A message that went: its place stays, and says where it is. Its files went along. */
function stone(message: Message, movedTo: { channel: string; seq: number }, now: number): Omit<Message, "rev"> {
  const gone = tombstone(message, now);
  return { ...gone, meta: { ...gone.meta, movedTo } };
}

/** What of a message is of its place, and stays behind: whom it reached, and what stands in the list there. */
function asHere(
  { author, body, editedAt, meta, sealed, at, seq, rev }: MovedMessage,
  to: { as: string; from: string; by: string; isThread: boolean },
): [Omit<Message, "seq" | "rev" | "at">, string | undefined] {
  const { reach: _reach, movedTo: _to, moved: earlier, checkpoint, ...kept } = meta ?? {};
  const moved = { channel: to.from, seq, rev, by: to.by, at: earlier?.at ?? at };
  return [
    {
      ...{ id: to.as, author, body },
      ...(editedAt !== undefined && { editedAt }),
      meta: { ...kept, ...(checkpoint && !to.isThread && { checkpoint }), moved },
    },
    privately(sealed),
  ];
}

/** Revisions of one room mean nothing in another. */
function privately(sealed: string | undefined): string | undefined {
  const { threadRev: _thread, bodyRev: _body, ...state } = JSON.parse(sealed ?? "{}") as PrivateState;
  return Object.keys(state).length > 0 ? JSON.stringify(state) : undefined;
}

/** Where it stood, as it is now; a tombstone where it was deleted meanwhile. */
function restored(
  { id, seq, author, at }: Message,
  copy: MovedMessage,
  replyTo: number | undefined,
): [Omit<Message, "rev">, string | undefined] {
  const { moved, ...meta } = copy.meta ?? {};
  const place = { id, seq, author, at: moved?.at ?? at };
  if (copy.deletedAt !== undefined) return [tombstone({ ...place, body: "", rev: 0 }, copy.deletedAt), undefined];
  return [
    {
      ...{ ...place, at, body: copy.body },
      ...(copy.editedAt !== undefined && { editedAt: copy.editedAt }),
      ...(replyTo !== undefined && { replyTo }),
      ...(Object.keys(meta).length > 0 && { meta }),
    },
    privately(copy.sealed),
  ];
}
