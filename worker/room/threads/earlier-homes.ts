/** Channels that a thread hung in before it went elsewhere with its message: replies that went there too stand there still. */
import type { ChannelFacts } from "../contract.ts";

const KEY = "earlierHomes";

export class EarlierHomes {
  readonly #kv: DurableObjectStorage["kv"];

  constructor({ kv }: Pick<DurableObjectStorage, "kv">) {
    this.#kv = kv;
  }

  /** In the turn in which the room learns where it hangs now. */
  add({ channelNo, channelId, workspaceNo, workspaceId, kind, posting, archived }: ChannelFacts): void {
    const others = this.all().filter((home) => home.channelId !== channelId);
    this.#kv.put(KEY, [...others, { channelNo, channelId, workspaceNo, workspaceId, kind, posting, archived }]);
  }

  /** As they were then: their rooms know themselves better. */
  all(): ChannelFacts[] {
    return this.#kv.get<ChannelFacts[]>(KEY) ?? [];
  }
}
