/** Which days of a channel have messages, asked month by month, and where each of them begins. */
import type { Places } from "../../../../../protocol/index.ts";
import { outcomeOf } from "../../base/outcome.ts";
import type { ConversationClass } from "../../conversation/context.ts";
import type { Conversation } from "../../conversation/conversation.svelte.ts";
import { beginOf, dayAt, daysIn, numberOf, type Day, type Month } from "./month.ts";

export interface DayWithMessages {
  /** Of its first message. */
  seq: number;
  count: number;
}
/** By the number of the day (`numberOf`). */
type Days = ReadonlyMap<number, DayWithMessages>;

/** So many of the newest messages are looked at for what the history does not have yet. */
const NEWEST_LOOKED_AT = 500;

/** A channel as this tab knows it. */
type KnownChannel = Pick<Conversation, "channelId" | "head" | "message">;

export class ChannelDays {
  readonly #workspace: Pick<ConversationClass, "api">;
  readonly #conversation: KnownChannel;
  #months = $state.raw<ReadonlyMap<string, Days>>(new Map());
  readonly #asked = new Set<string>();
  /** The channel's first and last day; null until they are known, or where there are none. */
  first = $state.raw<Day | null>(null);
  last = $state.raw<Day | null>(null);
  /** Why the last month that was asked for is not here. */
  trouble = $state.raw<string | null>(null);

  constructor(workspace: Pick<ConversationClass, "api">, conversation: KnownChannel) {
    this.#workspace = workspace;
    this.#conversation = conversation;
  }

  /** Undefined while it is not known. */
  of(month: Month): Days | undefined {
    return this.#months.get(keyOf(month));
  }

  /** Asks for a month once; after a failure, when it is asked for again. */
  async load(month: Month): Promise<void> {
    const key = keyOf(month);
    if (this.#asked.has(key)) return;
    this.#asked.add(key);
    this.trouble = null;
    const begins = Array.from({ length: daysIn(month) + 1 }, (_, i) => Math.max(0, beginOf({ ...month, day: i + 1 })));
    const { channelId: channel } = this.#conversation;
    const outcome = await outcomeOf(this.#workspace.api.call("messages.places", { channel }, { times: begins }));
    if (!outcome.ok) {
      this.#asked.delete(key);
      this.trouble = outcome.refusal.sentence;
      return;
    }
    const newest = this.#newerThan(outcome.value);
    this.#months = new Map([...this.#months, [key, daysFrom(month, outcome.value.places, newest)]]);
    const last = newest.at(-1) ?? outcome.value.last;
    const first = outcome.value.first ?? newest[0];
    this.first = first ? dayAt(first.at) : null;
    this.last = last ? dayAt(last.at) : null;
  }

  /** What was said in the last moments: this tab has it, the history may not. */
  #newerThan({ last }: Places): { seq: number; at: number }[] {
    const { head } = this.#conversation;
    const newer: { seq: number; at: number }[] = [];
    for (let seq = Math.max((last?.seq ?? 0) + 1, head - NEWEST_LOOKED_AT); seq <= head; seq += 1) {
      const message = this.#conversation.message(seq);
      if (message) newer.push({ seq, at: message.at });
    }
    return newer;
  }
}

const keyOf = ({ year, month }: Month): string => `${year}-${month}`;

/** @param places where each day of the month begins, and the next month */
function daysFrom(month: Month, places: readonly number[], newer: readonly { seq: number; at: number }[]): Days {
  const days = new Map<number, DayWithMessages>();
  for (let day = 1; day < places.length; day += 1) {
    const [from = 0, to = 0] = [places[day - 1], places[day]];
    if (to > from) days.set(numberOf({ ...month, day }), { seq: from, count: to - from });
  }
  for (const { seq, at } of newer) {
    const key = numberOf(dayAt(at));
    const known = days.get(key);
    if (dayAt(at).year === month.year && dayAt(at).month === month.month)
      days.set(key, known ? { ...known, count: known.count + 1 } : { seq, count: 1 });
  }
  return days;
}
