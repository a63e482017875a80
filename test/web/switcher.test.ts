import { describe, expect, test } from "vitest";
import { fromField, toField } from "../../web/src/lib/base/date-field.ts";
import { suggestedTimes } from "../../web/src/lib/features/scheduled/when.ts";
import { fitOf } from "../../web/src/lib/base/texts/matching.ts";
import { rank, type Candidate } from "../../web/src/lib/features/switcher/destinations.ts";

const person = (title: string, more: Partial<Candidate> = {}): Candidate => ({
  destination: {
    kind: "person",
    key: title,
    title,
    more: "",
    member: { id: title, handle: title, name: title, role: "student", joinedAt: 0 },
  },
  words: "",
  unread: 0,
  mentions: 0,
  used: 0,
  lastAt: 0,
  ...more,
});
const titles = (candidates: Candidate[], query = "") =>
  rank(candidates, query, 10).map(({ destination }) => destination.title);

describe("R48: where the switcher goes first", () => {
  test("finds a name by its beginning, by the beginnings of its words, by a part, by its letters, accents aside", () => {
    expect(fitOf("zoe", "Zoë Klein")).toBe(4);
    expect(fitOf("#kl", "Zoë Klein")).toBe(3);
    expect(fitOf("z k", "Zoë Klein")).toBe(3);
    expect(fitOf("lei", "Zoë Klein")).toBe(2);
    expect(fitOf("hwh", "homework-help")).toBe(1);
    expect(fitOf("x", "Zoë Klein")).toBe(0);
  });

  test("offers what names me, then what is unread, then what is used most", () => {
    const all = [
      person("Ada"),
      person("Ben", { used: 3 }),
      person("Cleo", { unread: 2 }),
      person("Dan", { unread: 1, mentions: 1 }),
    ];
    expect(titles(all)).toEqual(["Dan", "Cleo", "Ben", "Ada"]);
  });

  test("puts what fits better before what is used more", () => {
    expect(titles([person("Joana Anders", { used: 9 }), person("Ana")], "ana")).toEqual(["Ana", "Joana Anders"]);
    expect(titles([person("Ana")], "zzz")).toEqual([]);
  });
});

describe("times to send a message later", () => {
  test("offers only times to come, and Monday where tomorrow is not Monday", () => {
    const saturdayNight = new Date(2026, 10, 21, 22).getTime();
    expect(suggestedTimes(saturdayNight).map(({ label }) => label)).toEqual(["Tomorrow morning", "Monday morning"]);
    const sunday = new Date(2026, 10, 22, 10).getTime();
    expect(suggestedTimes(sunday).map(({ label }) => label)).toEqual(["This evening", "Tomorrow morning"]);
    for (const { at } of suggestedTimes(sunday)) expect(at).toBeGreaterThan(sunday);
  });

  test("reads from a field what was written into it", () => {
    const at = new Date(2026, 2, 5, 7, 9).getTime();
    expect(toField(at)).toBe("2026-03-05T07:09");
    expect(fromField(toField(at))).toBe(at);
    expect(fromField("")).toBeNull();
  });
});
