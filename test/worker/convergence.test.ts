import { abortAllDurableObjects, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import type { Message, MyChannel, Poll, Refusal } from "../../protocol/index.ts";
import { SeededRandom, seedFrom } from "../support/seeded-random.ts";
import { carriedOver, channelOf, storedIn } from "./support/channel.ts";
import { openClassroom, type Somebody } from "./support/classroom.ts";
import { Reader } from "./support/client.ts";
import { putToSleep } from "./support/rooms.ts";

const STUDENTS = 5;
const STEPS = 150;
const STEPS_AT_MOST = 600;
const EMOJI = ["👍", "🎉", "🤔", "❤️"];

/** All that everybody can see of a message, as one line. */
const line = ({ seq, rev, body, deletedAt, meta }: Message) =>
  `${seq} ${rev} ${deletedAt === undefined ? body : "✗"} ${JSON.stringify(meta ?? {})}`;
/** Thread and number of replies, of every root message. */
const threadsShownTo = (reader: Reader) =>
  reader.session
    .snapshot()
    .messages.flatMap(({ meta }) => (meta?.thread ? [`${meta.thread.channel} ${meta.thread.count}`] : []))
    .sort();
const shownBy = (reader: Reader) => reader.session.snapshot().messages.map(line);

test.each(["private", "group"])(
  "I1–I4 I7: whatever people, networks and servers do in a %s conversation, all readers and the history end equal",
  { timeout: 90_000 },
  async (kind) => {
    const seed = seedFrom(env.TEST_SEED);
    console.info(`seed ${seed} (PLACE_SEED=${seed} plays it again)`);
    const random = new SeededRandom(seed);
    const classroom = await openClassroom();
    const people = [
      await classroom.person("teacher"),
      ...(await Promise.all(Array.from({ length: STUDENTS }, () => classroom.person("student")))),
    ];
    const { id } = await channelOf(people, { kind });
    const readers = people.map((person) => new Reader(person, id, random.next));
    const teacher = readers[0]!;
    /** What this reader did is done, or refused. */
    const settled = (reader: Reader) =>
      reader.until(
        () =>
          reader.session.snapshot().connection === "open" &&
          reader.outbox.entries(id).every(({ refusal }) => refusal !== undefined),
      );
    for (const reader of readers) await reader.start();
    for (const reader of readers) await settled(reader);

    /** Message id → its words, of all that must stand in the channel in the end. */
    const written = new Map<string, string>();
    /** Thread → ids of the replies in it. */
    const replies = new Map<string, Set<string>>();

    const known = (reader: Reader, fits: (message: Message) => boolean) =>
      reader.session.snapshot().messages.filter((message) => message.deletedAt === undefined && fits(message));
    const personOf = (reader: Reader) => people[readers.indexOf(reader)] as Somebody;
    function onOne(reader: Reader, fits: (message: Message) => boolean, act: (message: Message) => unknown): void {
      const messages = known(reader, fits);
      if (messages.length > 0) act(random.pick(messages));
    }
    const isMine = (reader: Reader) => (message: Message) => message.author === personOf(reader).id;
    const pollOf = (message: Message): Poll | undefined => message.meta?.poll;
    const maybe = () => random.next() < 0.5;

    function askAll(reader: Reader, step: number): void {
      const question = `question ${step}?`;
      const poll = {
        question,
        options: ["yes", "no"],
        multiple: maybe(),
        secret: maybe(),
        sealed: maybe(),
        open: maybe(),
      };
      written.set(reader.session.send({ body: question, poll }).id, question);
    }

    /** Until it is stored: a server that dies meanwhile is asked again, and must not store it twice. */
    async function answerInThread(reader: Reader, step: number): Promise<void> {
      const roots = known(reader, () => true);
      if (roots.length === 0) return;
      const who = personOf(reader);
      const reply = { id: uuidv7(), body: `answer ${step}`, alsoToChannel: maybe() };
      /** Null: the message was deleted since this reader saw it. */
      const ask = async <T>(path: string, body?: unknown): Promise<T | null> => {
        for (;;) {
          const answer = await who.post<T>(path, body).catch(() => null);
          if (answer !== null && answer.status < 300) return answer.body;
          if ((answer?.body as Partial<Refusal>)?.code === "deleted") return null;
          if (answer !== null && answer.status < 500) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
        }
      };
      const started = await ask<{ channel: MyChannel }>(`/channels/${id}/messages/${random.pick(roots).seq}/thread`);
      if (started === null) return;
      const thread = started.channel.id;
      const stored = await ask<{ message: Message }>(`/channels/${thread}/messages`, reply);
      if (stored === null) return;
      replies.set(thread, new Set([...(replies.get(thread) ?? []), stored.message.id]));
      if (reply.alsoToChannel) copies += 1;
    }
    let copies = 0;

    /** What acts leave behind, as far as no reader has seen it yet. */
    const missing = new Set(["edited", "✗", "reactions", "voted", "thread", "fromThread"]);
    // A group has nobody who sets checkpoints.
    if (kind === "private") for (const trace of ["pinned", "checkpoint"]) missing.add(trace);
    function note(reader: Reader): void {
      const told = shownBy(reader).join("\n");
      for (const trace of missing) if (told.includes(trace)) missing.delete(trace);
    }

    const acts: [number, (reader: Reader, step: number) => unknown][] = [
      [14, (reader, step) => written.set(reader.session.send(`words ${step}`).id, `words ${step}`)],
      [3, (reader, step) => onOne(reader, isMine(reader), ({ seq }) => reader.session.edit(seq, `edited ${step}`))],
      [2, (reader) => onOne(reader, isMine(reader), ({ seq }) => reader.session.remove(seq))],
      [
        6,
        (reader) =>
          onOne(
            reader,
            () => true,
            ({ seq }) => reader.session.act(seq, { type: "react", emoji: random.pick(EMOJI), on: maybe() }),
          ),
      ],
      [
        2,
        () =>
          onOne(
            teacher,
            () => true,
            ({ seq }) => teacher.session.act(seq, { type: "pin", on: maybe() }),
          ),
      ],
      [
        2,
        (_, step) =>
          onOne(
            teacher,
            () => true,
            ({ seq }) => teacher.session.act(seq, { type: "checkpoint", name: maybe() ? `Lecture ${step}` : null }),
          ),
      ],
      [2, askAll],
      [
        6,
        (reader) =>
          onOne(
            reader,
            (message) => pollOf(message) !== undefined,
            (message) => {
              const choices = pollOf(message)!.options.map((_, choice) => choice);
              reader.session.act(message.seq, { type: "vote", choices: [random.pick(choices)] });
            },
          ),
      ],
      [
        1,
        (reader, step) =>
          onOne(
            reader,
            (message) => pollOf(message)?.open === true,
            ({ seq }) => reader.session.act(seq, { type: "addOption", text: `perhaps ${step}` }),
          ),
      ],
      [
        1,
        (reader) =>
          onOne(
            reader,
            (message) => pollOf(message) !== undefined,
            ({ seq }) => reader.session.act(seq, { type: maybe() ? "closePoll" : "revealPoll" }),
          ),
      ],
      [3, answerInThread],
      [2, (reader) => reader.cut()],
      [1, () => putToSleep(id)],
      [1, () => abortAllDurableObjects()],
      // Lets frames, acknowledgements and batches through.
      [8, (reader) => settled(reader).then(() => note(reader))],
    ];
    const dice = acts.flatMap(([weight, act]) => Array<typeof act>(weight).fill(act));

    // A run in which something never happened would prove nothing of it.
    for (let step = 0; step < STEPS || (missing.size > 0 && step < STEPS_AT_MOST); step++)
      await random.pick(dice)(random.pick(readers), step);
    expect(missing).toEqual(new Set());

    // Quiet now: everything waiting goes out, everybody comes back.
    for (const reader of readers) await settled(reader);
    // A thread whose room died tells its channel when its alarm goes off.
    const threads = [...replies].map(([thread, within]) => `${thread} ${within.size}`).sort();
    for (const thread of replies.keys()) await runDurableObjectAlarm(env.ROOMS.getByName(thread));
    for (const reader of readers) await reader.until(() => threadsShownTo(reader).join() === threads.join());
    const count = written.size + copies;
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
    const revOf = (shown: string | undefined) => Number(shown?.split(" ")[1]);
    for (;;) {
      const history = await carriedOver(id, count);
      if (history.every(({ rev }, place) => rev === revOf(first?.[place]))) break;
    }
    const history = await storedIn(id);
    expect(history.map(({ seq }) => seq)).toEqual(Array.from({ length: count }, (_, place) => place + 1));
    const page = await people[0]!.get<{ messages: Message[] }>(`/channels/${id}/messages?after=0&limit=200`);
    expect(page.body.messages.map(line)).toEqual(first?.slice(0, page.body.messages.length));
    const ids = new Set(history.map((message) => message.id));
    expect(new Set([...written.keys()].filter((wrote) => !ids.has(wrote)))).toEqual(new Set());
    expect(ids.size).toBe(count);

    for (const reader of readers) reader.session.close();
  },
);
