import { abortAllDurableObjects } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { SeededRandom, seedFrom } from "../support/seeded-random.ts";
import { carriedOver, channelOf, storedIn } from "./support/channel.ts";
import { openClassroom } from "./support/classroom.ts";
import { Reader } from "./support/client.ts";
import { putToSleep } from "./support/rooms.ts";

const PEOPLE = 6;
const STEPS = 120;

const shownBy = (reader: Reader) =>
  reader.session.snapshot().messages.map(({ seq, rev, body, deletedAt }) => `${seq} ${rev} ${deletedAt ? "✗" : body}`);

test(
  "I1–I4: whatever people, networks and servers do, all readers and the history end equal",
  { timeout: 60_000 },
  async () => {
    const seed = seedFrom(env.TEST_SEED);
    console.info(`seed ${seed} (PLACE_SEED=${seed} plays it again)`);
    const random = new SeededRandom(seed);
    const classroom = await openClassroom();
    const people = await Promise.all(Array.from({ length: PEOPLE }, () => classroom.person("student")));
    const { id } = await channelOf(people);
    const readers = people.map((person) => new Reader(person, id, random.next));
    for (const reader of readers) await reader.start();

    const written = new Map<string, string>();
    const acts: [number, (reader: Reader, step: number) => unknown][] = [
      [10, (reader, step) => written.set(reader.session.send(`words ${step}`).id, `words ${step}`)],
      [3, (reader, step) => changeMine(reader, (seq) => reader.session.edit(seq, `edited ${step}`))],
      [2, (reader) => changeMine(reader, (seq) => reader.session.remove(seq))],
      [2, (reader) => reader.cut()],
      [1, () => putToSleep(id)],
      [1, () => abortAllDurableObjects()],
      // Lets frames, acknowledgements and batches through.
      [
        4,
        (reader) =>
          reader.until(() => reader.outbox.entries(id).length === 0 || reader.session.snapshot().connection !== "open"),
      ],
    ];
    const dice = acts.flatMap(([weight, act]) => Array<typeof act>(weight).fill(act));

    function changeMine(reader: Reader, change: (seq: number) => unknown): void {
      const me = people[readers.indexOf(reader)]?.id;
      const mine = reader.session
        .snapshot()
        .messages.filter(({ author, deletedAt }) => author === me && deletedAt === undefined);
      if (mine.length > 0) change(random.pick(mine).seq);
    }

    for (let step = 0; step < STEPS; step++) await random.pick(dice)(random.pick(readers), step);

    // Quiet now: everything waiting goes out, everybody comes back.
    for (const reader of readers)
      await reader.until(() =>
        reader.outbox.entries(id).every(({ refusal }) => refusal?.code === "stale" || refusal?.code === "deleted"),
      );
    const count = written.size;
    const head = () => Math.max(...readers.map((reader) => reader.session.snapshot().head.rev));
    for (const reader of readers) {
      await reader.until(() => {
        const { head: mine, connection } = reader.session.snapshot();
        return connection === "open" && mine.seq === count && mine.rev === head();
      });
      while (!reader.session.snapshot().reachedStart) await reader.session.loadOlder();
    }

    const [first, ...others] = readers.map(shownBy);
    for (const other of others) expect(other).toEqual(first);
    for (;;) {
      const history = (await carriedOver(id, count)).map(({ seq, rev, body }) => `${seq} ${rev} ${body || "✗"}`);
      if (history.every((row, i) => row === first?.[i])) break;
    }
    const history = await storedIn(id);
    expect(history.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
    expect(new Set(history.map((message) => message.id))).toEqual(new Set(written.keys()));
    for (const reader of readers) reader.session.close();
  },
);
