/** What a channel's room does for its threads: their summaries and the copies of their replies, each one change of one message. */
import { expect, test } from "vitest";
import { refusal, type Message, type Refusal } from "../../../protocol/index.ts";
import type { MessageRules } from "../../../worker/room/commit/rules.ts";
import type { ThreadCopy, ThreadSummary } from "../../../worker/room/contract.ts";
import type { RoomLog, StoredMessage } from "../../../worker/room/log/room-log.ts";
import { AsParent } from "../../../worker/room/threads/as-parent.ts";
import { channelFacts, somebody } from "../support/in-room.ts";

const NOBODY_CHANGES = (): Message | undefined => undefined;

/** A room that has messages at these places, whose rules say what becomes of them, and which writes down what it did. */
function parentOf(places: number[], becomes: (what: string, whole: StoredMessage) => Message | undefined) {
  const done: unknown[][] = [];
  const stored = new Map(places.map((seq) => [seq, { seq, body: `line ${seq}` } as StoredMessage]));
  const answer: { refused: Refusal | null; isPosted: boolean } = { refused: null, isPosted: false };
  const head = { seq: 9, rev: 20, lastAt: 1 };
  const rules = {
    summarise: (whole: StoredMessage, summary: ThreadSummary) => becomes(`summarise ${summary.rev}`, whole),
    follow: (whole: StoredMessage, copy: ThreadCopy) => becomes(`follow ${copy.body}`, whole),
    staysInThread: (whole: StoredMessage) => becomes("stays", whole),
  } as unknown as MessageRules;
  const room = new AsParent({
    facts: () => channelFacts(),
    log: { head } as unknown as RoomLog,
    rules,
    find: async (id) => (id === "copy-of-4" ? 4 : undefined),
    storedMessageAt: async (seq) => stored.get(seq),
    changed: (...given) => void done.push(["changed", ...given]),
    summarised: (...given) => void done.push(["summarised", ...given]),
    post: async (who, request) => {
      done.push(["post", who.member, request]);
      return answer.refused
        ? { ok: false, refusal: answer.refused }
        : { ok: true, isNew: true, message: stored.get(4) as Message };
    },
  });
  return { room, done, stored, answer };
}
const changed = (what: string, whole: StoredMessage) => ({ ...whole, rev: 21, body: what }) as Message;
const summary = { channel: "thread-8", count: 2, lastAt: 5, people: ["ada"], rev: 7 };
const copy: ThreadCopy = {
  id: "copy-of-4",
  author: "ada",
  body: "words",
  deleted: false,
  fromThread: { channel: "thread-8", seq: 3, root: 5 },
};

test("P71: a thread's summary is told apart from other changes: the thread asks for it until D1 has it", async () => {
  const { room, done, stored } = parentOf([5], changed);
  await room.summarise(5, summary);
  expect(done).toEqual([["summarised", { ...stored.get(5), rev: 21, body: "summarise 7" }, 20, stored.get(5)]]);
});

test("P71: nothing is told where the summary is known already, or the message is nowhere", async () => {
  const { room, done } = parentOf([5], NOBODY_CHANGES);
  await room.summarise(5, summary);
  await room.summarise(6, summary);
  expect(done).toEqual([]);
});

test("P73: a copy is posted in its author's name under its own id, and then follows its reply", async () => {
  const { room, done, stored } = parentOf([4], changed);
  const { id, body, fromThread } = copy;
  expect(await room.takeCopy(copy, somebody("ada"))).toBeNull();
  expect(done).toEqual([
    ["post", "ada", { id, body, fromThread }],
    ["changed", { ...stored.get(4), rev: 21, body: "follow words" }, 20, stored.get(4)],
  ]);
});

test("P73: a copy that is refused says why, and changes nothing", async () => {
  const { room, done, answer } = parentOf([4], changed);
  answer.refused = refusal("archived");
  expect(await room.takeCopy(copy, somebody("ada"))).toEqual(answer.refused);
  expect(done.map(([what]) => what)).toEqual(["post"]);
});

test("P73: what became of a reply is followed without being posted: without an author, or once it is deleted", async () => {
  const { room, done } = parentOf([4], changed);
  expect(await room.takeCopy(copy, null)).toBeNull();
  expect(await room.takeCopy({ ...copy, deleted: true }, somebody("ada"))).toBeNull();
  expect(done.map(([what]) => what)).toEqual(["changed", "changed"]);
});

test("P73: a copy that was never stored here follows nothing", async () => {
  const { room, done } = parentOf([4], changed);
  expect(await room.takeCopy({ ...copy, id: "another" }, null)).toBeNull();
  expect(done).toEqual([]);
});

test("P73: in the thread, a reply whose copy was refused for good no longer says that it went to the channel", async () => {
  const { room, done, stored } = parentOf([3], changed);
  await room.notTaken(3);
  expect(done).toEqual([["changed", { ...stored.get(3), rev: 21, body: "stays" }, 20, stored.get(3)]]);
  await room.notTaken(2);
  expect(done).toHaveLength(1);
});
