/** Where the switcher can go, and in which order it offers that. Pure, but for what this device remembers of my habits. */
import type { Member, MyChannel } from "../../../../../protocol/index.ts";
import { locale } from "../../base/texts/language.ts";
import { fitOf } from "../../base/texts/matching.ts";
import type { Where } from "../../conversation/where.ts";

export type Destination =
  | { kind: "channel"; key: string; title: string; more: string; channel: MyChannel }
  | { kind: "thread"; key: string; title: string; more: string; channel: MyChannel }
  | { kind: "checkpoint"; key: string; title: string; more: string; channel: MyChannel; seq: number }
  /** The message that has it. */
  | { kind: "file"; key: string; title: string; more: string; channel: Pick<MyChannel, "id">; seq: number }
  | { kind: "person"; key: string; title: string; more: string; member: Member }
  /** In the history of the open channel. */
  | { kind: "place"; key: string; title: string; more: string; channel: MyChannel; where: Where };

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

const byName = new Intl.Collator(locale, { numeric: true, sensitivity: "base" });

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
