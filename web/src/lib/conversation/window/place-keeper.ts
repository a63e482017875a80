/**
 * Keeps the reader's place in the list while rows come, go and change their height: it looks before every change, and puts back
 * after it, before the browser paints. The decisions are in scroll.ts; this file measures and scrolls.
 */
import { correction, isAtEnd, reach, type Measured, type Place, type RowTop } from "./scroll.ts";

export interface Reader {
  /** The last row in the page is the newest message there is. */
  isLiveEnd: () => boolean;
  /** Something moved: what is seen now. Called at most once per frame. */
  onseen: (seen: Seen) => void;
}
/** `seq`s of stored messages; 0 where there is none. */
export interface Seen {
  /** The first and last one with a part on the screen. */
  first: number;
  last: number;
  /** The first and last one within reach of the screen: what must stay in the page. */
  nearFirst: number;
  nearLast: number;
  nearTop: boolean;
  nearBottom: boolean;
  following: boolean;
}

export class PlaceKeeper {
  readonly #reader: Reader;
  #scroller: HTMLElement | undefined;
  #content: HTMLElement | undefined;
  #visible: Measured[] = [];
  /** Where the list was last seen or put, in px. */
  #top = 0;
  #following = true;
  #frame = 0;
  /** The sizes for which the place was put right. */
  #settled = "";

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** An attachment for the scrolling element, whose only child holds the rows. */
  readonly attach = (scroller: HTMLElement): (() => void) => {
    const content = scroller.firstElementChild as HTMLElement;
    this.#scroller = scroller;
    this.#content = content;
    const onScroll = () => this.#scrolled();
    const onHold = () => this.#hold();
    scroller.addEventListener("scroll", onScroll, { passive: true });
    // See hold-place.ts.
    scroller.addEventListener("placehold", onHold);
    // Runs after layout and before paint: a font, a picture or coloured code that changes heights is never seen to.
    const observer = new ResizeObserver(() => {
      // What was settled in its own turn is told of again in the next frame, and by then the reader may have scrolled on.
      if (this.#sizes() !== this.#settled) this.settle();
    });
    observer.observe(scroller);
    observer.observe(content);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(this.#frame);
      scroller.removeEventListener("scroll", onScroll);
      scroller.removeEventListener("placehold", onHold);
      this.#scroller = this.#content = undefined;
    };
  };

  get following(): boolean {
    return this.#following;
  }

  /** What the reader looks at stays under the eye while something there unfolds; the end is not followed until it is seen again. */
  #hold(): void {
    this.look();
    this.#following = false;
  }

  /** Where the reader stands, to come back to. */
  get place(): Place {
    const first = this.#visible.find((row) => row.seq > 0);
    return this.#following || !first ? { at: "end" } : { at: "row", ...first };
  }

  /** The rows are about to change: remembers what is seen, unless the list follows its end. */
  before(): void {
    // A scroll of which its event is yet to tell is one all the same.
    this.#whoScrolled();
    if (!this.#following) this.look();
  }

  /** Remembers what is seen. */
  look(): void {
    const [scroller, content] = [this.#scroller, this.#content];
    if (!scroller || !content) return;
    const frame = scroller.getBoundingClientRect();
    const rows = content.children;
    const visible: Measured[] = [];
    for (let index = firstBelow(rows, frame.top); index < rows.length; index += 1) {
      const row = rows[index] as HTMLElement;
      const { top } = row.getBoundingClientRect();
      if (top >= frame.bottom) break;
      const key = row.dataset["key"];
      if (key !== undefined) visible.push({ key, seq: Number(row.dataset["seq"] ?? 0), top: top - frame.top });
    }
    // The first row may have only its end on the screen: whoever is whole is the better one to hold on to.
    const cut = visible[0] && visible[0].top < 0 ? visible.shift() : undefined;
    this.#visible = cut ? [...visible, cut] : visible;
    this.#top = scroller.scrollTop;
  }

  /** Puts the list back to where the reader was. Called after the rows changed, and when they changed their height. */
  settle(): void {
    const [scroller, content] = [this.#scroller, this.#content];
    if (!scroller || !content) return;
    if (this.#following) scroller.scrollTop = scroller.scrollHeight;
    else {
      const edge = scroller.getBoundingClientRect().top;
      const by = correction(this.#visible, (key) => this.#topOf(key, edge));
      if (by !== null && Math.abs(by) >= 0.5) scroller.scrollTop += by;
    }
    this.#settled = this.#sizes();
    this.look();
    this.#notify();
  }

  /** Of the list and of its rows, as the browser lays them out. */
  #sizes(): string {
    const [scroller, content] = [this.#scroller, this.#content];
    return `${scroller?.clientWidth} ${scroller?.clientHeight} ${content?.getBoundingClientRect().height}`;
  }

  toEnd(smooth = false): void {
    this.#following = true;
    this.#scroller?.scrollTo({ top: this.#scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    if (!smooth) this.settle();
  }

  /** Puts a row at `top` px below the upper edge, in the middle, or at the lower edge. False where it is not in the page. */
  toRow(key: string, top: RowTop): boolean {
    const scroller = this.#scroller;
    const row = this.row(key);
    if (!scroller || !row) return false;
    const [frame, at] = [scroller.getBoundingClientRect(), row.getBoundingClientRect()];
    const spare = frame.height - at.height;
    // A row taller than the screen is read from its beginning; as the lowest it leaves half of the screen to what stands above it.
    const wanted =
      top === "middle" ? Math.max(16, spare / 3) : top === "lowest" ? Math.max(frame.height / 2, spare) : top;
    scroller.scrollTop += at.top - frame.top - wanted;
    this.#following = this.#isAtLiveEnd();
    this.look();
    this.#notify();
    return true;
  }

  row(key: string): HTMLElement | null {
    return this.#content?.querySelector<HTMLElement>(`:scope > [data-key="${CSS.escape(key)}"]`) ?? null;
  }

  /** Scrolls by so many screens. */
  page(screens: number): void {
    this.#scroller?.scrollBy({ top: this.#scroller.clientHeight * screens * 0.9, behavior: "instant" });
  }

  #scrolled(): void {
    this.#whoScrolled();
    this.look();
    this.#notify();
  }

  #whoScrolled(): void {
    const scroller = this.#scroller;
    if (!scroller) return;
    const up = scroller.scrollTop < this.#top - 1;
    if (this.#isAtLiveEnd()) this.#following = true;
    // Only the reader scrolls up: when it is the content that grew, its end went away and the list goes after it.
    else if (up) this.#following = false;
  }

  #isAtLiveEnd(): boolean {
    const scroller = this.#scroller;
    return (
      scroller !== undefined &&
      this.#reader.isLiveEnd() &&
      isAtEnd(scroller.scrollTop, scroller.clientHeight, scroller.scrollHeight)
    );
  }

  #topOf(key: string, edge: number): number | null {
    const row = this.row(key);
    return row ? row.getBoundingClientRect().top - edge : null;
  }

  #notify(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      const [scroller, content] = [this.#scroller, this.#content];
      if (!scroller || !content || scroller.clientHeight === 0) return;
      const frame = scroller.getBoundingClientRect();
      const far = reach(frame.height);
      const seqs = this.#visible.filter((row) => row.seq > 0).map((row) => row.seq);
      this.#reader.onseen({
        first: seqs.length ? Math.min(...seqs) : 0,
        last: Math.max(0, ...seqs),
        nearFirst: seqNear(content.children, firstBelow(content.children, frame.top - far / 2), 1),
        nearLast: seqNear(content.children, firstBelow(content.children, frame.bottom + far / 2), -1),
        nearTop: scroller.scrollTop < far,
        nearBottom: scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop < far,
        following: this.#following,
      });
    });
  }
}

/** Index of the first row that ends below `y`; the rows stand in order, so half of them are passed over at each look. */
function firstBelow(rows: HTMLCollection, y: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] as Element).getBoundingClientRect().bottom > y) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The `seq` of the nearest stored message at `index` or from there in `direction`; 0 where there is none. */
function seqNear(rows: HTMLCollection, index: number, direction: 1 | -1): number {
  for (let at = Math.min(index, rows.length - 1); at >= 0 && at < rows.length; at += direction) {
    const seq = Number((rows[at] as HTMLElement).dataset["seq"] ?? 0);
    if (seq > 0) return seq;
  }
  return 0;
}
