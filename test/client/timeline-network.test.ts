/** A timeline over a network that fails in every way, by seeds. */
import { describe, expect, test } from "vitest";
import { mintMessageId } from "../../client/message-id.ts";
import { Timeline } from "../../client/timeline.ts";
import { type Message, type Page } from "../../protocol/index.ts";
import { seeded, seeds } from "./support/seeded.ts";
import { logOf } from "./support/room-log.ts";

interface OnTheWay {
  deliver: () => void;
}

/** One reader through a bad network: frames late or lost, pages overtaken, answers doubled. */
function live(seed: number): void {
  const random = seeded(seed);
  const log = logOf(random.int(0, 120));
  const timeline = new Timeline();
  let stream: OnTheWay[] = [];
  const others: OnTheWay[] = [];
  let connected = false;
  const mine = new Map<string, string>();
  const seen = new Map<number, number>();

  const check = () => {
    const { messages, pending: waiting } = timeline.snapshot();
    // Plain comparisons: an expectation for each of a million messages would take minutes.
    messages.forEach((message, index) => {
      const first = messages[0]?.seq ?? 0;
      if (message.seq !== first + index) throw new Error(`a hole is shown before ${message.seq}`);
      const before = seen.get(message.seq) ?? 0;
      if (message.rev < before) throw new Error(`${message.seq} went back from rev ${before} to ${message.rev}`);
      seen.set(message.seq, message.rev);
    });
    const ids = new Set(messages.map(({ id }) => id));
    if (ids.size !== messages.length) throw new Error("a message is shown twice");
    if (waiting.some(({ id }) => ids.has(id))) throw new Error("a message is pending and placed at once");
  };
  const broadcast = (changes: Message[]) => {
    if (connected) stream.push({ deliver: () => void timeline.applyChanges(changes) });
  };
  const connect = () => {
    connected = true;
    stream = [];
    const rev = timeline.syncedRev;
    const head = log.head;
    const changes = rev === undefined ? null : log.since(rev);
    if (changes === null || changes.length > 60) {
      const page = log.page();
      stream.push({ deliver: () => timeline.applyWelcome(head, page) });
    } else stream.push({ deliver: () => void timeline.applyResumed(head, changes) });
  };
  const fetch = () => {
    const bounds = timeline.bounds();
    const where = random.pick([
      {},
      { before: bounds?.first ?? 1 },
      { after: bounds?.last ?? 0 },
      { around: random.int(1, Math.max(1, log.messages.length)) },
    ]);
    const page: Page = log.page(where, random.int(1, 30));
    const look = "around" in where ? "here" : "stay";
    others.push({ deliver: () => void timeline.applyPage(page, look) });
  };

  const steps: (() => void)[] = [
    () => broadcast([log.post(`post ${log.messages.length}`)]),
    () => {
      const rev = log.rev;
      log.post("one of a group");
      const posted = log.post("another of it");
      if (random.chance(0.5)) log.edit(posted.seq - 1, "edited within the group");
      broadcast(log.since(rev));
    },
    () => log.messages.length > 0 && broadcast([log.edit(random.int(1, log.messages.length), `edit ${log.rev}`)]),
    () => log.messages.length > 0 && broadcast([log.remove(random.int(1, log.messages.length))]),
    () => {
      const id = mintMessageId(1_700_000_000_000 + log.rev);
      mine.set(id, `mine ${mine.size}`);
      timeline.showPending({ id, body: `mine ${mine.size}`, createdAt: mine.size });
    },
    () => {
      const [id] = random.chance(0.7) ? mine.keys() : [];
      const body = id === undefined ? undefined : mine.get(id);
      if (id === undefined || body === undefined) return;
      const message = log.post(body, id);
      broadcast([message]);
      const ack = () => timeline.applyStored(message);
      (random.chance(0.5) ? stream : others).push({ deliver: ack });
      if (random.chance(0.5)) mine.delete(id);
    },
    () => others.push(...stream.slice(0, 1)),
    fetch,
    fetch,
    () => timeline.lookAtEnd(),
    () => {
      connected = false;
      stream = [];
    },
    () => !connected && connect(),
    () => {
      if (!timeline.needsResume || !connected) return;
      const head = log.head;
      const changes = log.since(timeline.syncedRev ?? 0);
      stream.push({ deliver: () => void timeline.applyResumed(head, changes) });
    },
    // A frame is lost on an open socket: it does not happen with TCP, and must be mended all the same.
    () => random.chance(0.2) && stream.length > 1 && stream.splice(random.int(1, stream.length - 1), 1),
  ];
  const deliver = () => {
    if (random.chance(0.7)) stream.shift()?.deliver();
    else others.splice(random.int(0, Math.max(0, others.length - 1)), 1)[0]?.deliver();
  };

  for (let step = 0; step < 400; step += 1) {
    random.pick(steps)();
    for (let n = random.int(0, 3); n > 0; n -= 1) {
      deliver();
      check();
    }
  }
  for (const [id, body] of mine) log.post(body, id);
  connect();
  for (const { deliver: late } of [...stream, ...others]) {
    late();
    check();
  }
  timeline.lookAtEnd();
  if (!timeline.snapshot().reachedEnd) timeline.applyPage(log.page());
  while (!timeline.snapshot().reachedStart) {
    const first = timeline.bounds()?.first ?? 1;
    expect(timeline.applyPage(log.page({ before: first }))).toBe(true);
    expect(timeline.bounds()?.first ?? 1).toBeLessThan(first);
  }
  check();
  expect(timeline.snapshot().messages, "the same as the room has").toEqual(log.messages);
  expect(timeline.snapshot().pending).toEqual([]);
  expect(timeline.snapshot().hasHole).toBe(false);
}

describe("I3 I4 whatever the network does, the reader ends with what the room has", () => {
  test.each(seeds(60))("seed %i", (seed) => live(seed));
});
