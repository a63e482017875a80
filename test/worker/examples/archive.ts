import type { Message } from "../../../protocol/index.ts";
import type { ChannelFacts } from "../../../worker/room/contract.ts";
import type { RoomLog } from "../../../worker/room/log/room-log.ts";
import type { Part } from "../../../worker/room/part.ts";
import { backOff } from "../../../worker/room/followers/back-off.ts";
import { Follower } from "../../../worker/room/followers/follower.ts";

export class ArchiveFollower implements Part {
  readonly name = "archive";
  readonly #follower: Follower<Message[]>;

  constructor(log: RoomLog, archive: (channel: string, messages: Message[]) => Promise<void>) {
    const cursor = log.cursor("archive", { isComplete: true, holdsAtMost: 10_000 });
    this.#follower = new Follower<Message[]>(
      {
        name: "archive",
        cursor,
        isDone: () => cursor.rev >= log.head.rev,
        batch() {
          const items = log.after(cursor.rev, 500, 500_000).map(({ message }) => message);
          const last = items.at(-1);
          return last ? { items, upTo: last.rev } : null;
        },
        async carry(items, { channelId }) {
          await archive(channelId, items);
          return undefined;
        },
      },
      { pauseMs: backOff, ringsAfterPause: true, pace: { burst: 1, everyMs: 60_000, holdMs: 60_000 } },
    );
  }
  get next(): number | null {
    return this.#follower.next;
  }
  logged(facts: ChannelFacts): Promise<unknown> {
    return this.#follower.changed(facts);
  }
  ring(facts: ChannelFacts): Promise<boolean> {
    return this.#follower.run(facts);
  }
}
