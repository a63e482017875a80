/**
 * What a room begins with, as one value of the object's storage: what it knows of its channel, and its log while little was said. Most rooms
 * are threads with a handful of messages: a table of their own is two rows written, and a row for the channel a third. Here the first
 * message brings all of that in the one row that it costs anyway, and each commit writes the value anew, which is one row again.
 */
import { ALL, tally } from "../../tally.ts";
import type { ChannelFacts } from "../facts.ts";
import type { LogRow } from "./log-rows.ts";

const KEY = "first";
/** What a room knows of its channel, once its log has a table. */
export const FACTS = "facts";

interface Value {
  facts: ChannelFacts | null;
  rows: LogRow[];
}

export class FirstValue {
  readonly #kv: DurableObjectStorage["kv"];
  #value: Value = { facts: null, rows: [] };
  #isStored = false;

  constructor({ kv }: Pick<DurableObjectStorage, "kv">) {
    this.#kv = kv;
  }

  /** By the log, on waking and after a write that failed. What was learned and never stored is still known. */
  reload(): void {
    const stored = this.#kv.get<Value>(KEY);
    this.#isStored = stored !== undefined;
    this.#value = stored ?? { facts: this.#value.facts, rows: [] };
  }

  get isStored(): boolean {
    return this.#isStored;
  }
  get facts(): ChannelFacts | null {
    return this.#value.facts;
  }
  get rows(): readonly LogRow[] {
    return this.#value.rows;
  }

  /** Known from now on, and stored with the next row. */
  learn(facts: ChannelFacts): void {
    this.#value = { ...this.#value, facts };
  }

  /** One row written. */
  store(rows: LogRow[] = this.#value.rows): void {
    this.#value = { ...this.#value, rows };
    this.#kv.put(KEY, this.#value);
    this.#isStored = true;
    tally.add(ALL, "rows.object");
  }

  /** The log has a table from now on: what is known of the channel gets a row of its own. */
  handOver(): void {
    const { facts } = this.#value;
    if (facts) this.#kv.put(FACTS, facts);
    if (this.#isStored) this.#kv.delete(KEY);
    tally.add(ALL, "rows.object", Number(facts !== null) + Number(this.#isStored));
    [this.#value, this.#isStored] = [{ facts, rows: [] }, false];
  }
}
