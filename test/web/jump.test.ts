/** Days of a calendar, and what somebody types who wants to go somewhere in the history. */
import { describe, expect, test } from "vitest";
import type { Places } from "../../protocol/index.ts";
import { ChannelDays } from "../../web/src/lib/features/time/days.svelte.ts";
import { placeOf } from "../../web/src/lib/conversation/place-of.ts";
import {
  addMonths,
  beginOf,
  dayAt,
  dayByKey,
  firstWeekday,
  numberOf,
  weeksOf,
  within,
} from "../../web/src/lib/features/time/month.ts";
import { Timeline } from "../../web/src/lib/features/time/timeline.svelte.ts";
import { keepVisit, lastVisit } from "../../web/src/lib/features/time/visits.ts";
import { whereTo } from "../../web/src/lib/conversation/where.ts";
import { RefusedError } from "../../client/index.ts";
import { refusal } from "../../protocol/refusals.ts";
import { stubStorage } from "../support/browser-stubs.ts";

const day = (year: number, month: number, date: number) => ({ year, month: month - 1, day: date });

describe("a month", () => {
  test("has its days in weeks that begin as the region has it, and no day of another month", () => {
    // November 2026 begins on a Sunday.
    expect(weeksOf(day(2026, 11, 1), 0).map((week) => week.map((each) => each?.day ?? 0))).toEqual([
      [1, 2, 3, 4, 5, 6, 7],
      [8, 9, 10, 11, 12, 13, 14],
      [15, 16, 17, 18, 19, 20, 21],
      [22, 23, 24, 25, 26, 27, 28],
      [29, 30, 0, 0, 0, 0, 0],
    ]);
    expect(weeksOf(day(2026, 11, 1), 1)[0]!.map((each) => each?.day ?? 0)).toEqual([0, 0, 0, 0, 0, 0, 1]);
    expect(weeksOf(day(2026, 11, 1), 6)[0]!.map((each) => each?.day ?? 0)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    // A February of four weeks, and one of a leap year.
    expect(weeksOf(day(2027, 2, 1), 1)).toHaveLength(4);
    expect(
      weeksOf(day(2028, 2, 1), 1)
        .flat()
        .filter(Boolean),
    ).toHaveLength(29);
  });

  test("weeks begin on Sunday, Monday or Saturday by the region", () => {
    expect(["en-US", "de-DE", "ar-EG"].map(firstWeekday)).toEqual([0, 1, 6]);
  });

  test("the keys go by days, weeks, months and years, to the ends of a week, and from the right where the page does", () => {
    const from = day(2026, 10, 31);
    const to = (key: string, more: { shiftKey?: boolean; isFromRight?: boolean } = {}) => {
      const { shiftKey = false, isFromRight = false } = more;
      const found = dayByKey({ key, shiftKey }, from, { weekBegins: 1, isFromRight });
      return found && numberOf(found);
    };
    expect([to("ArrowLeft"), to("ArrowRight")]).toEqual([20261030, 20261101]);
    expect([to("ArrowLeft", { isFromRight: true }), to("ArrowRight", { isFromRight: true })]).toEqual([
      20261101, 20261030,
    ]);
    expect([to("ArrowUp"), to("ArrowDown")]).toEqual([20261024, 20261107]);
    // A Saturday, in weeks that begin on Monday.
    expect([to("Home"), to("End")]).toEqual([20261026, 20261101]);
    // The 31st of a month without one is its last day.
    expect([to("PageUp"), to("PageDown")]).toEqual([20260930, 20261130]);
    expect(to("PageUp", { shiftKey: true })).toBe(20251031);
    expect(to("a")).toBeNull();
    expect(numberOf(addMonths(day(2028, 2, 29), 12))).toBe(20290228);
  });

  test("what lies outside of the history is its nearest day", () => {
    const [first, last] = [day(2026, 9, 3), day(2026, 11, 29)];
    expect([day(2026, 9, 2), day(2026, 10, 5), day(2026, 12, 1)].map((each) => within(each, first, last))).toEqual([
      first,
      day(2026, 10, 5),
      last,
    ]);
  });

  test("the years of two digits are none of the last century", () => {
    expect(new Date(beginOf(day(99, 1, 1))).getFullYear()).toBe(99);
    expect(dayAt(beginOf(day(2026, 12, 32)))).toEqual(day(2027, 1, 1));
  });
});

test("a number is a message, a date is a day; digits of any script, and what is neither is nothing", () => {
  const now = Date.UTC(2026, 10, 20, 12);
  const to = (text: string) => whereTo(text, "UTC", now);
  expect(["#120", "120", " # 7 ", "#٣٢١", "2026"].map(to)).toEqual(
    [120, 120, 7, 321, 2026].map((seq) => ({ kind: "message", seq })),
  );
  expect(to("2026-10-31")).toEqual({ kind: "time", at: Date.UTC(2026, 9, 31) });
  expect(to("٢٠٢٦/١٠/٣١")).toEqual({ kind: "time", at: Date.UTC(2026, 9, 31) });
  expect(to("2026-10")).toEqual({ kind: "time", at: Date.UTC(2026, 9, 1) });
  expect(to("Yesterday")).toEqual({ kind: "time", at: Date.UTC(2026, 10, 19) });
  expect([to("first"), to("Newest message")]).toEqual([{ kind: "first" }, { kind: "last" }]);
  expect(to("اليوم"), "in another language than the page's").toBeNull();
  for (const text of ["", "#0", "#4294967296", "2026-02-30", "tomorrow-ish", "1950-01-01", "\0", "-5", "#1 #2"])
    expect(to(text), text).toBeNull();
});

const answering = (places: Partial<Places> | Error) => {
  const asked: unknown[] = [];
  const call = (...given: unknown[]) => {
    asked.push(given);
    return places instanceof Error
      ? Promise.reject(places)
      : Promise.resolve({ places: [], samples: [], first: null, last: null, ...places });
  };
  return { asked, workspace: { api: { call } } as unknown as Parameters<typeof placeOf>[0] };
};

test("a moment after the last message is the newest, one of a channel without messages is nowhere", async () => {
  const last = { seq: 10, at: 5 };
  const place = (seq: number, more: Partial<Places> = { last }) =>
    placeOf(answering({ places: [seq], ...more }).workspace, "c", { kind: "time", at: 5 });
  expect(await place(7)).toEqual({ ok: true, seq: 7 });
  expect(await place(11)).toEqual({ ok: true, seq: "last" });
  expect(await place(1, {})).toEqual({ ok: false, sentence: "Nothing has been said here yet." });
  const refused = await placeOf(answering(new RefusedError(refusal("not_found"), 404)).workspace, "c", {
    kind: "time",
    at: 5,
  });
  expect(refused).toEqual({ ok: false, sentence: refusal("not_found").sentence });
});

test("a number above the newest message is nowhere, and the newest is said; where it is not known, the number is gone to", async () => {
  const { workspace } = answering({});
  const place = (seq: number, head?: number) => placeOf(workspace, "c", { kind: "message", seq }, head);
  expect(await place(12, 12)).toEqual({ ok: true, seq: 12 });
  expect(await place(13, 12)).toEqual({ ok: false, sentence: "The newest message here is #12." });
  expect(await place(13)).toEqual({ ok: true, seq: 13 });
});

describe("the days of a channel", () => {
  const known = { channelId: "c", head: 12, message: (seq: number) => ({ seq, at: beginOf(day(2026, 11, 3)) + seq }) };
  const conversation = known as unknown as ConstructorParameters<typeof ChannelDays>[1];

  test("are those in which a place begins, with how many were said; the newest are known before the history has them", async () => {
    // Two on the first, none on the second, five on the third, of which D1 has three.
    const places = [1, 3, 3, ...Array.from({ length: 28 }, () => 6)];
    const { asked, workspace } = answering({
      places,
      first: { seq: 1, at: beginOf(day(2026, 11, 1)) },
      last: { seq: 10, at: beginOf(day(2026, 11, 3)) },
    });
    const days = new ChannelDays(workspace, conversation);
    await Promise.all([days.load(day(2026, 11, 1)), days.load(day(2026, 11, 1))]);
    expect(asked).toHaveLength(1);
    expect([...days.of(day(2026, 11, 1))!]).toEqual([
      [20261101, { seq: 1, count: 2 }],
      [20261103, { seq: 3, count: 5 }],
    ]);
    expect([days.first, days.last]).toEqual([day(2026, 11, 1), day(2026, 11, 3)]);
  });

  test("that cannot be had say so, and are asked for again", async () => {
    const { asked, workspace } = answering(new RefusedError(refusal("too_fast"), 429));
    const days = new ChannelDays(workspace, conversation);
    await days.load(day(2026, 11, 1));
    expect([days.trouble, days.of(day(2026, 11, 1))]).toEqual([refusal("too_fast").sentence, undefined]);
    await days.load(day(2026, 11, 1));
    expect(asked).toHaveLength(2);
  });
});

test("of a place that is pointed at the moment is asked for once, and what is here is not asked for", async () => {
  const asked: unknown[] = [];
  let refused = true;
  const call = (name: string, _: unknown, { around }: { around: number }) => {
    asked.push([name, around]);
    return refused
      ? Promise.reject(new RefusedError(refusal("unavailable"), 503))
      : Promise.resolve({
          messages: [
            { seq: around - 1, at: 1 },
            { seq: around, at: 1_000 + around },
          ],
        });
  };
  const conversation = {
    channelId: "c",
    head: 900,
    message: (seq: number) => (seq === 8 ? { seq, at: 8 } : undefined),
  };
  const timeline = new Timeline({ api: { call }, id: "w" } as never, conversation as never);
  await timeline.know(7);
  expect(timeline.written.get(7), "it is away").toBeUndefined();
  refused = false;
  for (const seq of [7, 7, 8]) await timeline.know(seq);
  expect(asked).toEqual([
    ["messages.page", 7],
    ["messages.page", 7],
  ]);
  expect([...timeline.written]).toEqual([[7, 1_007]]);
  for (let seq = 100; seq < 200; seq += 1) await timeline.know(seq);
  expect([timeline.written.size, timeline.written.get(199), timeline.written.has(7)]).toEqual([50, 1_199, false]);
});

test("where the new began is kept for each channel and person, the latest two hundred", () => {
  stubStorage();
  keepVisit("ada", "c", 6);
  expect([lastVisit("ada", "c"), lastVisit("bo", "c"), lastVisit("ada", "d")]).toEqual([6, null, null]);
  for (let i = 0; i < 200; i += 1) keepVisit("ada", `c${i}`, i + 1);
  expect([lastVisit("ada", "c"), lastVisit("ada", "c199")]).toEqual([null, 200]);
});
