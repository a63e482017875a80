/** Words of a page that others wrote: read as they are seen, quoted with what stands around them, found again and marked where they stand. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { SearchHit } from "../../../protocol/search/contract.ts";
import { drawMarks, placeLines } from "../../../web/src/embed/ask/marks.ts";
import { PageText } from "../../../web/src/embed/ask/page-text.ts";
import { markOnLanding } from "../../../web/src/lib/features/search/landing.ts";

const show = (html: string) => void (document.body.innerHTML = html);
/** The words from one place to another, each by the text of its node. */
function rangeFrom(first: string, last = first): Range {
  const nodes: Text[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node as Text);
  const holding = (words: string) => nodes.find(({ data }) => data.includes(words)) as Text;
  const [from, to] = [holding(first), holding(last)];
  const range = document.createRange();
  range.setStart(from, from.data.indexOf(first));
  range.setEnd(to, to.data.indexOf(last) + last.length);
  return range;
}
const textOf = (range: Range | null) => range?.toString().replace(/\s+/gu, " ");

beforeEach(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe = () => undefined;
      disconnect = () => undefined;
    },
  );
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the text of a page", () => {
  test("has what is seen, with one blank for many and one between two blocks", () => {
    show(`<h1>Week   3</h1><p>Read\n the <b>whole</b> chapter.</p><p>Then ask.</p>`);
    expect(new PageText().text.trim()).toBe("Week 3 Read the whole chapter. Then ask.");
  });

  test("has nothing of scripts, fields and what is hidden", () => {
    show(
      `<p>Seen</p><script>let a</script><style>p{}</style><p hidden>not</p><p aria-hidden="true">nor</p><textarea>x</textarea>`,
    );
    expect(new PageText().text.trim()).toBe("Seen");
  });

  test("leads back to where a place in it stands, over blanks that are not in it", () => {
    show(`<p>One\n\n   two <i>three</i> four</p>`);
    const page = new PageText();
    const start = page.text.indexOf("two three");
    expect(textOf(page.rangeOf({ start, end: start + "two three".length }))).toBe("two three");
  });

  test("a quotation has what stands before and after it, and knows the second of two alike", () => {
    show(`<p>The sum is even. It is clear.</p><p>The product is odd. It is clear.</p>`);
    const second = rangeFrom("It is clear", "It is clear");
    const node = document.querySelectorAll("p")[1]?.firstChild as Text;
    second.setStart(node, node.data.indexOf("It is"));
    second.setEnd(node, node.data.indexOf("clear") + 5);
    const quote = new PageText().quoteOf(second);
    expect(quote?.exact).toBe("It is clear");
    expect(quote?.prefix.endsWith("The product is odd.")).toBe(true);
    expect(new PageText().quoteOf(rangeFrom("It is clear"))?.prefix.endsWith("The sum is even.")).toBe(true);
  });

  test("a letter, or half of the page, is nothing to ask about", () => {
    show(`<p>a</p><p>${"many words ".repeat(200)}</p>`);
    expect(new PageText().quoteOf(rangeFrom("a"))).toBeNull();
    const all = document.createRange();
    all.selectNodeContents(document.body);
    expect(new PageText().quoteOf(all)).toBeNull();
  });
});

describe("lines that were asked about", () => {
  const lineOf = (seq: number, exact: string, count = 1, prefix = "") => ({
    ...{ seq, exact, count, prefix, suffix: "" },
  });
  test("are placed where their words stand; those that are gone are named", () => {
    show(`<p>Gradient descent takes small steps.</p>`);
    const { placed, gone } = placeLines([lineOf(4, "small steps"), lineOf(7, "was taken out")] as never);
    expect([placed.map(({ range }) => textOf(range)), gone]).toEqual([["small steps"], [7]]);
  });

  test("about the same words are one mark, which counts both, leads to the last, and goes with the page", () => {
    show(`<div id="host"></div><p>Gradient descent takes small steps.</p>`);
    const root = document.querySelector("#host")?.attachShadow({ mode: "open" }) as ShadowRoot;
    const { placed } = placeLines([
      lineOf(4, "small steps", 2),
      lineOf(9, "small steps", 3),
      lineOf(5, "Gradient"),
    ] as never);
    const opened: number[] = [];
    const end = drawMarks(root, placed, {
      ...{ label: (count: number) => `${count} messages`, rtl: false },
      onopen: (seq: number) => void opened.push(seq),
    });
    const marks = [...root.querySelectorAll("button")];
    expect(marks.map(({ textContent, ariaLabel }) => [textContent, ariaLabel])).toEqual([
      ["5", "5 messages"],
      ["1", "1 messages"],
    ]);
    for (const mark of marks) mark.click();
    expect(opened).toEqual([9, 5]);
    end();
    expect(root.querySelectorAll("button")).toHaveLength(0);
  });
});

describe("where a search led to", () => {
  let marked: Map<string, Range[]>;
  // What one leaves marked ends before the next one.
  afterEach(() => vi.advanceTimersByTimeAsync(6_000));
  beforeEach(() => {
    vi.useFakeTimers();
    marked = new Map();
    vi.stubGlobal(
      "Highlight",
      class {
        ranges: Range[];
        constructor(...ranges: Range[]) {
          this.ranges = ranges;
        }
      },
    );
    vi.stubGlobal("CSS", {
      highlights: {
        set: (name: string, { ranges }: { ranges: Range[] }) => void marked.set(name, ranges),
        delete: (name: string) => marked.delete(name),
      },
    });
  });
  const found = () => (marked.get("place-found") ?? []).map((range) => range.toString());
  const hitOf = (body: string, marks: [number, number][], parent?: object) =>
    ({ message: { seq: 5, body }, marks, ...(parent && { parent }) }) as unknown as SearchHit;
  const HELLO = hitOf("say hello to all", [[4, 9]]);
  const rowOf = (words: string) => `<article data-seq="5"><div class="body">${words}</div></article>`;

  test("the words are marked once the message is there, whose formatting may come later, for a moment", async () => {
    show("<main></main>");
    markOnLanding(HELLO);
    expect(found()).toEqual([]);
    (document.querySelector("main") as HTMLElement).innerHTML = rowOf("<p>say <b>hello</b> to all</p>");
    await vi.advanceTimersByTimeAsync(10);
    expect(found()).toEqual(["hello"]);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(marked.size).toBe(0);
  });

  test("in a thread those beside the channel, whose message of the same number keeps its words to itself", async () => {
    show(`<main>${rowOf("hello from the channel")}</main><aside></aside>`);
    markOnLanding(hitOf("say hello to all", [[4, 9]], { channel: "c", seq: 1 }));
    (document.querySelector("aside") as HTMLElement).innerHTML = rowOf("say hello to all");
    await vi.waitFor(() => expect(found()).toEqual(["hello"]));
    expect(marked.get("place-found")?.[0]?.startContainer.parentElement?.closest("aside")).not.toBeNull();
  });

  test("what is covered stays covered", async () => {
    show("<main></main>");
    markOnLanding(
      hitOf("hello and hello", [
        [0, 5],
        [10, 15],
      ]),
    );
    (document.querySelector("main") as HTMLElement).innerHTML = rowOf(
      `hello and <span data-spoiler role="button">hello</span>`,
    );
    await vi.waitFor(() => expect(found()).toEqual(["hello"]));
  });

  test("in a browser without such marks nothing is marked, and nothing fails", async () => {
    vi.resetModules();
    const landing = await import("../../../web/src/lib/features/search/landing.ts");
    vi.stubGlobal("CSS", {});
    show(`<main>${rowOf("say hello to all")}</main>`);
    expect(() => landing.markOnLanding(HELLO)).not.toThrow();
  });
});
