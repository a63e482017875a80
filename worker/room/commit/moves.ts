/**
 * Messages that go to another channel. What was asked stands in this room's storage before anything is done, and is gone on with until it is:
 * the other room takes them, once for each of their ids, then stones stand here that say where they went. Between the two they stand
 * twice, and never nowhere. What somebody changed in between goes along. Taken back, a message stands where it stood. The same job
 * writes into the audit what was done, once it is: what did not happen does not stand there, and what did is not left out.
 */
import { log as faults } from "../../log.ts";
import type { ChannelFacts } from "../contract.ts";
import { backOff } from "../followers/back-off.ts";
import { atOnce } from "../log/at-once.ts";
import type { MoveAct } from "../../store/moves.ts";
import type { Moved, MovedMessage, MovedPlace, MoveOrder } from "../moving.ts";
import type { Part } from "../part.ts";
import { roomOf } from "../stubs.ts";
import { Table } from "../tables.ts";
import { MoveArrivals, type ArrivalsHost } from "./move-arrivals.ts";
import { idsAt, restored, returns, stone } from "./moved-message.ts";

interface Host extends ArrivalsHost {
  env: Pick<Env, "ROOMS">;
  /** Writes down what was done; the same once more changes nothing. @throws when D1 cannot be asked */
  record: (act: MoveAct) => Promise<void>;
  /**
   * Threads on these places of the one channel hang on those of the other from now on. Safe to repeat.
   * @returns how many replies went along, the last time. @throws where something is away
   */
  threadsGo: (from: ChannelFacts, to: ChannelFacts, places: readonly MovedPlace[], isLast: boolean) => Promise<number>;
  /** Of a thread: who follows it, and what it hangs on now, are told. @throws where something is away */
  hang: () => Promise<void>;
  /** There is something to ring for. */
  waits: () => void;
}
/** `out`, `back`: on the way. `moved`, `returned`: it is there, and the audit does not say so yet. */
type State = "out" | "moved" | "done" | "back" | "returned" | "undone";
/** What a stone does not keep of a message. */
interface Left {
  seq: number;
  replyTo?: number;
}
interface Row extends Record<string, SqlStorageValue> {
  id: string;
  /** JSON of the other channel's facts. */
  target: string;
  /** Who did what was asked for last. */
  by: string;
  /** JSON: places here. */
  seqs: string;
  /** JSON of `MovedPlace[]` with `Left`, once they are there. */
  places: string;
  state: State;
  /** When it was asked for, ms: of no two moves the same, since the ids of the copies are made of it. */
  at: number;
}
type Place = MovedPlace & Pick<Left, "replyTo">;

/** So often what somebody changed meanwhile is taken along; then it is done as it is at the next ring. */
const ROUNDS = 5;
const NONE: Moved = { messages: [], places: [], isDone: true, isThere: false };

export class Moves implements Part {
  readonly name = "moves";
  readonly #room: Host;
  readonly #arrivals: MoveArrivals;
  readonly #rows: Table;
  readonly #running = new Map<string, Promise<void>>();
  /** The move before: two of the same messages, each on its way elsewhere, would leave copies in either place. */
  #before: Promise<unknown> = Promise.resolve();
  #next: number | null = null;
  #tries = 0;

  constructor(room: Host) {
    this.#room = room;
    this.#arrivals = new MoveArrivals(room);
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
    const failed: unknown[] = [];
    // One whose target cannot be reached keeps none of the others.
    for (const { id } of this.#onTheWay()) await this.#run(id).catch((error: unknown) => failed.push(error));
    if (failed.length > 0) throw failed[0];
    this.#next = null;
    this.#tries = 0;
  }

  async carryOut(order: MoveOrder): Promise<Moved> {
    switch (order.type) {
      case "look":
        return { ...NONE, messages: await this.#arrivals.look(order.seqs), isThere: true };
      case "hang":
        await this.#room.hang();
        return { ...NONE, isThere: true };
      case "asked":
        return this.#asked(order.id);
      case "take":
        return this.#arrivals.take(order);
      case "leave":
        return { ...NONE, messages: await this.#arrivals.leave(order.stones), isThere: true };
      case "out": {
        const { id, seqs, target, by } = order;
        const row = [id, JSON.stringify(target), by, JSON.stringify(seqs), "[]", "out", this.#free()];
        this.#rows.write(`INSERT OR IGNORE INTO moves VALUES (?, ?, ?, ?, ?, ?, ?)`, ...row);
        return this.#go(id);
      }
      case "back": {
        const { id, by, since } = order;
        // That it was moved stands in the audit before it goes back.
        if (this.#row(id)?.state === "moved") await this.#run(id);
        const row = this.#row(id);
        const isOnItsWay = row?.state === "back" || row?.state === "returned";
        if (!row || (!isOnItsWay && (row.state !== "done" || row.at < since))) return NONE;
        this.#rows.change(`UPDATE moves SET state = 'back', "by" = ? WHERE id = ? AND state = 'done'`, by, id);
        return this.#go(id);
      }
    }
  }

  #row(id: string): Row | undefined {
    return this.#rows.rows<Row>(`SELECT * FROM moves WHERE id = ?`, id)[0];
  }
  #asked(id: string): Moved {
    const row = this.#row(id);
    if (!row) return NONE;
    const { channelId, channelNo } = JSON.parse(row.target) as ChannelFacts;
    return { ...NONE, places: placesOf(row), isThere: true, went: { channelId, channelNo, at: row.at } };
  }
  #onTheWay(): Row[] {
    return this.#rows.rows<Row>(`SELECT * FROM moves WHERE state NOT IN ('done', 'undone') ORDER BY at`);
  }
  #free(): number {
    const [newest] = this.#rows.rows<{ at: number | null }>(`SELECT max(at) AS at FROM moves`);
    return Math.max(Date.now(), (newest?.at ?? 0) + 1);
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
    return {
      messages: [],
      places: row ? placesOf(row) : [],
      isDone: row?.state !== "out" && row?.state !== "back",
      isThere: true,
    };
  }

  /** Two at once are one, and others wait for it. @throws where the other room, or D1, cannot be asked */
  #run(id: string): Promise<void> {
    const known = this.#running.get(id);
    if (known) return known;
    const running = this.#before.then(() => this.#step(id)).finally(() => this.#running.delete(id));
    // Whoever asked for it hears it.
    this.#before = running.catch(() => undefined);
    this.#running.set(id, running);
    return running;
  }

  async #step(id: string): Promise<void> {
    const row = this.#row(id);
    if (row?.state === "out") await this.#out(row);
    else if (row?.state === "back") await this.#back(row);
    const now = this.#row(id);
    if (now?.state === "moved") {
      const answers = await this.#threadsGo(now, placesOf(now), true);
      await this.#record(now, { act: "messagesMoved", answers }, "done");
    } else if (now?.state === "returned") {
      const answers = await this.#threadsReturn(now, true);
      await this.#record(now, { act: "messagesMovedBack", answers }, "undone");
    }
  }

  /** Before the messages leave, so that who sees them go finds their threads where they stand; and after it, with what came in between. */
  #threadsGo({ target }: Row, places: readonly MovedPlace[], isLast: boolean): Promise<number> {
    return this.#room.threadsGo(this.#room.facts(), JSON.parse(target) as ChannelFacts, places, isLast);
  }

  /** Of those that stand here: what somebody moved on from there has its thread with it. */
  async #threadsReturn(row: Row, isLast: boolean): Promise<number> {
    const places = placesOf(row);
    const here = await this.#arrivals.look(places.map(({ from }) => from));
    const gone = new Set(here.flatMap(({ seq, meta }) => (meta?.movedTo ? seq : [])));
    const back = places.filter(({ from }) => !gone.has(from)).map(({ from, to }) => ({ from: to, to: from }));
    return this.#room.threadsGo(JSON.parse(row.target) as ChannelFacts, this.#room.facts(), back, isLast);
  }

  async #record({ id, by, places }: Row, done: Pick<MoveAct, "act" | "answers">, state: State): Promise<void> {
    const seqs = (JSON.parse(places) as Place[]).map(({ from }) => from);
    const { workspaceNo, channelNo } = this.#room.facts();
    const of = { workspaceNo, channelNo, id, by, messages: seqs.length, seq: seqs[0] ?? 0 };
    // Where all were deleted meanwhile, or somebody was quicker, nothing was moved.
    if (seqs.length > 0) await this.#room.record({ ...done, ...of });
    this.#rows.change(`UPDATE moves SET state = ? WHERE id = ?`, state, id);
  }

  async #out(row: Row): Promise<void> {
    const { facts, env } = this.#room;
    const { id, by, seqs, at } = row;
    const to = JSON.parse(row.target) as ChannelFacts;
    const from = facts().channelId;
    // What was deleted is told too: it may stand there from a try that was cut off.
    let messages = await this.#arrivals.look(JSON.parse(seqs) as number[]);
    for (let round = 0; round < ROUNDS; round++) {
      const as = idsAt(messages, at);
      const asked = messages.map((message) => {
        const answers = message.replyTo === undefined ? undefined : as.get(message.replyTo);
        return { as: as.get(message.seq) ?? "", ...(answers !== undefined && { answers }), message };
      });
      const { places } = await roomOf(env, to.channelId).move(to, { type: "take", from, by, messages: asked });
      if (round === 0) await this.#threadsGo(row, places, false);
      const before = await this.#arrivals.look(messages.map(({ seq }) => seq));
      const isSame = before.every(({ rev }, n) => rev === messages[n]?.rev);
      if (isSame) return this.#stand(id, to.channelId, before, places);
      // Deleted or changed on the way: told once more, and it follows.
      messages = before;
    }
    throw new Error("messages change faster than they are moved");
  }

  /** All in one turn: the stones, and that it is done. */
  #stand(id: string, channel: string, stored: readonly MovedMessage[], places: readonly MovedPlace[]): void {
    const { log, changedMany } = this.#room;
    const afterRev = log.head.rev;
    const now = Date.now();
    const there = new Map(places.map(({ from, to }) => [from, to]));
    const changes = atOnce(this.#room, () => {
      const made = stored.flatMap((before) => {
        const to = there.get(before.seq);
        if (to === undefined || before.deletedAt !== undefined) return [];
        return { before, message: log.change(stone(before, { channel, seq: to }, now)) };
      });
      const left = stored.flatMap(({ seq, replyTo }) => {
        const to = there.get(seq);
        return to === undefined ? [] : [{ from: seq, to, ...(replyTo !== undefined && { replyTo }) }];
      });
      this.#rows.change(`UPDATE moves SET state = 'moved', places = ? WHERE id = ?`, JSON.stringify(left), id);
      return made;
    });
    if (changes.length > 0) changedMany(changes, afterRev);
  }

  async #back(row: Row): Promise<void> {
    const { facts, env, log, changedMany } = this.#room;
    const { id } = row;
    const to = JSON.parse(row.target) as ChannelFacts;
    const places = JSON.parse(row.places) as Place[];
    const room = roomOf(env, to.channelId);
    const channel = facts().channelId;
    let again = new Set<number>();
    for (let round = 0; round < ROUNDS; round++) {
      const there = await room.move(to, { type: "look", seqs: places.map((place) => place.to) });
      const copies = new Map(there.messages.map((message) => [message.seq, message]));
      const here = new Map(
        (await this.#arrivals.look(places.map(({ from }) => from))).map((message) => [message.seq, message]),
      );
      const afterRev = log.head.rev;
      const changes = atOnce(this.#room, () =>
        places.flatMap(({ from, to: seq, replyTo }) => {
          const [before, copy] = [here.get(from), copies.get(seq)];
          if (!before || !copy || !returns(before, copy, { channel, to: to.channelId, isLate: again.has(seq) }))
            return [];
          return { before, message: log.change(...restored(before, copy, replyTo)) };
        }),
      );
      if (changes.length > 0) changedMany(changes, afterRev);
      if (round === 0) await this.#threadsReturn(row, false);
      const stones = places.map(({ from, to: seq }) => ({
        seq,
        rev: copies.get(seq)?.rev,
        to: { channel, seq: from },
      }));
      const { messages: late } = await room.move(to, { type: "leave", stones });
      // What was changed there since it was looked at comes along too.
      if (late.length === 0) return this.#rows.change(`UPDATE moves SET state = 'returned' WHERE id = ?`, id);
      again = new Set(late.map(({ seq }) => seq));
    }
    throw new Error("messages change faster than they are moved back");
  }
}

const placesOf = ({ places }: Row): MovedPlace[] =>
  (JSON.parse(places) as Place[]).map(({ from, to }) => ({ from, to }));
