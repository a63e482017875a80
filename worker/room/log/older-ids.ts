/**
 * Ids of messages from before this room kept them: of a channel that it took over from D1, or had before ids were kept. They are
 * read from D1 once, when the room takes its channel over or somebody sends an id that is not known, and kept from then on.
 */
import { readIdsBefore } from "../../store/messages.ts";
import type { RoomLog } from "./room-log.ts";

const PAGE = 5_000;

export class OlderIds {
  readonly #log: RoomLog;
  readonly #d1: D1Database;
  #reading: Promise<void> | null = null;

  constructor(log: RoomLog, d1: D1Database) {
    this.#log = log;
    this.#d1 = d1;
  }

  /** Costs a row read in D1 for each message of the channel, once. @throws when D1 cannot be asked: what was read stays */
  read(channelNo: number): Promise<void> {
    this.#reading ??= this.#readAll(channelNo).finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  /** The place of a stored message, however old. @throws when D1 cannot be asked */
  async seqOf(channelNo: number, id: string): Promise<number | undefined> {
    const seq = this.#log.seqOf(id);
    if (seq !== undefined || !this.#log.lacksIds) return seq;
    await this.read(channelNo);
    return this.#log.seqOf(id);
  }

  async #readAll(channelNo: number): Promise<void> {
    while (this.#log.lacksIds) {
      const ids = await readIdsBefore(this.#d1, channelNo, this.#log.idsFrom, PAGE);
      const last = ids.length < PAGE ? undefined : ids.at(-1);
      this.#log.addOlderIds(ids, last?.seq ?? 1);
    }
  }
}
