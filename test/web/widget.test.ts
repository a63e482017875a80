/** What a visitor's frame asks for: people by the messages that show them. */
import { expect, test } from "vitest";
import type { Message } from "../../protocol/index.ts";
import { WIDGET_PEOPLE_MAX } from "../../protocol/limits.ts";
import { widgetPage } from "../../web/widget-page.ts";
import { memberOf } from "../../web/src/lib/widget/member-of.ts";
import { peopleIn, spansOf, VisitorPeople } from "../../web/src/lib/widget/people.ts";

const messageOf = (seq: number, author: string, meta?: Message["meta"]): Message => ({
  ...{ id: `m${seq}`, seq, rev: seq, author, at: seq, body: "words" },
  ...(meta && { meta }),
});

test("a message shows its author, who reacted, and who answered in its thread", () => {
  const meta = {
    reactions: [{ emoji: "👍", members: ["ben", "cem"], count: 2 }],
    thread: { channel: "t", count: 1, lastAt: 1, people: ["dia"] },
  };
  expect(peopleIn(messageOf(1, "ann", meta))).toEqual(["ann", "ben", "cem", "dia"]);
});

test("places are asked for in stretches, none longer than one question takes", () => {
  expect(spansOf([])).toEqual([]);
  expect(spansOf([3, 4, 90])).toEqual([[3, 90]]);
  expect(spansOf([1, WIDGET_PEOPLE_MAX, WIDGET_PEOPLE_MAX + 1])).toEqual([
    [1, WIDGET_PEOPLE_MAX],
    [WIDGET_PEOPLE_MAX + 1, WIDGET_PEOPLE_MAX + 1],
  ]);
});

test("everybody who is missing is asked for once, by where they stand", async () => {
  const asked: object[] = [];
  const found = new Promise<readonly { id: string }[]>((resolve) => {
    const people = new VisitorPeople({
      api: {
        call: (_name: string, params: object, query: object) => {
          asked.push({ ...params, ...query });
          return Promise.resolve({ people: [{ id: "ann", name: "Ann" }] });
        },
      } as never,
      shown: () => [{ channel: "general", messages: [messageOf(1, "me"), messageOf(2, "ann"), messageOf(3, "ann")] }],
      onFound: resolve,
    });
    people.want("ann");
    people.want("ann");
  });
  expect(await found).toEqual([{ id: "ann", name: "Ann" }]);
  expect(asked).toEqual([{ channel: "general", from: 2, to: 3 }]);
});

test("of a person a visitor has a name, a face and whether they teach; no handle", () => {
  expect(memberOf({ id: "ann", name: "Ann", staff: "ta" })).toMatchObject({ name: "Ann", role: "ta", handle: "" });
  expect(memberOf({ id: "ben", name: "Ben" }).role).toBe("student");
});

test("the frame's page takes programs and sheets from files of PLACE alone, and its one script by its hash", () => {
  const { transformIndexHtml } = widgetPage();
  // Vite gives it the place of the page too, which it does not read.
  const { handler } = transformIndexHtml as unknown as { handler: (html: string) => { attrs: { content: string } }[] };
  const [tag] = handler("<head><script>first()</script></head>");
  expect(tag?.attrs.content).toMatch(/script-src 'self' 'sha256-[\w+/=]+'(?:;|$)/u);
  expect(tag?.attrs.content).toMatch(/style-src-elem 'self' 'sha256-[\w+/=]+';/u);
});
