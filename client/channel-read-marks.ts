/** How far I have read in one channel, as it is told to its room, by socket or HTTP, and to my other devices. */
import { READ_MARK_ALONE_MS, READ_MARK_EVERY_MS } from "../protocol/limits.ts";
import type { Api } from "./api.ts";
import type { ChannelSync } from "./channel-sync.ts";
import type { Clock } from "./clock.ts";
import { ReadMarks } from "./read-marks.ts";

export interface OtherDevices {
  areThere: () => boolean;
  /** False: they could not be told now. */
  sendRead: (seq: number) => boolean;
  /** How far I read by what they told: the room may not have it yet. */
  readSeq: () => number;
}

export interface ChannelReadMarksOptions {
  api: Api;
  channel: string;
  clock: Clock;
  sync: Pick<ChannelSync, "heardAt" | "isGreeted" | "isPolling" | "listensOnly" | "request">;
  /** My mark moved: lets a badge change before the server says so. */
  onRead: ((seq: number) => void) | undefined;
  /** False: the room may hear later how far I read here, since nobody in it waits for that. Left out: somebody does. */
  isReadAwaited: (() => boolean) | undefined;
  /** My other tabs and devices, told how far I read by somebody else than the room. Left out: the room tells them. */
  devices: OtherDevices | undefined;
  onChange: () => void;
}

/** A socket that says something so long after it was handed a mark has carried it, ms. */
const ARRIVED_MS = 5_000;

export class ChannelReadMarks {
  readonly #options: ChannelReadMarksOptions;
  readonly #marks: ReadMarks;
  /** When the socket that there is was last handed a mark, ms by the clock. */
  #handedAt = -Infinity;

  constructor(options: ChannelReadMarksOptions) {
    this.#options = options;
    const { clock, devices, isReadAwaited } = options;
    this.#marks = new ReadMarks({
      clock,
      send: (seq) => this.#send(seq),
      every: () => (isReadAwaited?.() === false ? READ_MARK_ALONE_MS : READ_MARK_EVERY_MS),
      ...(devices && { devices: { areThere: devices.areThere, send: devices.sendRead, every: READ_MARK_EVERY_MS } }),
    });
  }

  /** The highest `seq` that counts as read on this screen. */
  get seq(): number {
    return this.#marks.seq;
  }

  /** The room told how far I am. */
  learn(seq: number): void {
    this.#marks.learn(seq, this.#options.devices?.readSeq());
  }

  /**
   * The socket is gone: what it was handed in its last moments may have gone with it, and is told again where the next greeting
   * says less. What arrived long ago is not: where the room knows less of that, somebody moved it back on another device.
   */
  disconnected(): void {
    if (this.#options.sync.heardAt < this.#handedAt + ARRIVED_MS) this.#marks.doubt();
    this.#handedAt = -Infinity;
  }

  mark(seq: number): void {
    const before = this.#marks.seq;
    this.#marks.mark(seq);
    if (this.#marks.seq === before) return;
    this.#options.onRead?.(this.#marks.seq);
    this.#options.onChange();
  }

  /**
   * Moves my mark back before `from`, here and on my other devices (R111). @throws RefusedError, UnreachableError: the mark is
   * where it was then
   */
  async back(from: number): Promise<void> {
    const { api, channel, onChange } = this.#options;
    const before = this.#marks.seq;
    this.#marks.back(from - 1);
    onChange();
    try {
      await api.call("messages.read", { channel }, { seq: from - 1, back: true });
    } catch (cause) {
      this.#marks.release();
      this.#marks.learn(before);
      onChange();
      throw cause;
    }
  }

  /** The channel was opened anew, or written in: what is in view counts as read again. */
  release(): void {
    this.#marks.release();
  }

  /** Another device of mine came: the pause is over. */
  hurry(): void {
    this.#marks.hurry();
  }

  /** Tells the last mark now, if it was not told yet. */
  flush(): void {
    this.#marks.flush();
  }

  /** Before I go out of sight: devices that sleep now are told as well. */
  leave(): void {
    this.#marks.leave();
  }

  stop(): void {
    this.#marks.stop();
  }

  /** False: the room could not be told now. */
  #send(seq: number): boolean {
    const { api, channel, clock, devices, sync } = this.#options;
    const quiet = devices !== undefined;
    if (sync.isGreeted && sync.request({ type: "markRead", seq, ...(quiet && { quiet }) })) {
      this.#handedAt = clock.now();
      return true;
    }
    if (!sync.isPolling && !sync.listensOnly) return false;
    api.call("messages.read", { channel }, { seq }).catch(() => this.#marks.doubt());
    return true;
  }
}
