/** What an import will do, as values that can be sent and shown: who comes, which channels, who will read them, what stays out and why. */
import type { Findings } from "./findings.ts";
import type { ChannelKind, Source } from "./history.ts";
import type { Plan } from "./plan.ts";
import type { Reason } from "./reasons.ts";
import type { Broken } from "./trouble.ts";

export interface ChannelSummary {
  key: string;
  kind: ChannelKind;
  name?: string;
  archived: boolean;
  messages: number;
  members: number;
  /** The first of their names. */
  names: string[];
  /** Of PLACE's own archive: how many threads hang in it. Their messages are among its own. */
  threads?: number;
}
export interface LeftOut {
  what: Reason;
  values?: { max: number };
  count: number;
  /** The first of the places, or the names of parts. */
  places: string[];
}
export interface PlanSummary {
  source: Source | "place";
  /**
   * Of PLACE's own archive: of which class it is, who made it and when (ms since 1970), how many files come with it, and whether it was
   * held against its proof; the course in one file says neither who made it, nor has it a proof.
   */
  archive?: { name: string; by: string; at: number; files: number; hasProof: boolean };
  people: number;
  messages: number;
  /** Milliseconds since 1970 of the first and the last message; absent where there is none. */
  from?: number;
  to?: number;
  channels: ChannelSummary[];
  saysWhoReads: boolean;
  isOwnCopy: boolean;
  zone?: string;
  /** Each entry of the export is one of these three. */
  entries: { taken: number; leftOut: number; broken: number };
  broken: Broken[];
  leftOut: LeftOut[];
  /** Of entries that are taken. */
  parts: LeftOut[];
  changed: LeftOut[];
}

const NAMES_MAX = 8;
const PLACES_MAX = 5;
const BROKEN_MAX = 100;

export function summaryOf(plan: Plan): PlanSummary {
  const { findings, people } = plan;
  const times = plan.channels.flatMap(({ messages }) =>
    messages.length > 0 ? [messages[0]!.at, messages.at(-1)!.at] : [],
  );
  const taken = new Set(plan.channels.flatMap(({ messages }) => messages.map(({ place }) => place))).size;
  const { entries, entriesLeftOut: leftOut } = findings;
  return {
    source: plan.source,
    people: people.size,
    messages: plan.channels.reduce((sum, { messages }) => sum + messages.length, 0),
    ...(times.length > 0 && { from: Math.min(...times), to: Math.max(...times) }),
    channels: plan.channels.map(({ key, kind, name, archived, messages, members }) => ({
      ...{ key, kind, archived, messages: messages.length, members: members.length },
      ...(name !== undefined && { name }),
      names: members.slice(0, NAMES_MAX).map((member) => people.get(member)?.name ?? member),
    })),
    saysWhoReads: plan.saysWhoReads,
    isOwnCopy: plan.isOwnCopy === true,
    ...(plan.zone !== undefined && { zone: plan.zone }),
    entries: { taken, leftOut, broken: Math.max(0, entries - taken - leftOut) },
    broken: findings.allBroken.slice(0, BROKEN_MAX),
    ...leftOutOf(findings),
  };
}

/** What does not come, and what comes with a change. */
export const leftOutOf = (findings: Findings): Pick<PlanSummary, "leftOut" | "parts" | "changed"> => ({
  leftOut: findings.allLeftOut.map(shown),
  parts: findings.allParts.map(({ what, count, names }) => shown({ what, count, places: [...names] })),
  changed: findings.allChanged.map(shown),
});

const shown = (each: LeftOut): LeftOut => ({
  what: each.what,
  ...(each.values && { values: each.values }),
  count: each.count,
  places: each.places.slice(0, PLACES_MAX),
});
