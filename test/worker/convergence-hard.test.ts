/**
 * Convergence where everything goes wrong at once: D1 is slower than the room, answers in any order, fails and loses answers; leases end
 * in the middle; retries overtake their first try; hundreds of messages come in between; clients lose their socket and give posts up;
 * rooms crash with calls on their way, and lose their storage.
 */
import { abortAllDurableObjects, runDurableObjectAlarm } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { afterEach, expect, test, vi } from "vitest";
import { LEASE_MS, ROOM_KEEPS_MESSAGES, type Message } from "../../protocol/index.ts";
import { roomOf } from "../../worker/room/stubs.ts";
import { SeededRandom, seedFrom } from "../support/seeded-random.ts";
import { channelOf, factsFor, fill, storedIn } from "./support/channel.ts";
import { openClassroom, ORIGIN, type Somebody } from "./support/classroom.ts";
import { Reader } from "./support/client.ts";
import { D1WithFaults, type D1Call, type Gate } from "./support/d1-with-faults.ts";
import { openChannel, type LiveSocket } from "./support/live-socket.ts";
import { resetRoom } from "./support/rooms.ts";

const RUNS = [1, 2, 3];
const READERS = 4;
const STEPS = 30;
const CROWD = ROOM_KEEPS_MESSAGES + 10;
/** So many that the log is trimmed while D1 lacks the better part of them. */
const FLOOD = 1_800;
const DAY = 86_400_000;

/** What a room asks of D1: its batches, leases, and what it looks up. */
const SLOW = /INSERT INTO messages|AS tokenHash|SELECT key, id FROM messages|SELECT \* FROM messages WHERE key = /u;
const isSlow = ({ statements }: D1Call) => statements.some(({ sql }) => SLOW.test(sql));
const isBatch = ({ statements }: D1Call) => statements.some(({ sql }) => sql.includes("INSERT INTO messages"));

/** A D1 that answers late and in any order; one batch in twenty fails, or its answer is lost. */
class SlowD1 {
  readonly #d1 = D1WithFaults.over(env.DB);
  readonly #random: SeededRandom;
  readonly #gates: Gate[];
  readonly #answering: Promise<void>;
  #isOver = false;
  /** Batches wait, whatever else is answered. */
  keepsBatches = false;
  /** Nothing fails any more. */
  isWell = false;

  constructor(random: SeededRandom) {
    this.#random = random;
    const before = this.#d1.hold((call) => isSlow(call) && random.next() < 0.7);
    this.#gates = [before, this.#d1.hold(isSlow, { wait: "after" })];
    this.#answering = this.#answer();
  }

  /**
   * The oldest batch is answered, and the next is there.
   * @param urge makes the room begin another one: after a failure, which may be on its way yet, it waits for a reason to
   */
  async letBatchGo(urge: () => void): Promise<void> {
    for (let gone = false, turns = 1; ; gone ||= this.#releaseBatch(), turns++) {
      await scheduler.wait(1);
      if (gone && this.#batch()) return;
      if (turns % 100 === 0) urge();
    }
  }

  async end(): Promise<void> {
    this.#isOver = true;
    await this.#answering;
    for (const gate of this.#gates) while (gate.standing.length > 0) gate.release();
    this.#d1.restore();
  }

  #batch(): [Gate, number] | null {
    for (const gate of this.#gates) {
      const at = gate.standing.findIndex(isBatch);
      if (at >= 0) return [gate, at];
    }
    return null;
  }
  #releaseBatch(): boolean {
    const batch = this.#batch();
    batch?.[0].release(batch[1]);
    return batch !== null;
  }

  async #answer(): Promise<void> {
    while (!this.#isOver) {
      await scheduler.wait(1 + this.#random.below(12));
      const standing = this.#gates.flatMap((gate) => gate.standing.map((call, at) => ({ gate, call, at })));
      const free = standing.filter(({ call }) => !this.keepsBatches || !isBatch(call));
      if (free.length === 0) continue;
      const { gate, call, at } = this.#random.pick(free);
      const fails = !this.isWell && isBatch(call) && this.#random.next() < 0.05;
      gate.release(at, fails ? "fail" : "go");
    }
  }
}

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  vi.restoreAllMocks();
});

test.each(RUNS)(
  "I1–I4: with a D1 that is slow and fails, leases that end, retries that overtake and crashes, all readers, pages and the history end equal (run %i)",
  { timeout: 60_000 },
  async (run) => {
    const seed = seedFrom(env.TEST_SEED) + run;
    console.info(`seed ${seed} (PLACE_SEED=${seed - run} plays it again)`);
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const random = new SeededRandom(seed);
    const classroom = await openClassroom();
    const people = await Promise.all(Array.from({ length: READERS }, () => classroom.person("student")));
    await env.DB.prepare("update sessions set expires_at = ?")
      .bind(Date.now() + DAY)
      .run();
    const { id } = await channelOf(people);
    const facts = await factsFor(id);
    const readers = people.map((person) => new Reader(person, id, random.next));
    for (const reader of readers) await reader.start();

    const clock = Date.now;
    let ahead = 0;
    vi.spyOn(Date, "now").mockImplementation(() => clock() + ahead);
    const d1 = new SlowD1(new SeededRandom(seed + 1_000));
    let isOver = false;
    ends.push(
      () => (isOver = true),
      () => d1.end(),
    );

    // ── who writes, and what they were told ─────────────────────────────────────────────────────────────────────────

    /** Id → its author, of all that anybody ever sent. */
    const sent = new Map<string, Somebody>();
    /** Id → places that somebody was told for it. */
    const told = new Map<string, Set<number>>();
    const hear = (messageId: string, seq: number) =>
      told.set(messageId, (told.get(messageId) ?? new Set<number>()).add(seq));
    /** Ids that a reader's own client takes care of. */
    const byClients = new Set<string>();
    const sockets = new Map<Somebody, LiveSocket[]>();
    const working = new Set<Promise<void>>();
    const meanwhile = (work: Promise<void>) => {
      const done: Promise<void> = work.finally(() => working.delete(done));
      working.add(done);
    };
    const bodyOf = (messageId: string) => `words ${messageId}`;

    /** One try by HTTP. @returns whether it came to an answer that stands */
    async function tryHttp(who: Somebody, messageId: string, signal?: AbortSignal): Promise<boolean> {
      sent.set(messageId, who);
      try {
        const response = await exports.default.fetch(
          new Request(`${ORIGIN}/api/channels/${id}/messages`, {
            method: "POST",
            headers: { authorization: `Bearer ${who.token}`, "content-type": "application/json" },
            body: JSON.stringify({ id: messageId, body: bodyOf(messageId) }),
            ...(signal && { signal }),
          }),
        );
        const answer = await response.json<{ message?: Message }>();
        if (answer.message) hear(messageId, answer.message.seq);
        return answer.message !== undefined;
      } catch {
        return false;
      }
    }
    async function postUntilStored(who: Somebody, messageId: string): Promise<void> {
      while (!isOver && !(await tryHttp(who, messageId))) await scheduler.wait(10);
    }
    /** Sends it, and does not wait: what the socket hears is looked at in the end. */
    async function trySocket(who: Somebody, messageId: string, retry: boolean): Promise<void> {
      sent.set(messageId, who);
      const [last] = sockets.get(who)?.slice(-1) ?? [];
      try {
        const socket = last && !last.closed ? last : await openChannel(id, who);
        if (socket !== last) sockets.set(who, [...(sockets.get(who) ?? []), socket]);
        socket.send({ type: "post", id: messageId, body: bodyOf(messageId), ...(retry && { retry }) });
      } catch {
        // The room died meanwhile.
      }
    }
    /** The first try and its retries, by every way at once: nobody knows which comes first. */
    function postByAllWays(who: Somebody, messageId: string): void {
      meanwhile(postUntilStored(who, messageId));
      meanwhile(trySocket(who, messageId, random.next() < 0.5));
      meanwhile(trySocket(who, messageId, true));
    }
    async function giveUp(who: Somebody, messageId: string): Promise<void> {
      const given = new AbortController();
      const trying = tryHttp(who, messageId, given.signal);
      await scheduler.wait(random.below(6));
      given.abort();
      await trying;
    }
    function say(reader: Reader): void {
      const { id: messageId } = reader.session.send("said");
      sent.set(messageId, people[readers.indexOf(reader)]!);
      byClients.add(messageId);
    }
    const endLeases = () => (ahead += LEASE_MS + 1);
    const isSettled = (reader: Reader) =>
      reader.session.snapshot().connection === "open" && reader.outbox.entries(id).length === 0;
    /** Everything that was sent has its answer. */
    async function settled(): Promise<void> {
      const settling = Promise.all([...working, ...readers.map((reader) => reader.until(() => isSettled(reader)))]);
      let isDone = false;
      void settling.then(() => (isDone = true));
      // A clock that runs: nobody has to wait for the rates of writing.
      while (!isDone && !isOver) {
        ahead += 100;
        await scheduler.wait(1);
      }
      await settling;
    }
    const roomHead = async () => (await roomOf(env, id).changesWithin(facts, 1, 1, 0)).head;
    async function carriedOver(): Promise<void> {
      const last = () =>
        env.DB.prepare(
          "select max(rev) as rev from messages where key between ?1 * 4294967296 and ?1 * 4294967296 + 4294967295",
        )
          .bind(facts.channelNo)
          .first<number>("rev");
      while ((await last()) !== (await roomHead()).rev) {
        ahead += 2_000;
        await runDurableObjectAlarm(env.ROOMS.getByName(id));
        await scheduler.wait(1);
      }
    }

    // ── what happens ────────────────────────────────────────────────────────────────────────────────────────────────

    const steps: [number, (reader: Reader, who: Somebody) => unknown][] = [
      [6, say],
      [4, (_, who) => postByAllWays(who, uuidv7())],
      // Sent again, however long ago it was.
      [
        6,
        () => {
          const known = [...sent].filter(([messageId]) => !byClients.has(messageId));
          if (known.length === 0) return;
          const [messageId, who] = random.pick(known);
          postByAllWays(who, messageId);
        },
      ],
      [2, (_, who) => meanwhile(giveUp(who, uuidv7()))],
      [3, (reader) => reader.cut()],
      [3, endLeases],
      [1, () => abortAllDurableObjects()],
      [1, () => fill(id, people[0]!, CROWD, Date.now()).catch(() => undefined)],
      [4, () => scheduler.wait(random.below(30))],
    ];
    const dice = steps.flatMap(([weight, step]) => Array<typeof step>(weight).fill(step));
    async function muchHappens(): Promise<void> {
      for (let step = 0; step < STEPS; step++) {
        const reader = random.pick(readers);
        await random.pick(dice)(reader, random.pick(people));
        await scheduler.wait(random.below(4));
      }
    }

    // Somebody has written: nothing can be imported any more, and a crowd writes.
    await postUntilStored(people[0]!, uuidv7());
    await muchHappens();

    // The log grows far beyond what it keeps while D1 takes a part of it, and the room dies.
    [d1.keepsBatches, d1.isWell] = [true, true];
    // D1 is left alone for a while after a failure.
    ahead += 10_000;
    const [stays, comesBack] = [readers[0]!, readers[1]!];
    say(stays);
    await fill(id, people[0]!, FLOOD, Date.now());
    const urge = () => {
      ahead += 10_000;
      say(stays);
    };
    for (let batch = 0; batch < 2; batch++) await d1.letBatchGo(urge);
    comesBack.cut();
    endLeases();
    say(stays);
    await abortAllDurableObjects();
    [d1.keepsBatches, d1.isWell] = [false, false];
    await muchHappens();

    // Its storage is lost, and what it knew of ids; then comes who tries again what the newest messages do not hold.
    await settled();
    await carriedOver();
    await resetRoom(id);
    const old = [...sent].filter(([messageId]) => !byClients.has(messageId)).slice(0, 6);
    for (const [messageId, who] of old) postByAllWays(who, messageId);
    await muchHappens();

    // ── and in the end ──────────────────────────────────────────────────────────────────────────────────────────────

    d1.isWell = true;
    await settled();
    // Who has heard nothing for long is confirmed, and hears it all.
    endLeases();
    for (const reader of readers) say(reader);
    await settled();
    await d1.end();
    await carriedOver();
    const head = await roomHead();
    const shownBy = async (reader: Reader) => {
      await reader.until(() => reader.session.snapshot().head.rev === head.rev && isSettled(reader));
      while (!reader.session.snapshot().reachedStart) {
        // A clock that runs, as above: pages have a rate, too.
        ahead += 200;
        await reader.session.loadOlder();
      }
      return reader.session.snapshot().messages.map(line);
    };

    const history = await storedIn(id);
    expect(history.map(({ seq }) => seq)).toEqual(Array.from({ length: head.seq }, (_, place) => place + 1));
    expect(new Set(history.map((row) => row.id)).size).toBe(history.length);
    const seqOf = new Map(history.map((row) => [row.id, row.seq]));
    const stands = [...told].map(([messageId]) => [messageId, new Set([seqOf.get(messageId)])] as const);
    expect(told).toEqual(new Map(stands));
    for (const heard of [...sockets.values()].flat().flatMap((socket) => socket.frames))
      if (heard.type === "stored")
        for (const message of heard.messages) expect(seqOf.get(message.id), message.id).toBe(message.seq);
    expect([...byClients].filter((messageId) => !seqOf.has(messageId))).toEqual([]);

    const lines = history.map(line);
    const pages: string[] = [];
    while (pages.length < head.seq) {
      const page = await people[0]!.get<{ messages: Message[] }>(
        `/channels/${id}/messages?after=${pages.length}&limit=${ROOM_KEEPS_MESSAGES}`,
      );
      expect(page.body.messages.length).toBeGreaterThan(0);
      pages.push(...page.body.messages.map(line));
    }
    expect(pages).toEqual(lines);
    const newest = (await roomOf(env, id).newestPage(facts, ROOM_KEEPS_MESSAGES)).messages.map(line);
    expect(newest).toEqual(lines.slice(-newest.length));
    for (const reader of readers) expect(await shownBy(reader)).toEqual(lines);
    for (const reader of readers) reader.session.close();
  },
);

const line = ({ seq, rev, id, body }: Pick<Message, "seq" | "rev" | "id" | "body">) => `${seq} ${rev} ${id} ${body}`;
