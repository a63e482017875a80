/** Closes the polls whose time has come, however long D1 cannot be asked for them. */
import type { Message } from "../../../protocol/index.ts";
import { LastingFailure } from "../../lasting-failure.ts";
import type { ChannelFacts } from "../contract.ts";
import { backOff } from "../followers/back-off.ts";
import type { StoredMessage } from "../log/room-log.ts";
import type { Part } from "../part.ts";
import type { PollClosing } from "./poll-closing.ts";

interface Host {
  /** The message of a poll. @throws when D1 cannot be asked */
  stored: (seq: number) => Promise<StoredMessage | undefined>;
  /** Closes the poll of the message, where it is open, and tells it. */
  close: (stored: StoredMessage, now: number) => void;
}

export class ClosePolls implements Part {
  readonly name = "closePolls";
  readonly #times: PollClosing;
  readonly #room: Host;
  readonly #failing = new LastingFailure("closePolls");

  constructor(times: PollClosing, room: Host) {
    this.#times = times;
    this.#room = room;
  }

  get next(): number | null {
    return this.#times.next;
  }

  posted(_facts: ChannelFacts, messages: Message[]): void {
    for (const { seq, meta } of messages)
      if (meta?.poll?.closesAt !== undefined) this.#times.add(seq, meta.poll.closesAt);
  }

  async ring({ channelId }: ChannelFacts, now: number): Promise<void> {
    for (const seq of this.#times.due(now)) {
      let stored: StoredMessage | undefined;
      try {
        stored = await this.#room.stored(seq);
        this.#failing.worked({ channel: channelId });
      } catch (error) {
        // Nobody votes in it any more, so it can wait; and it is closed in the end.
        this.#failing.failed(error, { channel: channelId, item: seq });
        this.#times.postpone(seq, Date.now() + backOff(this.#failing.failing?.tries ?? 1));
        continue;
      }
      if (stored) this.#room.close(stored, Date.now());
      this.#times.done(seq);
    }
  }
}
