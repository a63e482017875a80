/** The reader in the course in one file: its list of messages, what a message shows, and what it keeps covered. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { CourseIndex } from "../../../imports/archive/course-format.ts";
import type { MessageLine } from "../../../protocol/archive/schemas.ts";
import { Log } from "../../../web/src/course/log.ts";
import { Course, messageRow } from "../../../web/src/course/message.ts";

const DAY = 24 * 3_600_000;
const blocks = vi.hoisted(() => ({ messages: [] as unknown[], wait: () => Promise.resolve() }));
vi.hoisted(() => {
  // Put in where the file is made.
  Object.assign(globalThis, {
    COURSE_TEXTS: {
      en: {
        deleted: "Deleted",
        spoiler: "hidden",
        empty: "Nothing yet",
        replies: "{count} replies",
        votes: "{count} votes",
      },
    },
  });
});
vi.mock("../../../web/src/course/blocks.ts", () => ({
  messagesAround: async () => {
    await blocks.wait();
    return blocks.messages;
  },
  messagesBetween: async (_channel: string, from: number, to: number) => {
    await blocks.wait();
    return (blocks.messages as MessageLine[]).filter(({ seq }) => seq >= from && seq <= to);
  },
}));

const line = (seq: number, more: Partial<MessageLine> = {}): MessageLine => ({
  ...{ seq, id: `m-${seq}`, author: "ada", at: 1_700_000_000_000 + seq * 1_000, body: `No. ${seq}` },
  ...more,
});
const course = (count: number) =>
  new Course({
    ...{ name: "Physics", at: 1, first: "general", openOnly: false, counts: { general: count, "t-1": 2 } },
    people: [
      { key: "ada", handle: "ada", name: "Ada" },
      { key: "ben", handle: "ben", name: "Ben <b>" },
    ],
    channels: [
      { key: "general", kind: "public", name: "general" },
      { key: "t-1", kind: "thread", on: { channel: "general", seq: 3 } },
    ],
    emoji: { blobcat: "data:image/png;base64,AAAA" },
  } as unknown as CourseIndex);

async function logOf(messages: MessageLine[]) {
  blocks.messages = messages;
  const log = new Log(course(messages.length), "general");
  document.body.replaceChildren(log.element);
  return log;
}
const seqs = ({ element }: Log) =>
  [...element.querySelectorAll("article")].map(({ dataset }) => Number(dataset["seq"]));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const key = (log: Log, name: string) =>
  log.element.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));

beforeEach(() => {
  blocks.wait = () => Promise.resolve();
  Element.prototype.scrollIntoView = () => undefined;
});

describe("the list", () => {
  test("opens at a message, draws the eye to it, and grows to both ends in order", async () => {
    const log = await logOf(upTo(260).map((seq) => line(seq)));
    await log.open(130);
    expect(log.element.querySelector(".found")?.getAttribute("data-seq")).toBe("130");
    expect(document.activeElement?.getAttribute("data-seq")).toBe("130");
    await vi.waitFor(() => expect(seqs(log)).toEqual(upTo(260)));
  });

  test("of what was opened one after the other shows the last, with nothing of the others between it", async () => {
    const log = await logOf(upTo(260).map((seq) => line(seq)));
    await log.open(130);
    // It grows, and is opened anew meanwhile: each answer comes in a turn of its own.
    blocks.wait = () => new Promise((resolve) => setTimeout(resolve, 2));
    await new Promise((resolve) => setTimeout(resolve, 1));
    const first = log.open(1);
    const last = log.open(260);
    await Promise.all([first, last]);
    expect(seqs(log).at(-1)).toBe(260);
    await vi.waitFor(() => expect(seqs(log)).toEqual(upTo(260)));
  });

  test("an answer for a place that was left takes nothing away from the one that was gone to", async () => {
    const log = await logOf(upTo(200).map((seq) => line(seq)));
    let late = () => {};
    blocks.wait = () => new Promise((resolve) => (late = resolve));
    const first = log.open(10);
    blocks.wait = () => Promise.resolve();
    await log.open(190);
    late();
    await first;
    expect(log.element.querySelector(".found")?.getAttribute("data-seq")).toBe("190");
    await vi.waitFor(() => expect(seqs(log)).toEqual(upTo(200)));
  });

  test("has a heading over each day, and the author once for what they said in a row", async () => {
    const log = await logOf([
      line(1),
      line(2),
      line(3, { author: "ben" }),
      line(4, { author: "ben", at: line(3).at + 2 * DAY }),
    ]);
    await log.open();
    expect(log.element.querySelectorAll(".day")).toHaveLength(2);
    expect([...log.element.querySelectorAll("article")].map(({ className }) => className)).toEqual([
      "",
      "grouped",
      "",
      "",
    ]);
  });

  test("goes from message to message and to both ends by keys; an empty one says so", async () => {
    const log = await logOf(upTo(3).map((seq) => line(seq)));
    await log.open();
    key(log, "ArrowUp");
    key(log, "ArrowUp");
    expect(document.activeElement?.getAttribute("data-seq")).toBe("2");
    key(log, "Home");
    await vi.waitFor(() => expect(document.activeElement?.getAttribute("data-seq")).toBe("1"));
    const empty = await logOf([]);
    await empty.open();
    expect(empty.element.textContent).toBe("Nothing yet");
  });
});

describe("a message", () => {
  const row = (message: Partial<MessageLine>, answered?: Partial<MessageLine>) =>
    messageRow(course(9), "general", line(3, message), undefined, answered && line(1, answered));
  const quote = (answered: Partial<MessageLine>) => row({}, answered).querySelector(".answered")?.textContent;

  test("is text, whoever wrote it as markup, and so is its author's name", () => {
    const shown = row({ author: "ben", body: "<img src=x onerror=alert(1)>" });
    expect(shown.querySelector("header b")?.textContent).toBe("Ben <b>");
    expect([shown.querySelector("img"), shown.querySelector("header b b")]).toEqual([null, null]);
  });

  test("says what it answers, without its markup; what is covered there is covered here", () => {
    expect(quote({ body: "**look** at `this`" })).toBe("Ada: look at this");
    expect(quote({ body: "the answer is ||42||" })).not.toContain("42");
    expect(quote({ body: "gone", deletedAt: 5 })).toBe("Ada: Deleted");
    // Cut between its characters, never inside one.
    expect(quote({ body: "🎓".repeat(200) })).toBe(`Ada: ${"🎓".repeat(140)}`);
  });

  test("of a program has the name that it gave, and a deleted one has no words", () => {
    expect(row({ hook: true, as: "CI" }).querySelector("header b")?.textContent).toBe("CI");
    const gone = row({ body: "what was said", deletedAt: 9 });
    expect(gone.textContent).toContain("Deleted");
    expect(gone.textContent).not.toContain("what was said");
  });

  test("has its poll, its reactions with the class's own, and the way to its thread", () => {
    const shown = row({
      poll: { question: "When?", options: [{ text: "Mon", votes: 2 }, { text: "Tue" }], voted: [] } as never,
      reactions: [
        { emoji: "blobcat", members: ["ada"], count: 1 },
        { emoji: "👍", members: [], count: 3 },
      ],
    });
    expect(shown.querySelector(".poll")?.textContent).toBe("When?Mon 2 votesTue");
    expect(shown.querySelector(".reaction img")?.getAttribute("alt")).toBe("blobcat");
    expect([...shown.querySelectorAll(".reaction")].map(({ textContent }) => textContent)).toEqual([" 1", "👍 3"]);
    expect(shown.querySelector<HTMLElement>(".thread-line")?.dataset["thread"]).toBe("t-1");
    expect(shown.querySelector(".thread-line")?.textContent).toBe("2 replies");
  });
});
