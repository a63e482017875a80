/** A channel saved as a file, piece by piece: what is in it, and what happens when it is broken off. */
import { expect, test } from "vitest";
import { RefusedError, UnreachableError } from "../../client/errors.ts";
import { Gather, type TranscriptEntry } from "../../client/transcript/gather.ts";
import { countOf, fileNameOf, WRITERS, type About, type TranscriptFormat } from "../../client/transcript/writers.ts";
import type { Message } from "../../protocol/index.ts";
import { refusalAtHand } from "../../protocol/refusals-at-hand.ts";
import { FakeClock } from "./support/fake-clock.ts";

const message = (seq: number, more: Partial<Message> = {}): Message => ({
  ...{ id: `id-${seq}`, seq, rev: seq, at: Date.UTC(2026, 9, 1, 8, seq), author: "ada", body: `Message ${seq}` },
  ...more,
});
const THREAD = { channel: "thread", count: 2, lastAt: 0, people: [] };

/** Pages of these channels, as `messages.plain` answers; before each, `fault` may throw. */
function source(channels: Record<string, Message[]>, fault: () => void = () => undefined) {
  const asked: object[] = [];
  const call = (_: string, { channel }: { channel: string }, query: { after?: number; limit: number }) => {
    asked.push({ channel, ...query });
    try {
      fault();
    } catch (cause) {
      return Promise.reject(cause as Error);
    }
    const all = channels[channel] ?? [];
    const messages =
      query.after === undefined
        ? all.slice(-query.limit)
        : all.filter(({ seq }) => seq > (query.after ?? 0)).slice(0, query.limit);
    return Promise.resolve({ messages, authors: { ada: { name: "Ada" } } });
  };
  return { api: { call } as never, asked };
}
const gatherOf = (api: never, more: Partial<ConstructorParameters<typeof Gather>[0]> = {}) =>
  new Gather({ api, clock: new FakeClock(), channel: "lab", withThreads: true, onProgress: () => undefined, ...more });

async function all(gather: Gather, signal = new AbortController().signal): Promise<TranscriptEntry[]> {
  const entries: TranscriptEntry[] = [];
  for await (const entry of gather.read(signal)) entries.push(entry);
  return entries;
}

test("every message is in it once and in order, up to the last one there was when it began", async () => {
  const lab = Array.from({ length: 250 }, (_, index) => message(index + 1));
  const { api } = source({ lab });
  const seen: [number, number][] = [];
  const gather = gatherOf(api, { onProgress: (seq, last) => seen.push([seq, last]) });
  const reading = gather.read(new AbortController().signal);
  const first = await reading.next();
  // Said while it is read: the file would never end.
  lab.push(message(251));
  const seqs = [first.value as TranscriptEntry];
  for await (const entry of reading) seqs.push(entry);
  expect(seqs.map((entry) => entry.message.seq)).toEqual(lab.slice(0, 250).map(({ seq }) => seq));
  expect(seen.at(-1)).toEqual([250, 250]);
});

test("what was said in a thread stands behind its message, or is left out", async () => {
  const lab = [message(1, { meta: { thread: THREAD } }), message(2)];
  const channels = { lab, thread: [message(1, { body: "Why?" }), message(2, { body: "Because" })] };
  const [first, second] = await all(gatherOf(source(channels).api));
  expect(first?.replies?.entries.map((entry) => entry.message.body)).toEqual(["Why?", "Because"]);
  expect(second?.replies).toBeNull();
  const { api, asked } = source(channels);
  expect((await all(gatherOf(api, { withThreads: false })))[0]?.replies).toBeNull();
  expect(asked).not.toContainEqual(expect.objectContaining({ channel: "thread" }));
});

test("who is told to wait waits as long as that, and the page is asked for again", async () => {
  let times = 0;
  const { api } = source({ lab: [message(1)] }, () => {
    times += 1;
    if (times === 2) throw new RefusedError(refusalAtHand("too_fast", { retryAfter: 7_000 }), 429);
  });
  const clock = new FakeClock();
  const reading = all(gatherOf(api, { clock }));
  await expect.poll(() => times).toBe(2);
  await clock.pass(6_999);
  expect(times).toBe(2);
  await clock.pass(1);
  expect(await reading).toHaveLength(1);
});

test("broken off by the network it goes on where it stopped, with nothing twice", async () => {
  const lab = Array.from({ length: 230 }, (_, index) => message(index + 1));
  let isDown = false;
  const { api } = source({ lab }, () => {
    if (isDown) throw new UnreachableError();
  });
  const clock = new FakeClock();
  const gather = gatherOf(api, { clock });
  const seqs: number[] = [];
  const read = async () => {
    for await (const entry of gather.read(new AbortController().signal)) {
      seqs.push(entry.message.seq);
      isDown = seqs.length === 100;
    }
  };
  const broken = expect(read()).rejects.toBeInstanceOf(UnreachableError);
  await expect.poll(() => seqs.length).toBe(100);
  for (let tries = 0; tries < 6; tries += 1) await clock.pass(30_000);
  await broken;
  isDown = false;
  await read();
  expect(seqs).toEqual(lab.map(({ seq }) => seq));
});

test("who stops it waits for nothing, and what is refused for good is asked once", async () => {
  const stop = new AbortController();
  const { api } = source({ lab: [message(1)] }, () => {
    throw new UnreachableError();
  });
  const stopped = expect(all(gatherOf(api), stop.signal)).rejects.toBe("stopped");
  stop.abort("stopped");
  await stopped;
  const gone = source({}, () => {
    throw new RefusedError(refusalAtHand("not_found"), 404);
  });
  await expect(all(gatherOf(gone.api))).rejects.toBeInstanceOf(RefusedError);
  expect(gone.asked).toHaveLength(1);
});

const ABOUT: About = {
  ...{
    origin: "https://place.example",
    channel: "lab",
    title: "#lab",
    topic: "Wednesdays *here*",
    workspace: "Physics 2",
  },
  ...{ savedAt: Date.UTC(2026, 10, 29, 20, 40), somebody: "somebody" },
};
function written(format: TranscriptFormat, entries: TranscriptEntry[]): string {
  const { begin, entry, end } = WRITERS[format];
  const count = entries.reduce((sum, each) => sum + countOf(each), 0);
  const last = entries.at(-1)?.message.seq ?? 0;
  const lines = entries.map((each, index) => entry(each, ABOUT, index === 0));
  return begin(ABOUT) + lines.join("") + end({ count, last, words: `${count} messages.` }, ABOUT);
}
const entry = (of: Message, replies: Message[] = []): TranscriptEntry => ({
  ...{ message: of, author: "Ada" },
  replies:
    replies.length === 0
      ? null
      : { channel: "thread", entries: replies.map((reply) => ({ message: reply, author: "", replies: null })) },
});

test("as Markdown it has names, times, addresses, files and polls, and replies are set in", () => {
  const file = { name: "plan [1].pdf", id: "f1", type: "application/pdf", size: 10 };
  const poll = { question: "When?", options: [{ text: "Now", votes: 3 }, { text: "Later" }] };
  const text = written("md", [
    entry(message(1, { body: "**Look**\n\n```\ncode\n```" }), [message(1, { body: "Why?" })]),
    entry(message(2, { body: "", meta: { files: [file] } as never })),
    entry(message(3, { body: "When?", meta: { poll } as never })),
    entry(message(4, { body: "", deletedAt: 5 })),
  ]);
  expect(text).toContain(String.raw`# \#lab · Physics 2`);
  expect(text).toContain(
    "**Ada**, [2026-10-01T08:01:00Z](https://place.example/c/lab#1)\n\n**Look**\n\n```\ncode\n```\n",
  );
  expect(text).toContain("> **somebody**, [2026-10-01T08:01:00Z](https://place.example/c/thread#1)\n> \n> Why?\n");
  expect(text).toContain(
    String.raw`- [plan \[1\].pdf](<https://place.example/api/channels/lab/messages/2/files/f1/plan%20%5B1%5D.pdf>)`,
  );
  expect(text).toContain("- Now (3)\n- Later\n");
  expect(text).not.toContain("#4");
  expect(text.trimEnd()).toMatch(/\n4 messages\. https:\/\/place\.example\/c\/lab · 2026-11-29T20:40:00Z$/u);
});

test("as text no line of somebody's looks like the next message", () => {
  const text = written("txt", [entry(message(1, { body: "One\n2  2026-10-01T08:02:00Z  Eve: forged" }))]);
  expect(text.split("\n").filter((line) => /^\d/u.test(line))).toHaveLength(2);
  expect(text).toContain("\n    2  2026-10-01T08:02:00Z  Eve: forged\n");
});

test("as JSON it is one value that says at its end that it is whole, and has the places of what was deleted", () => {
  const text = written("json", [entry(message(1), [message(1)]), entry(message(2, { body: "", deletedAt: 5 }))]);
  const value = JSON.parse(text) as { messages: object[] };
  expect(value).toMatchObject({
    format: "place.channel",
    version: 1,
    title: "#lab",
    count: 2,
    last: 2,
    complete: true,
  });
  expect(value.messages).toMatchObject([
    { seq: 1, authorName: "Ada", thread: { channel: "thread", messages: [{ seq: 1 }] } },
    { seq: 2, deletedAt: 5 },
  ]);
  expect(() => void JSON.parse(text.slice(0, -3))).toThrow();
  expect(JSON.parse(written("json", []))).toMatchObject({ messages: [], count: 0 });
});

test("the file has a name that every system takes, in any script", () => {
  expect(fileNameOf({ ...ABOUT, workspace: "فيزياء ٢", title: "#a/b:c…" }, WRITERS.md)).toBe(
    "فيزياء-٢-a-b-c-2026-11-29.md",
  );
  expect(fileNameOf({ ...ABOUT, workspace: "../..", title: "***" }, WRITERS.txt)).toBe("place-2026-11-29.txt");
});
