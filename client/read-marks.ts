/**
 * How far I have read in one channel. Told now and then, the highest mark only: to the channel's room, which keeps it, and to my
 * other devices, where there are any. Whom nobody waits for is told seldom.
 */
import type { Clock } from "./clock.ts";
import { PacedSender } from "./paced-sender.ts";

export interface ReadMarksOptions {
  clock: Clock;
  /** Tells the room. False: it could not be told now; `flush` tries again. */
  send: (seq: number) => boolean;
  /** Milliseconds between one telling of the room and the next. */
  every: () => number;
  /** My other tabs and devices. Left out: the room tells them. */
  devices?: {
    /** Whether there are any now. */
    areThere: () => boolean;
    /** False: they could not be told now. */
    send: (seq: number) => boolean;
    /** Milliseconds between one telling and the next. */
    every: number;
  };
}

export class ReadMarks {
  readonly #room: PacedSender;
  readonly #devices: PacedSender | null;
  readonly #areDevicesThere: () => boolean;
  #seq = 0;
  #isHeld = false;

  constructor({ clock, send, every, devices }: ReadMarksOptions) {
    this.#room = new PacedSender({ clock, every, send });
    this.#devices = devices ? new PacedSender({ clock, every: () => devices.every, send: devices.send }) : null;
    this.#areDevicesThere = devices?.areThere ?? (() => false);
  }

  /** The highest `seq` that counts as read on this screen. */
  get seq(): number {
    return this.#seq;
  }

  /** The room told a mark of mine, from here or from another device. `elsewhere`: how far I am by what my devices told each other. */
  learn(seq: number, elsewhere = 0): void {
    this.#seq = Math.max(this.#seq, seq, this.#isHeld ? 0 : elsewhere);
    this.#room.setSent(seq);
  }

  /** What the room was told may not have arrived: `flush` tells it again, unless the room says before that it knows (`learn`). */
  doubt(): void {
    this.#room.doubt();
  }

  /** "Unread from here": what is in view does not count as read until the channel is opened anew, or written in. */
  back(seq: number): void {
    this.#room.back(seq);
    this.#devices?.back(seq);
    this.#seq = seq;
    this.#isHeld = true;
  }

  /** The channel was opened anew, or written in: what is in view counts as read again. */
  release(): void {
    this.#isHeld = false;
  }

  mark(seq: number): void {
    if (this.#isHeld) return;
    this.#seq = Math.max(this.#seq, seq);
    this.#room.want(seq);
    if (this.#areDevicesThere()) this.#devices?.want(seq);
    else this.#devices?.note(seq);
  }

  /** Somebody waits for it now: the pause is over. */
  hurry(): void {
    this.#room.hurry();
    this.#devices?.hurry();
  }

  /** Tells the last mark now, if it was not told yet. */
  flush(): void {
    this.#room.flush();
    if (this.#areDevicesThere()) this.#devices?.flush();
  }

  /** Before I go out of sight: a device that I take up next, while this one sleeps, is to hear of it all the same. */
  leave(): void {
    this.#room.flush();
    this.#devices?.flush();
  }

  stop(): void {
    this.#room.stop();
    this.#devices?.stop();
  }
}
