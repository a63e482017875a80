import type { Message } from "../../../protocol/index.ts";
import type { ChannelFacts } from "../../../worker/room/contract.ts";
import type { Part } from "../../../worker/room/part.ts";

export class Hourly implements Part {
  readonly name = "hourly";
  readonly #tell: (channel: string, count: number) => Promise<void>;
  #count = 0;
  #next: number | null = null;

  constructor(tell: (channel: string, count: number) => Promise<void>) {
    this.#tell = tell;
  }
  get next(): number | null {
    return this.#next;
  }
  posted(_facts: ChannelFacts, messages: Message[]): void {
    this.#count += messages.length;
    this.#next ??= Date.now() + 3_600_000;
  }
  async ring({ channelId }: ChannelFacts, now: number): Promise<void> {
    if (this.#next === null || now < this.#next) return;
    await this.#tell(channelId, this.#count);
    this.#count = 0;
    this.#next = null;
  }
}
