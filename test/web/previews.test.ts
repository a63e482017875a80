/** Which messages a body leads to, and how what stands behind links is asked for and kept true. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { RefusedError } from "../../client/index.ts";
import type { WorkspaceEvent } from "../../protocol/frames.ts";
import { PREVIEWS_MAX } from "../../protocol/limits.ts";
import type { Preview } from "../../protocol/previews.ts";
import { refusal } from "../../protocol/refusals.ts";
import type { ConversationClass } from "../../web/src/lib/conversation/context.ts";
import { hrefsIn } from "../../web/src/lib/conversation/markup/hrefs.ts";
import { linkedIn } from "../../web/src/lib/features/previews/linked.ts";
import { MessagePreviews, type LinkedMessage } from "../../web/src/lib/conversation/message-previews.svelte.ts";
import { answering } from "../support/web-class.ts";

const HERE = "https://place.example";
const at = (path: string) => `${HERE}/c/${path}`;
const linked = (body: string) => linkedIn(hrefsIn(body), HERE, [{ id: "channel-1", name: "general" }]);

describe("what a body leads to", () => {
  test.each([
    ["a message of a channel", at("channel-9#12"), [["channel-9", 12]]],
    ["a reply in a thread", at("channel-9?thread=thread-77&reply=3"), [["thread-77", 3]]],
    ["a channel of mine by its name", at("General#4"), [["channel-1", 4]]],
    ["words with a link", `see [this](${at("channel-9#1")}), please`, [["channel-9", 1]]],
    [
      "a quote, a list and a table",
      `> ${at("channel-9#1")}\n\n- ${at("channel-9#2")}\n\n|a|\n|-|\n|${at("channel-9#3")}|`,
      [
        ["channel-9", 1],
        ["channel-9", 2],
        ["channel-9", 3],
      ],
    ],
    ["the same twice", `${at("channel-9#1")} ${at("channel-9#1")}`, [["channel-9", 1]]],
    [
      "more than three",
      Array.from({ length: 5 }, (_, i) => at(`channel-9#${i + 1}`)).join(" "),
      [
        ["channel-9", 1],
        ["channel-9", 2],
        ["channel-9", 3],
      ],
    ],
  ])("is shown: %s", (_title, body, expected) => {
    expect(linked(body).map(({ channel, seq }) => [channel, seq])).toEqual(expected);
  });

  test.each([
    ["a channel alone", at("channel-9")],
    ["a thread alone", at("channel-9?thread=thread-77")],
    ["another page", `${HERE}/w/abcdefgh#12`],
    ["another site", "https://elsewhere.example/c/channel-9#12"],
    ["another site that begins alike", "https://place.example.evil.example/c/channel-9#12"],
    ["what comes of nothing", at("channel-9#0")],
    ["a place behind the last one", at("channel-9#4294967297")],
    ["a path below a message", at("channel-9/more#12")],
    ["a broken escape", at("%E0%A4%A#12")],
    ["code", `\`${at("channel-9#12")}\``],
    ["a block of code", `\`\`\`\n${at("channel-9#12")}\n\`\`\``],
    ["words under a cover", `||${at("channel-9#12")}||`],
  ])("is not shown: %s", (_title, body) => {
    expect(linked(body)).toEqual([]);
  });

  test("ten thousand links are three messages", () => {
    const body = Array.from({ length: 10_000 }, (_, i) => at(`channel-9#${i + 1}`)).join(" ");
    expect(linked(body)).toHaveLength(3);
  });
});

describe("what stands behind links", () => {
  let tell: (event: WorkspaceEvent) => void;
  let asked: string[][];
  let answer: (of: string[]) => Promise<unknown>;
  let previews: MessagePreviews;

  const preview = (target: string, body = `said at ${target}`): Preview => {
    const [channel = "", seq = "0", rev = "1"] = target.split(".");
    const place = { id: channel, workspace: "w", kind: "public" as const, name: "general" };
    return {
      channel,
      seq: Number(seq),
      rev: Number(rev),
      at: 1,
      author: { id: "ben-01", name: "Ben" },
      place,
      body,
      has: [],
    };
  };
  const all = (of: string[]) => Promise.resolve({ previews: of.map((target) => preview(target)) });
  const hello = { type: "hello", now: 1, changedAt: 1, online: [], reads: {} } as unknown as WorkspaceEvent;
  /** Shows it, as a card does. */
  const show = (channel: string, seq: number): LinkedMessage & { stop: () => void } => {
    const message = previews.of({ channel, seq });
    return Object.assign(message, { stop: previews.watch(message) });
  };
  const settle = () => vi.advanceTimersByTimeAsync(1_000);

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("navigator", { onLine: true });
    asked = [];
    answer = all;
    const session = { onEvent: (listener: (event: WorkspaceEvent) => void) => void (tell = listener) };
    const api = answering({
      "messages.previews": (_, { of = [] }) => {
        asked.push([...of]);
        return answer([...of]);
      },
    });
    previews = new MessagePreviews({ id: "w", session, api } as unknown as ConversationClass);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test("all that come on the screen together are asked for in one request, each once", async () => {
    for (const seq of [1, 2, 3, 2, 1]) show("channel-9", seq);
    await settle();
    expect(asked).toEqual([["channel-9.1", "channel-9.2", "channel-9.3"]]);
    expect(previews.of({ channel: "channel-9", seq: 2 }).preview?.body).toBe("said at channel-9.2");
    show("channel-9", 2);
    await settle();
    expect(asked).toHaveLength(1);
  });

  test("more than a request takes are asked for one request after the other", async () => {
    for (let seq = 1; seq <= PREVIEWS_MAX + 5; seq++) show("channel-9", seq);
    await settle();
    expect(asked.map(({ length }) => length)).toEqual([PREVIEWS_MAX, 5]);
  });

  test("what left the screen before it was asked for is not asked for", async () => {
    show("channel-9", 1).stop();
    await settle();
    expect(asked).toEqual([]);
  });

  test("I7: a message that was edited or deleted is asked for anew, no older than that, and no other", async () => {
    const [first, second] = [show("channel-9", 1), show("channel-9", 2)];
    await settle();
    answer = () => Promise.resolve({ previews: [null] });
    tell({
      type: "messagesChanged",
      channel: "channel-9",
      changes: [
        { seq: 2, rev: 44 },
        { seq: 900, rev: 45 },
      ],
    });
    await settle();
    expect(asked.slice(1)).toEqual([["channel-9.2.44"]]);
    expect([first.preview?.seq, second.preview]).toEqual([1, null]);
  });

  test("I7: it changed again while the answer was on its way: that answer is not shown", async () => {
    let reply: (value: unknown) => void = () => undefined;
    const message = show("channel-9", 1);
    answer = () => new Promise((resolve) => (reply = resolve));
    await vi.advanceTimersByTimeAsync(50);
    tell({ type: "messagesChanged", channel: "channel-9", changes: [{ seq: 1, rev: 50 }] });
    reply({ previews: [preview("channel-9.1", "as it was")] });
    await vi.advanceTimersByTimeAsync(1);
    expect(message.preview).toBeUndefined();
    reply({ previews: [preview("channel-9.1.50")] });
    await settle();
    expect(asked).toEqual([["channel-9.1"], ["channel-9.1.50"]]);
    expect(message.preview?.rev).toBe(50);
  });

  test("what changed while nobody looked at it is asked for when somebody does", async () => {
    show("channel-9", 1).stop();
    const message = show("channel-9", 1);
    await settle();
    message.stop();
    tell({ type: "messagesChanged", channel: "channel-9", changes: [{ seq: 1, rev: 44 }] });
    await settle();
    expect(asked).toHaveLength(1);
    const again = show("channel-9", 1);
    expect(again.preview).toBeUndefined();
    await settle();
    expect(asked).toHaveLength(2);
  });

  test("after a lost connection everything on the screen is asked for anew: nobody told of it meanwhile", async () => {
    show("channel-9", 1);
    show("channel-9", 2).stop();
    await settle();
    tell(hello);
    await settle();
    expect(asked.slice(1)).toEqual([["channel-9.1"]]);
  });

  test("I5: who is out of a channel sees nothing of it at once, its threads included; who is in again, does", async () => {
    const [own, thread, other] = [show("channel-9", 1), show("thread-77", 1), show("channel-8", 1)];
    answer = (of) =>
      Promise.resolve({
        previews: of.map((target) => ({
          ...preview(target),
          place: { ...preview(target).place, id: target.startsWith("channel-8") ? "channel-8" : "channel-9" },
        })),
      });
    await settle();
    answer = (of) => Promise.resolve({ previews: of.map(() => null) });
    tell({ type: "channelLeft", channel: "channel-9" });
    expect([own.preview, thread.preview]).toEqual([null, null]);
    expect(other.preview?.seq).toBe(1);
    await settle();
    expect(asked.slice(1)).toEqual([["channel-9.1", "thread-77.1"]]);
    answer = all;
    tell({ type: "channelJoined", channel: { id: "channel-9" } } as WorkspaceEvent);
    await settle();
    expect([own.preview?.seq, thread.preview?.seq]).toEqual([1, 1]);
    expect(asked[2]).toEqual(["channel-9.1", "thread-77.1"]);
  });

  test("what was not answered is asked for again, when the server says", async () => {
    const message = show("channel-9", 1);
    answer = () => Promise.reject(new RefusedError(refusal("too_fast", { retryAfter: 60_000 }), 429));
    await settle();
    expect([message.isTroubled, message.preview]).toEqual([true, undefined]);
    answer = all;
    await vi.advanceTimersByTimeAsync(30_000);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(40_000);
    expect(asked).toHaveLength(2);
    expect([message.isTroubled, message.preview?.seq]).toEqual([false, 1]);
  });
});
