/**
 * What I write and do in one channel, between the outbox, which keeps and sends it, and the timeline, over which it is shown until
 * the room has answered.
 */
import type { Act, ChannelEvent, EditContent, Message, PostContent, Refusal } from "../protocol/index.ts";
import { pendingChanges, type PendingChange } from "./pending-changes.ts";
import { contentOf, type PostEntry } from "./outbox-entry.ts";
import type { LaneSocket, OutboxEvent, OutboxOfChannels, Sent } from "./outbox-contract.ts";
import { PendingActions } from "./pending-actions.ts";
import type { Timeline } from "./timeline.ts";

/** Events by which the room answers what was sent to it. */
export type Answer = Extract<ChannelEvent, { type: "stored" | "done" | "refused" }>;

export interface ChannelOutboxOptions {
  /** Of the account; shared by all its channels. */
  outbox: OutboxOfChannels;
  channel: string;
  /** My member id; without it nothing that I do to messages is shown before the server says so. */
  member: string | undefined;
  timeline: Timeline;
  /** A message of mine is stored. */
  onStored: () => void;
  /** `by`: a person did something here, or an answer came, of which there may be many at a time. */
  onChange: (by: "person" | "answer") => void;
}

export class ChannelOutbox {
  readonly #options: ChannelOutboxOptions;
  readonly #actions: PendingActions;
  #lane: LaneSocket | null = null;
  #unsubscribe: () => void = () => undefined;

  constructor(options: ChannelOutboxOptions) {
    this.#options = options;
    const { outbox, channel, member } = options;
    this.#actions = new PendingActions({ outbox, channel, member });
  }

  get isOpen(): boolean {
    return this.#lane !== null;
  }

  /** Takes the channel's lane of the outbox, and shows what waits or failed in it. */
  open(): void {
    const { outbox, channel } = this.#options;
    this.#lane = outbox.attach(channel);
    this.#unsubscribe = outbox.subscribe(channel, (event) => this.#onEvent(event));
    for (const entry of outbox.entries(channel)) {
      this.#onEvent({ type: "queued", entry });
      if (entry.refusal !== undefined) this.#onEvent({ type: "failed", entry, refusal: entry.refusal });
    }
  }

  /** What waits goes out all the same, by the outbox alone. */
  close(): void {
    this.#lane?.detach();
    this.#lane = null;
    this.#unsubscribe();
  }

  /** Requests reach the room now. `send` false: there is no socket. */
  connected(send: (text: string) => boolean): void {
    this.#lane?.opened(send);
  }

  disconnected(): void {
    this.#lane?.lost();
  }

  /** The room's answer to something that was sent. */
  answered(answer: Answer): void {
    if (answer.type === "stored") for (const ack of answer.messages) this.#lane?.carried(ack.id, ack);
    else if (answer.type === "done") this.#lane?.carried(answer.ref, { seq: answer.seq, rev: answer.rev });
    else if (answer.ref !== undefined) this.#lane?.refused(answer.ref, answer.refusal);
  }

  /** A message of mine among what the server tells is stored, whether its acknowledgement came or not. */
  settle(messages: readonly Message[]): void {
    for (const { id, seq, rev, at } of messages) this.#lane?.carried(id, { seq, rev, at });
  }

  /** The timeline is as the room has it: what is shown as waiting, and does not, ended while nobody looked. */
  reconcile(): void {
    const { outbox, channel, timeline } = this.#options;
    const waiting = outbox.entries(channel);
    timeline.setPending(new Set(waiting.map(({ id }) => id)));
    this.#actions.settle(waiting);
  }

  /** `now` of a frame: what is written from here on carries the server's time. */
  observe(now: number): void {
    this.#options.outbox.serverClock.observe(now);
  }

  post(content: PostContent | string, waitingAs?: string): Sent {
    return this.#options.outbox.post(this.#options.channel, content, waitingAs);
  }

  /** Held against the message as it is shown now. */
  edit(seq: number, content: EditContent): Sent {
    return this.#options.outbox.edit(this.#options.channel, seq, { ...content, rev: this.#shownRev(seq) });
  }

  remove(seq: number): Sent {
    return this.#options.outbox.remove(this.#options.channel, seq);
  }

  retry(id: string): Sent | null {
    return this.#options.outbox.retry(id);
  }

  discard(id: string): boolean {
    return this.#options.outbox.discard(id);
  }

  act(seq: number, act: Act): Sent {
    return this.#actions.send(seq, act);
  }

  /** Called for each act of mine that was refused. Returns the function that ends it. */
  onActRefused(listener: (act: Act, refusal: Refusal) => void): () => void {
    return this.#actions.onRefused(listener);
  }

  /** The message with what I did to it; the same object while nothing changed. */
  over(message: Message): Message {
    return this.#actions.over(message);
  }

  overAll(messages: readonly Message[]): readonly Message[] {
    return this.#actions.overAll(messages);
  }

  /** Edits and deletes that are not carried out yet, in order. */
  get changes(): PendingChange[] {
    return pendingChanges(this.#options.outbox.entries(this.#options.channel));
  }

  /** The `rev` of a message as it is shown, with what I wrote over it; undefined where it is not here. */
  #shownRev(seq: number): number | undefined {
    const message = this.#options.timeline.get(seq);
    return message === null ? undefined : Math.max(message.rev, this.#actions.editedRev(message));
  }

  #onEvent(event: OutboxEvent): void {
    const { timeline, onChange } = this.#options;
    this.#actions.receive(event);
    if (event.entry.kind === "post") this.#onPost(event, event.entry);
    if (event.type === "carried" && event.carried.message !== undefined) timeline.applyMessage(event.carried.message);
    onChange(event.type === "carried" ? "answer" : "person");
  }

  #onPost(event: OutboxEvent, entry: PostEntry): void {
    const { timeline, onStored } = this.#options;
    const { id, createdAt } = entry;
    const shown = { ...contentOf(entry), id, createdAt };
    switch (event.type) {
      case "queued":
        return timeline.showPending(shown);
      case "held":
        return timeline.showPending({ ...shown, refusal: event.refusal });
      case "failed":
        timeline.showPending(shown);
        return timeline.failPending(id, event.refusal);
      case "discarded":
        return timeline.dropPending(id);
      case "carried":
        timeline.applyStored({ id, seq: event.carried.seq });
        return onStored();
    }
  }
}
