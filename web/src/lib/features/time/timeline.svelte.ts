/** What stands along the line of a channel: samples, months, checkpoints; asked for when the line is first looked at. */
import type { ConversationClass } from "../../conversation/context.ts";
import type { Conversation } from "../../conversation/conversation.svelte.ts";
import { outcomeOf } from "../../base/outcome.ts";
import { monthsBetween, type Mark, type Sample } from "./scale.ts";

const SAMPLES = 200;
/** It is asked for anew when the channel is longer by a fiftieth. */
const GROWN = 1.02;
const KEPT = 50;

export interface NamedMark extends Mark {
  name: string;
}

export class Timeline {
  readonly #workspace: Pick<ConversationClass, "api" | "id">;
  readonly #conversation: Pick<Conversation, "channelId" | "head" | "message">;
  samples = $state.raw<readonly Sample[]>([]);
  months = $state.raw<readonly Mark[]>([]);
  checkpoints = $state.raw<readonly NamedMark[]>([]);
  /** When messages were written that somebody pointed at, ms by place: the last few. */
  written = $state.raw<ReadonlyMap<number, number>>(new Map());
  #askedAt = 0;

  constructor(
    workspace: Pick<ConversationClass, "api" | "id">,
    conversation: Pick<Conversation, "channelId" | "head" | "message">,
  ) {
    this.#workspace = workspace;
    this.#conversation = conversation;
  }

  /** Asks when the message at this place was written, unless that is known. What cannot be had stays what the samples say. Never rejects. */
  async know(seq: number): Promise<void> {
    const { channelId: channel } = this.#conversation;
    if (this.written.has(seq) || this.#conversation.message(seq)) return;
    const page = await outcomeOf(this.#workspace.api.call("messages.page", { channel }, { around: seq, limit: 1 }));
    const message = page.ok ? page.value.messages.find((each) => each.seq === seq) : undefined;
    if (message) this.written = new Map([...[...this.written].slice(1 - KEPT), [seq, message.at]]);
  }

  /** What cannot be had is left out: the line works without. Never rejects. */
  async load(): Promise<void> {
    const { head, channelId: channel } = this.#conversation;
    if (head <= this.#askedAt * GROWN) return;
    this.#askedAt = head;
    const { api, id: workspace } = this.#workspace;
    const [places, named] = await Promise.all([
      outcomeOf(api.call("messages.places", { channel }, { samples: SAMPLES })),
      outcomeOf(api.call("personal.checkpoints", { workspace })),
    ]);
    if (named.ok) this.checkpoints = named.value.checkpoints.filter((each) => each.channel === channel);
    if (!places.ok) return void (this.#askedAt = 0);
    const { samples, first, last } = places.value;
    this.samples = samples;
    const times = first && last ? monthsBetween(first.at, last.at) : [];
    if (times.length === 0) return;
    const months = await outcomeOf(api.call("messages.places", { channel }, { times }));
    if (months.ok) this.months = months.value.places.map((seq, i) => ({ seq, at: times[i] ?? 0 }));
  }
}
