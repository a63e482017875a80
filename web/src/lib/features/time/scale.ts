/**
 * The length of a channel as a line: the first message at its top, the newest at its bottom, every message as far from the next as any
 * other, which `seq` without a hole makes exact. When a place was written is read off samples of the whole. Pure.
 */
import { beginOf, dayAt, isSame, type Day } from "./month.ts";

export interface Sample {
  seq: number;
  /** ms since 1970 */
  at: number;
}

/** How far down a place stands, 0 to 1. */
export const fractionOf = (seq: number, head: number): number =>
  head <= 1 ? 0 : Math.min(1, Math.max(0, (seq - 1) / (head - 1)));
/** The place that stands so far down; beyond an end it is that end. */
export const seqAt = (fraction: number, head: number): number =>
  1 + Math.round(Math.min(1, Math.max(0, fraction)) * Math.max(0, head - 1));

/** When a place was written, as far as the samples tell: the day where those around it are of one day, or the month. */
export type Written = { kind: "day"; at: number } | { kind: "month"; at: number };

/** @param samples ascending. Null: there are none */
export function writtenAt(seq: number, samples: readonly Sample[]): Written | null {
  const next = samples.findIndex((each) => each.seq >= seq);
  const after = samples[next] ?? samples.at(-1);
  const before = next > 0 ? samples[next - 1] : after;
  if (!before || !after) return null;
  const share = after.seq === before.seq ? 0 : Math.min(1, (seq - before.seq) / (after.seq - before.seq));
  const at = before.at + share * (after.at - before.at);
  if (seq === after.seq) return { kind: "day", at: after.at };
  // Which of two days it is, the message says once it is known.
  const isOneDay = seq <= after.seq && isSame(dayAt(before.at), dayAt(after.at));
  return { kind: isOneDay ? "day" : "month", at };
}

/** A month and where it begins. */
export interface Mark {
  seq: number;
  at: number;
}
/** Months are marked up to so many; after that years. */
const MONTHS_MOST = 18;
const MARKS_MOST = 60;

/** The moments at which the months, or the years, of this time begin, but for the one that it begins in; ms since 1970. */
export function monthsBetween(from: number, to: number): number[] {
  const [first, last] = [dayAt(from), dayAt(to)];
  const months = (last.year - first.year) * 12 + last.month - first.month;
  const step = months > MONTHS_MOST ? 12 : 1;
  const begin: Day =
    step === 12 ? { year: first.year + 1, month: 0, day: 1 } : { ...first, month: first.month + 1, day: 1 };
  const marks: number[] = [];
  for (let i = 0; marks.length < MARKS_MOST; i += 1) {
    const at = beginOf({ ...begin, month: begin.month + i * step });
    if (at > to) break;
    marks.push(at);
  }
  return marks;
}

/** Those that stand far enough from the one before to be read. @param least of the line, 0 to 1 */
export function apart(marks: readonly Mark[], head: number, least: number): Mark[] {
  const kept: Mark[] = [];
  for (const mark of marks) {
    const before = kept.at(-1);
    if (!before || fractionOf(mark.seq, head) - fractionOf(before.seq, head) >= least) kept.push(mark);
  }
  return kept;
}

/**
 * How lively a channel was along its line: messages a day between two samples, as shares of the liveliest, their square roots, so that
 * a quiet week is still seen beside an exam.
 */
export function liveliness(samples: readonly Sample[]): number[] {
  const rates = samples.slice(1).map(({ seq, at }, i) => {
    const before = samples[i]!;
    return (seq - before.seq) / Math.max(60_000, at - before.at);
  });
  const most = Math.max(...rates, Number.MIN_VALUE);
  return rates.map((rate) => Math.sqrt(rate / most));
}

/** Where a key leads on the line; null: it is none of its keys. Up is earlier, as on the screen. */
export function seqByKey(key: string, seq: number, head: number): number | null {
  const step = Math.max(1, Math.round(head / 100));
  const to = {
    ArrowUp: seq - step,
    ArrowDown: seq + step,
    PageUp: seq - 10 * step,
    PageDown: seq + 10 * step,
    Home: 1,
    End: head,
  }[key];
  return to === undefined ? null : Math.min(head, Math.max(1, to));
}

/**
 * The strokes of the line, each as long as its stretch of the channel was lively: a path of SVG, from the left edge inwards.
 * @param size in units of the path
 */
export function outlineOf(
  samples: readonly Sample[],
  head: number,
  { width, height }: { width: number; height: number },
): string {
  return liveliness(samples)
    .map((share, i) => {
      // Every second stretch: strokes with a gap between them.
      if (i % 2 === 1) return "";
      const middle = ((samples[i]?.seq ?? 1) + (samples[i + 1]?.seq ?? 1)) / 2;
      const length = 2 + share * (width - 2);
      return `M0 ${(fractionOf(middle, head) * height).toFixed(0)}h${length.toFixed(1)}`;
    })
    .join("");
}
