/** The pins and checkpoints of a channel, however far up they stand, kept up to date while somebody looks at them. */
import type { ChannelSession } from "../../../../../client/index.ts";
import type { Message } from "../../../../../protocol/index.ts";
import { outcomeOf } from "../../base/outcome.ts";

const isPinOrCheckpoint = ({ meta, deletedAt }: Message): boolean =>
  deletedAt === undefined && (meta?.pinned !== undefined || meta?.checkpoint !== undefined);

export class PinsAndCheckpoints {
  readonly #session: ChannelSession;
  #listed = $state.raw<readonly Message[] | null>(null);
  /** What changed since the list was asked for: `seq` → the message as it is now. */
  #changed = $state.raw<ReadonlyMap<number, Message>>(new Map());
  /** Set when the list could not be had. */
  trouble = $state.raw<string | null>(null);
  /** Grows with what the session shows: my own acts are in the list before the server has said so. */
  #turn = $state(0);
  #asked = 0;
  #loading = false;

  constructor(session: ChannelSession) {
    this.#session = session;
  }

  get loaded(): boolean {
    return this.#listed !== null;
  }

  readonly #all: readonly Message[] = $derived.by(() => {
    void this.#turn;
    const newest = new Map<number, Message>();
    const add = (message: Message, shown: Message) => {
      if ((newest.get(message.seq)?.rev ?? 0) < message.rev) newest.set(message.seq, shown);
    };
    // What is in view shows my acts already.
    for (const message of this.#session.snapshot().messages) add(message, message);
    for (const message of [...this.#changed.values(), ...(this.#listed ?? [])])
      add(message, this.#session.withMyActs(message));
    return [...newest.values()].filter(isPinOrCheckpoint);
  });
  /** Pinned last stands first. */
  readonly pins: readonly Message[] = $derived(
    this.#all
      .filter(({ meta }) => meta?.pinned !== undefined)
      .sort((a, b) => (b.meta?.pinned?.at ?? 0) - (a.meta?.pinned?.at ?? 0)),
  );
  /** In the order of the history: the contents of the course. */
  readonly checkpoints: readonly Message[] = $derived(
    this.#all.filter(({ meta }) => meta?.checkpoint !== undefined).sort((a, b) => a.seq - b.seq),
  );

  /** Asks for the list and follows it until the returned function is called. */
  watch(): () => void {
    void this.load();
    const stops = [
      this.#session.onChanged((messages) => (messages === null ? void this.load() : this.#take(messages))),
      this.#session.subscribe(() => (this.#turn += 1)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  async load(): Promise<void> {
    const asked = (this.#asked += 1);
    this.trouble = null;
    this.#loading = true;
    const outcome = await outcomeOf(this.#session.pinsAndCheckpoints());
    if (asked !== this.#asked) return;
    this.#loading = false;
    if (outcome.ok) this.#listed = outcome.value;
    else this.trouble = outcome.refusal.sentence;
  }

  #take(messages: readonly Message[]): void {
    // What is no landmark any more must be known as such: the list, on its way too, may still name it.
    const isNamed = (seq: number) => this.#changed.has(seq) || this.#listed?.some((message) => message.seq === seq);
    const changed = messages.filter((message) => this.#loading || isPinOrCheckpoint(message) || isNamed(message.seq));
    if (changed.length === 0) return;
    this.#changed = new Map([...this.#changed, ...changed.map((message) => [message.seq, message] as const)]);
  }
}
