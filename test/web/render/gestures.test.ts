/** What a finger does in the list: a swipe answers, a hold opens the menu, and everything else is the browser's. */
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Message } from "../../../protocol/index.ts";
import { longPress } from "../../../web/src/lib/base/ui/long-press.ts";
import type { Conversation } from "../../../web/src/lib/conversation/conversation.svelte.ts";
import { onListKey, type ListKeys } from "../../../web/src/lib/conversation/list-keys.ts";
import { quickKey, type RowActs } from "../../../web/src/lib/conversation/row-acts.ts";
import { swipeReply } from "../../../web/src/lib/conversation/swipe-reply.ts";
import { channelOf, classroom, mapOf } from "../../support/web-class.ts";

const said = (seq: number, more: Partial<Message> = {}): Message => ({
  ...{ id: `m-${seq}`, seq, rev: seq, author: "ben", at: seq, body: "hello" },
  ...more,
});
const general = channelOf("general", { lastSeq: 9 });
const { workspace } = classroom({ channels: mapOf(general) });

let root: HTMLElement;
beforeEach(() => {
  document.body.innerHTML = `<div id="list" tabindex="-1">
    <article data-key="a" data-seq="3" tabindex="0"><p>words</p><pre>code</pre><button>Reply</button><input></article>
    <article data-key="b" data-seq="4" tabindex="-1"><p>moved</p><a data-onward href="#there">There</a></article>
  </div><textarea></textarea>`;
  root = document.querySelector("#list") as HTMLElement;
  Object.assign(Element.prototype, { getAnimations: () => [] });
  vi.stubGlobal("innerWidth", 390);
});
const row = (seq = 3) => root.querySelector(`[data-seq="${seq}"]`) as HTMLElement;
const part = (selector: string) => row().querySelector(selector) as HTMLElement;

/** A finger, or what is named in `more`. */
function finger(type: string, on: Element, x: number, y: number, more: object = {}): Event {
  const event = new Event(type, { bubbles: true, cancelable: true });
  Object.assign(event, { ...{ clientX: x, clientY: y, pointerType: "touch", isPrimary: true }, ...more });
  on.dispatchEvent(event);
  return event;
}
function swipe(on: Element, way: readonly (readonly [x: number, y: number])[], more: object = {}): void {
  const [from = [200, 300]] = way;
  finger("pointerdown", on, from[0], from[1], more);
  for (const [x, y] of way.slice(1)) finger("pointermove", on, x, y, more);
}

describe("a swipe", () => {
  const answered: number[] = [];
  const write = vi.fn();
  let acts: RowActs;
  beforeEach(() => {
    answered.length = 0;
    write.mockClear();
    acts = {
      ...{ workspace, conversation: {} as Conversation, channel: general, canWrite: true },
      messageOf: () => said(3),
      reply: ({ seq }) => void answered.push(seq),
      ...{ openThread: () => undefined, openPicker: () => undefined },
    };
    const end = swipeReply(() => acts, write)(root);
    onTestFinished(() => void end?.());
  });
  const FAR = [
    [200, 300],
    [180, 302],
    [130, 304],
  ] as const;
  const hint = () => root.querySelector(".swipe-hint");

  test("that went far enough answers when it is let go of, in its turn", () => {
    swipe(part("p"), FAR);
    expect([answered, hint()?.className]).toEqual([[], "swipe-hint far"]);
    finger("pointerup", part("p"), 130, 304);
    expect([answered, write.mock.calls.length]).toEqual([[3], 1]);
  });

  test("that goes back, or ends too soon, answers nothing and leaves nothing behind", async () => {
    swipe(part("p"), [...FAR, [190, 300]]);
    finger("pointerup", part("p"), 190, 300);
    swipe(part("p"), FAR.slice(0, 2));
    finger("pointerup", part("p"), 180, 302);
    expect(answered).toEqual([]);
    await vi.waitFor(() => expect([hint(), row().className, row().style.translate]).toEqual([null, "", ""]));
  });

  test("up or down is the browser's: it scrolls, whatever the finger does afterwards", () => {
    swipe(part("p"), [
      [200, 300],
      [195, 330],
      [100, 330],
    ]);
    finger("pointerup", part("p"), 100, 330);
    expect([answered, hint()]).toEqual([[], null]);
  });

  test("of a finger that rested first, or of the browser's scrolling, is none", () => {
    finger("pointerdown", part("p"), 200, 300);
    const late = new Event("pointermove", { bubbles: true });
    Object.defineProperty(late, "timeStamp", { value: performance.now() + 1_000 });
    part("p").dispatchEvent(Object.assign(late, { clientX: 130, clientY: 300, pointerType: "touch", isPrimary: true }));
    expect(hint()).toBeNull();
    swipe(part("p"), FAR);
    finger("pointercancel", part("p"), 130, 304);
    finger("pointerup", part("p"), 130, 304);
    expect(answered).toEqual([]);
  });

  test("from the edge is the system's, and over code that is wider than the screen the code's", () => {
    const way = (x: number) =>
      [
        [x, 300],
        [x - 20, 300],
        [x - 80, 300],
      ] as const;
    swipe(part("p"), way(380));
    finger("pointerup", part("p"), 300, 300);
    Object.defineProperties(part("pre"), { scrollWidth: { value: 900 }, clientWidth: { value: 300 } });
    part("pre").style.overflowX = "auto";
    swipe(part("pre"), FAR);
    finger("pointerup", part("pre"), 130, 304);
    swipe(part("input"), FAR);
    finger("pointerup", part("input"), 130, 304);
    expect(answered).toEqual([]);
  });

  test("of a mouse, or where its reader may not answer, is none", () => {
    swipe(part("p"), FAR, { pointerType: "mouse" });
    finger("pointerup", part("p"), 130, 304, { pointerType: "mouse" });
    acts = { ...acts, canWrite: false };
    swipe(part("p"), FAR);
    finger("pointerup", part("p"), 130, 304);
    acts = { ...acts, canWrite: true, messageOf: () => said(3, { deletedAt: 5 }) };
    swipe(part("p"), FAR);
    finger("pointerup", part("p"), 130, 304);
    expect([answered, hint()]).toEqual([[], null]);
  });

  test("goes to the other side where one reads from the right", () => {
    root.style.direction = "rtl";
    swipe(part("p"), FAR);
    finger("pointerup", part("p"), 130, 304);
    expect(answered).toEqual([]);
    swipe(part("p"), [
      [200, 300],
      [220, 300],
      [270, 300],
    ]);
    finger("pointerup", part("p"), 270, 300);
    expect(answered).toEqual([3]);
  });
});

describe("a finger that stays", () => {
  const held: string[] = [];
  beforeEach(() => {
    held.length = 0;
    vi.useFakeTimers();
    const end = longPress("article", ({ dataset }) => void held.push(dataset["key"] ?? ""))(root);
    onTestFinished(() => {
      end?.();
      vi.useRealTimers();
    });
  });

  test("has what it is on opened, once, and presses nothing when it goes up", () => {
    finger("pointerdown", part("button"), 100, 100);
    vi.advanceTimersByTime(450);
    expect(held).toEqual(["a"]);
    const pressed = vi.fn();
    part("button").addEventListener("click", pressed);
    expect(finger("touchend", part("button"), 100, 100).defaultPrevented).toBe(true);
    part("button").click();
    expect(pressed).not.toHaveBeenCalled();
    part("button").click();
    expect(pressed).toHaveBeenCalledOnce();
  });

  test("moves, goes up or scrolls before the moment is over: nothing opens", () => {
    for (const [type, x] of [
      ["pointermove", 130],
      ["pointerup", 100],
      ["pointercancel", 100],
      ["scroll", 100],
    ] as const) {
      finger("pointerdown", part("p"), 100, 100);
      finger(type, part("p"), x, 100);
      if (type === "scroll") root.dispatchEvent(new Event("scroll"));
      vi.advanceTimersByTime(1_000);
    }
    finger("pointerdown", part("p"), 100, 100, { pointerType: "mouse" });
    vi.advanceTimersByTime(1_000);
    expect(held).toEqual([]);
  });

  test("trembles a little: it stays", () => {
    finger("pointerdown", part("p"), 100, 100);
    finger("pointermove", part("p"), 106, 103);
    vi.advanceTimersByTime(450);
    expect(held).toEqual(["a"]);
  });
});

describe("keys of the list", () => {
  const did: string[] = [];
  let keys: ListKeys;
  beforeEach(() => {
    did.length = 0;
    const say = (words: string) => () => void did.push(words);
    keys = {
      list: root,
      conversation: { openAt: say("first"), openLatest: say("latest") } as unknown as Conversation,
      keeper: { page: (by: number) => void did.push(`page ${by}`) } as ListKeys["keeper"],
      move: (by) => void did.push(`move ${by}`),
      quick: (key) => key === "r" && did.push("quick r") > 0,
      open: ({ dataset }) => void did.push(`menu ${dataset["key"]}`),
      towrite: say("write"),
    };
  });
  function press(on: Element, key: string, more: KeyboardEventInit = {}): boolean {
    const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
    on.addEventListener("keydown", (heard) => onListKey(heard as KeyboardEvent, keys), { once: true });
    on.dispatchEvent(event);
    return event.defaultPrevented;
  }

  test("arrows move between rows, ends and pages move the list, from a button in a row too", () => {
    for (const key of ["ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]) press(row(), key);
    expect(did).toEqual(["move -1", "move 1", "first", "latest", "page -1", "page 1"]);
    did.length = 0;
    expect(press(part("button"), "ArrowUp")).toBe(false);
    expect(press(part("button"), "End")).toBe(true);
    expect(did).toEqual(["latest"]);
  });

  test("leave a field in a row alone, and what is pressed with Ctrl or Alt", () => {
    expect(press(part("input"), "Home")).toBe(false);
    expect(press(row(), "Home", { ctrlKey: true })).toBe(false);
    expect(press(row(), "ArrowUp", { altKey: true })).toBe(false);
    expect(did).toEqual([]);
  });

  test("a letter does with the row what it stands for, Enter and a dot open its menu", () => {
    press(row(), "R");
    for (const key of ["Enter", ".", " "]) press(row(), key);
    expect(press(row(), "x")).toBe(false);
    expect(press(root, "r")).toBe(false);
    expect(did).toEqual(["quick r", "menu a", "menu a", "menu a"]);
  });

  test("Enter on the place of what was moved goes on to where it is", () => {
    const followed = vi.fn((event: Event) => event.preventDefault());
    row(4).querySelector("a")?.addEventListener("click", followed);
    press(row(4), "Enter");
    expect([followed.mock.calls.length, did]).toEqual([1, []]);
  });

  test("Escape leads from a part of a row to the row, and from there to the field", () => {
    part("button").focus();
    press(part("button"), "Escape");
    expect([document.activeElement, did]).toEqual([row(), []]);
    press(row(), "Escape");
    expect(did).toEqual(["write"]);
  });

  test("what a letter does is asked of the table first, and what one may not is not done", () => {
    const conversation = { editing: null, replyTo: null } as unknown as Conversation;
    const acts: RowActs = {
      ...{ workspace, conversation, channel: general, canWrite: true, messageOf: () => said(3) },
      reply: () => void did.push("reply"),
      openThread: () => void did.push("thread"),
      openPicker: () => void did.push("picker"),
    };
    row().focus();
    for (const key of ["r", "t", "+", "e"]) quickKey(acts, key, row());
    expect([did, conversation.editing]).toEqual([["reply", "thread", "picker"], null]);
    quickKey({ ...acts, messageOf: () => said(3, { author: "ada" }) }, "e", row());
    expect(conversation.editing).toBe(3);
    did.length = 0;
    for (const key of ["r", "t", "+"]) quickKey({ ...acts, messageOf: () => said(3, { deletedAt: 4 }) }, key, row());
    quickKey({ ...acts, messageOf: () => undefined }, "r", row());
    expect(did).toEqual([]);
  });

  test("who went on to the field before the key was known is not taken from there", () => {
    const conversation = { editing: null, replyTo: null } as unknown as Conversation;
    document.querySelector("textarea")?.focus();
    const acts: RowActs = {
      ...{ workspace, conversation, channel: general, canWrite: true, messageOf: () => said(3) },
      reply: () => void did.push("reply"),
      openThread: () => void did.push("thread"),
      openPicker: () => void did.push("picker"),
    };
    for (const key of ["r", "t", "+"]) quickKey(acts, key, row());
    expect([did, conversation.replyTo]).toEqual([[], 3]);
  });
});
