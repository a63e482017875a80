/** Where the switcher can go, and in which order it offers that. Pure, but for what this device remembers of my habits. */
import type { Member, MyChannel } from "../../../../../protocol/index.ts";
import { locale } from "../../base/texts/language.ts";

export type Destination =
  | { kind: "channel"; key: string; title: string; more: string; channel: MyChannel }
  | { kind: "thread"; key: string; title: string; more: string; channel: MyChannel }
  | { kind: "person"; key: string; title: string; more: string; member: Member };

export interface Candidate {
  destination: Destination;
  /** What a query is held against, beside the title. */
  words: string;
  unread: number;
  mentions: number;
  /** How often it was gone to lately. */
  used: number;
  /** Ms; of two alike, the livelier one. */
  lastAt: number;
}

// Marks of direction are no letters either.
const fold = (text: string) =>
  text
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}]/gu, "")
    .toLowerCase();
const byName = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });

/**
 * How well a query fits: 4 the whole begins so, 3 each of its words begins a word there, 2 each stands somewhere, 1 its letters
 * come in this order, 0 not at all.
 */
export function fitOf(query: string, text: string): number {
  const wanted = fold(query).replace(/^[@#]/u, "").trim();
  if (wanted === "") return 4;
  const whole = fold(text);
  if (whole.startsWith(wanted)) return 4;
  const words = whole.split(/[\s\-_.,@#]+/u);
  const parts = wanted.split(/[\s\-_]+/u);
  if (parts.every((part) => words.some((word) => word.startsWith(part)))) return 3;
  if (parts.every((part) => whole.includes(part))) return 2;
  let at = 0;
  for (const letter of wanted.replace(/\s+/gu, "")) {
    at = whole.indexOf(letter, at) + 1;
    if (at === 0) return 0;
  }
  return wanted.length > 1 ? 1 : 0;
}

/** The best first: what names me, what is unread, what I go to most. With a query, how well it fits comes before that. */
export function rank(candidates: readonly Candidate[], query: string, shown: number): Candidate[] {
  return candidates
    .map((candidate) => ({
      candidate,
      fit: Math.max(fitOf(query, candidate.destination.title), fitOf(query, candidate.words) - 0.5),
    }))
    .filter(({ fit }) => fit > 0)
    .sort(
      (a, b) =>
        b.fit - a.fit ||
        Number(b.candidate.mentions > 0) - Number(a.candidate.mentions > 0) ||
        Number(b.candidate.unread > 0) - Number(a.candidate.unread > 0) ||
        b.candidate.used - a.candidate.used ||
        b.candidate.lastAt - a.candidate.lastAt ||
        byName.compare(a.candidate.destination.title, b.candidate.destination.title),
    )
    .slice(0, shown)
    .map(({ candidate }) => candidate);
}
