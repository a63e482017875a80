/**
 * What I write and do in one channel, as the channel's session asks for it. Reading needs none of it: the outbox, which keeps and sends,
 * may come after the words. It is joined when it is here; what is done before that is carried out then, in its order.
 */
import type { Act, EditContent, Message, PostContent, Refusal } from "../protocol/index.ts";
import type { Answer, ChannelOutbox, ChannelOutboxOptions } from "./channel-outbox.ts";
import type { Clock } from "./clock.ts";
import { Listeners } from "./listeners.ts";
import type { SendFrame } from "./outbox-lane.ts";
import type { Outbox, Sent } from "./outbox.ts";
import type { PendingChange } from "./pending-changes.ts";

export interface OwnWritesOptions extends Omit<ChannelOutboxOptions, "outbox"> {
  /** A promise of it never rejects. */
  outbox: Outbox | Promise<Outbox>;
  clock: Clock;
}

export class OwnWrites {
  readonly #options: OwnWritesOptions;
  readonly #refused = new Listeners<[act: Act, refusal: Refusal]>();
  readonly #joined: Promise<ChannelOutbox> | null = null;
  #own: ChannelOutbox | null = null;
  #isOpen = false;
  #send: SendFrame | null = null;

  constructor(options: OwnWritesOptions) {
    this.#options = options;
    const { outbox } = options;
    if (outbox instanceof Promise) this.#joined = outbox.then((late) => this.#join(late));
    else this.#join(outbox);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Takes the channel's lane of the outbox, and shows what waits or failed in it. */
  open(): void {
    this.#isOpen = true;
    this.#own?.open();
  }

  /** What waits goes out all the same, by the outbox alone. */
  close(): void {
    this.#isOpen = false;
    this.#own?.close();
  }

  /** Requests reach the room now. `send` false: there is no socket. */
  connected(send: SendFrame): void {
    this.#send = send;
    this.#own?.connected(send);
  }

  disconnected(): void {
    this.#send = null;
    this.#own?.disconnected();
  }

  /** `now` of a frame, in milliseconds. */
  observe(now: number): void {
    const { clock } = this.#options;
    const heardAt = clock.now();
    if (this.#own) this.#own.observe(now);
    else void this.#joined?.then((own) => own.observe(now + clock.now() - heardAt));
  }

  /** The room's answer to something that was sent. */
  answered(answer: Answer): void {
    this.#own?.answered(answer);
  }

  /** A message of mine among what the server tells is stored, whether its acknowledgement came or not. */
  settle(messages: readonly Message[]): void {
    this.#own?.settle(messages);
  }

  /** The timeline is as the room has it. */
  reconcile(): void {
    this.#own?.reconcile();
  }

  post(content: PostContent | string, waitingAs?: string): Sent {
    return this.#write((own) => own.post(content, waitingAs));
  }

  edit(seq: number, content: EditContent): Sent {
    return this.#write((own) => own.edit(seq, content));
  }

  remove(seq: number): Sent {
    return this.#write((own) => own.remove(seq));
  }

  act(seq: number, act: Act): Sent {
    return this.#write((own) => own.act(seq, act));
  }

  /** Null: there is none of this id. */
  retry(id: string): Sent | null {
    return this.#own?.retry(id) ?? null;
  }

  /** False: it is on its way, or there is none. */
  discard(id: string): boolean {
    return this.#own?.discard(id) ?? false;
  }

  /** Called for each act of mine that was refused. Returns the function that ends it. */
  onActRefused(listener: (act: Act, refusal: Refusal) => void): () => void {
    return this.#refused.add(listener);
  }

  /** The message with what I did to it; the same object while nothing changed. */
  over(message: Message): Message {
    return this.#own?.over(message) ?? message;
  }

  overAll(messages: readonly Message[]): readonly Message[] {
    return this.#own?.overAll(messages) ?? messages;
  }

  /** Edits and deletes that are not carried out yet, in order. */
  get changes(): PendingChange[] {
    return this.#own?.changes ?? [];
  }

  #join(outbox: Outbox): ChannelOutbox {
    const own = outbox.inChannel(this.#options);
    this.#own = own;
    own.onActRefused((act, refusal) => this.#refused.emit(act, refusal));
    if (this.#isOpen) own.open();
    if (this.#send) own.connected(this.#send);
    return own;
  }

  #write(write: (own: ChannelOutbox) => Sent): Sent {
    if (this.#own) return write(this.#own);
    const late: Sent = {
      id: "",
      settled: (this.#joined as Promise<ChannelOutbox>).then((own) => {
        const { id, settled } = write(own);
        late.id = id;
        return settled;
      }),
    };
    return late;
  }
}
