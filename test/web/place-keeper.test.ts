/** The list's place, over a list whose heights are numbers: what is laid out by a browser is in test/e2e/history.test.ts. */
import { beforeEach, describe, expect, test, vi } from "vitest";
import { PlaceKeeper, type Seen } from "../../web/src/lib/conversation/window/place-keeper.ts";

const SCREEN = 600;
let frames: (() => void)[] = [];
let resized = () => {};

beforeEach(() => {
  frames = [];
  vi.stubGlobal("CSS", { escape: (text: string) => text });
  vi.stubGlobal("requestAnimationFrame", (run: () => void) => frames.push(run));
  vi.stubGlobal("cancelAnimationFrame", () => (frames = []));
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(run: () => void) {
        resized = run;
      }
      observe() {}
      disconnect() {}
    },
  );
});
const frame = () => {
  for (const run of frames.splice(0)) run();
};

interface Line {
  seq: number;
  height: number;
}
const lines = (first: number, last: number, height = 50): Line[] =>
  Array.from({ length: last - first + 1 }, (_, index) => ({ seq: first + index, height }));

/** As much of a scrolling element as the keeper looks at. */
function list(rows: Line[]) {
  const listeners = new Map<string, () => void>();
  let [held, top] = [rows, 0];
  const heightOf = (some: readonly Line[]) => some.reduce((sum, { height }) => sum + height, 0);
  const box = (y: number, height: number) => ({ top: y, bottom: y + height, height });
  const rowAt = (index: number) => ({
    dataset: { key: `m${held[index]!.seq}`, seq: String(held[index]!.seq) },
    getBoundingClientRect: () => box(heightOf(held.slice(0, index)) - scroller.scrollTop, held[index]!.height),
  });
  const content = {
    get children() {
      return held.map((_, index) => rowAt(index));
    },
    getBoundingClientRect: () => box(-scroller.scrollTop, heightOf(held)),
    querySelector(selector: string) {
      const index = held.findIndex(({ seq }) => selector.includes(`"m${seq}"`));
      return index < 0 ? null : rowAt(index);
    },
  };
  const scroller = {
    firstElementChild: content,
    clientHeight: SCREEN,
    clientWidth: 900,
    get scrollHeight() {
      return heightOf(held);
    },
    get scrollTop() {
      return Math.min(top, Math.max(0, heightOf(held) - SCREEN));
    },
    set scrollTop(to: number) {
      top = Math.max(0, Math.min(to, heightOf(held) - SCREEN));
    },
    getBoundingClientRect: () => box(0, SCREEN),
    addEventListener: (name: string, run: () => void) => listeners.set(name, run),
    removeEventListener: (name: string) => listeners.delete(name),
    scrollTo: ({ top: to }: { top: number }) => (scroller.scrollTop = to),
    scrollBy: ({ top: by }: { top: number }) => (scroller.scrollTop += by),
  };
  const seen: Seen[] = [];
  let isLiveEnd = true;
  const keeper = new PlaceKeeper({ isLiveEnd: () => isLiveEnd, onseen: (now) => seen.push(now) });
  const detach = keeper.attach(scroller as unknown as HTMLElement);
  keeper.toEnd();
  return {
    keeper,
    scroller,
    seen,
    detach,
    endsElsewhere: () => (isLiveEnd = false),
    /** The reader does it, and the browser has not told yet. */
    scroll: (by: number) => void (scroller.scrollTop += by),
    tellScroll: () => listeners.get("scroll")?.(),
    tell: (name: string) => listeners.get(name)?.(),
    /** As the list does: what is seen is remembered, the rows change, the place is put right. */
    change(rows: Line[]) {
      keeper.before();
      held = rows;
      keeper.settle();
    },
    /** A picture or coloured code changes its height, and nobody knows. */
    become: (rows: Line[]) => void (held = rows),
    topOf: (seq: number) => content.querySelector(`"m${seq}"`)?.getBoundingClientRect().top,
  };
}

describe("the place in the list", () => {
  test("R13: what is seen stands where it stood when messages come in above it, and when they go", () => {
    const it = list(lines(100, 160));
    it.scroll(-1_000);
    it.tellScroll();
    const before = it.topOf(135);
    it.change(lines(90, 160, 50));
    expect(it.topOf(135)).toBe(before);
    it.change(lines(110, 160, 50));
    expect(it.topOf(135)).toBe(before);
  });

  test("at the newest message the list follows it, and not once its reader went up", () => {
    const it = list(lines(1, 60));
    it.change(lines(1, 61));
    expect(it.scroller.scrollTop).toBe(it.scroller.scrollHeight - SCREEN);
    expect(it.keeper.place).toEqual({ at: "end" });
    it.scroll(-700);
    it.tellScroll();
    it.change(lines(1, 62));
    expect(it.keeper.following).toBe(false);
    expect(it.scroller.scrollTop).toBeLessThan(it.scroller.scrollHeight - SCREEN);
  });

  test("a scroll that the browser has not told of yet is one all the same, when rows come before that", () => {
    const it = list(lines(100, 160));
    it.scroll(-800);
    const before = it.topOf(140);
    it.change(lines(90, 160));
    expect(it.topOf(140)).toBe(before);
    expect(it.keeper.following).toBe(false);
  });

  test("what was put right in its own turn is not put right again in the next frame, when its reader is further up", () => {
    const it = list(lines(100, 160));
    it.scroll(-800);
    it.tellScroll();
    it.change(lines(90, 160));
    it.scroll(-300);
    const before = it.topOf(135);
    resized();
    expect(it.topOf(135)).toBe(before);
  });

  test("a picture or code above that becomes higher is put right before it is painted", () => {
    const it = list(lines(1, 60));
    it.scroll(-1_500);
    it.tellScroll();
    const before = it.topOf(30);
    it.become(lines(1, 60).map((line) => (line.seq === 5 ? { ...line, height: 400 } : line)));
    resized();
    expect(it.topOf(30)).toBe(before);
  });

  test("the place to come back to is the first message that is whole on the screen", () => {
    const it = list(lines(1, 60));
    it.endsElsewhere();
    it.scroller.scrollTop = 1_020;
    it.tellScroll();
    expect(it.keeper.place).toEqual({ at: "row", key: "m22", seq: 22, top: 30 });
  });

  test("something that unfolds holds its place, though the list stood at its end", () => {
    const it = list(lines(1, 60));
    it.tell("placehold");
    const before = it.topOf(55);
    it.become(lines(1, 60).map((line) => (line.seq === 58 ? { ...line, height: 900 } : line)));
    resized();
    expect(it.topOf(55)).toBe(before);
  });

  test("a message that is looked for comes to a third of the screen, one taller than the screen to its upper edge", () => {
    const it = list([...lines(1, 30), { seq: 31, height: 900 }, ...lines(32, 60)]);
    it.endsElsewhere();
    expect(it.keeper.toRow("m10", "middle")).toBe(true);
    expect(it.topOf(10)).toBeCloseTo((SCREEN - 50) / 3, 5);
    it.keeper.toRow("m31", "middle");
    expect(it.topOf(31)).toBe(16);
    // As the lowest, all that fits stands above it.
    it.keeper.toRow("m20", "lowest");
    expect(it.topOf(20)).toBe(SCREEN - 50);
    it.keeper.toRow("m31", "lowest");
    expect(it.topOf(31)).toBe(SCREEN / 2);
    it.keeper.toRow("m40", 120);
    expect(it.topOf(40)).toBe(120);
    expect(it.keeper.toRow("m99", 0)).toBe(false);
  });

  test("what is on the screen, and near to it, is told once a frame", () => {
    const it = list(lines(1, 60));
    frame();
    it.seen.length = 0;
    it.scroll(-1_200);
    it.tellScroll();
    it.tellScroll();
    frame();
    expect(it.seen).toEqual([
      { first: 25, last: 36, nearFirst: 19, nearLast: 43, nearTop: false, nearBottom: false, following: false },
    ]);
    it.scroll(-700);
    it.tellScroll();
    frame();
    expect(it.seen.at(-1)).toMatchObject({ nearTop: true, nearBottom: false });
    it.tellScroll();
    it.detach();
    frame();
    expect(it.seen).toHaveLength(2);
  });
});
