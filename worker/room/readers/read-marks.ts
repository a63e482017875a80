/**
 * How far each reader has read. Marks live with the sockets, are merged, and go to D1 in one statement: when a reader leaves,
 * and otherwise every four minutes. A write per reader and message would end the free plan's day after 1,666 messages. That time is
 * kept with the sockets as well: a room that sleeps and wakes in between forgets nothing.
 */
import { LastingFailure } from "../../lasting-failure.ts";
import { log } from "../../log.ts";
import { moveReadMarkBack, moveReadMarks, type ReadMark } from "../../store/live.ts";
import type { SeenMark } from "../../../protocol/index.ts";
import type { ChannelFacts } from "../contract.ts";
import type { Part } from "../part.ts";
import type { Attachments, RoomAttachment } from "../sockets/socket-identity.ts";

export const SAVE_EVERY_MS = 240_000;

/** After a save that failed. */
const AGAIN_MS = 30_000;

function keepFurther(marks: Map<number, ReadMark>, mark: ReadMark): void {
  if (mark.seq > (marks.get(mark.memberNo)?.seq ?? 0)) marks.set(mark.memberNo, mark);
}

export class ReadMarks implements Part {
  readonly name = "readMarks";
  readonly #attachments: Attachments<RoomAttachment>;
  readonly #d1: D1Database;
  readonly #failing = new LastingFailure("readMarks");
  readonly #sockets: () => WebSocket[];
  /** When the next save is due, ms; null: nothing waits. Undefined: not looked at since the room woke. */
  #next: number | null | undefined;
  #saving: Promise<void> | null = null;
  /** Marks of readers who left, until D1 has them, by member no. */
  readonly #left = new Map<number, ReadMark>();

  /** @param sockets all that are open */
  constructor(attachments: Attachments<RoomAttachment>, d1: D1Database, sockets: () => WebSocket[]) {
    this.#attachments = attachments;
    this.#d1 = d1;
    this.#sockets = sockets;
  }

  /** When what is not saved has to be, ms since 1970; null where all is. */
  get next(): number | null {
    return this.#next === undefined ? (this.#next = this.#due()) : this.#next;
  }

  #due(): number | null {
    const open = this.#sockets().filter((socket) => socket.readyState === WebSocket.OPEN);
    if (!this.isUnsaved(open)) return null;
    const since = open.flatMap((socket) => this.#attachments.of(socket).unsavedAt ?? []);
    return Math.min(Date.now(), ...since) + SAVE_EVERY_MS;
  }

  /** @returns where the mark is now, if it moved */
  move(socket: WebSocket, seq: number): SeenMark | undefined {
    const attachment = this.#attachments.of(socket);
    // A program reads for nobody.
    if (seq <= attachment.readSeq || attachment.scope) return undefined;
    const readAt = Date.now();
    const { unsavedAt = readAt } = attachment;
    this.#attachments.set(socket, { ...attachment, readSeq: seq, readAt, unsavedAt });
    this.#next = Math.min(this.next ?? Infinity, unsavedAt + SAVE_EVERY_MS);
    return { seq, at: readAt };
  }

  /** Moves one reader's mark back, on all their sockets and in D1. @throws when D1 cannot be asked: nothing was moved then */
  async moveBack(facts: ChannelFacts, memberNo: number, seq: number, sockets: WebSocket[]): Promise<void> {
    // What is on its way to D1 would move the mark forward again.
    while (this.#saving) await this.#saving;
    const readSeq = this.of(memberNo, 0, sockets);
    const moving = moveReadMarkBack(this.#d1, facts.channelNo, { memberNo, seq, readSeq });
    this.#saving = moving
      .catch((error: unknown) => log.fault("readMarkBack", error, { channel: facts.channelId }))
      .finally(() => {
        this.#saving = null;
      });
    await moving;
    this.#left.delete(memberNo);
    for (const socket of sockets) {
      const { unsavedAt: _saved, ...attachment } = this.#attachments.of(socket);
      const seenSeq = Math.max(attachment.readSeq, attachment.seenSeq ?? 0);
      this.#attachments.set(socket, { ...attachment, readSeq: seq, savedReadSeq: seq, seenSeq });
    }
  }

  /** How far this member has read, by what the room knows beyond `stored`. */
  of(memberNo: number, stored: number, sockets: WebSocket[]): number {
    const known = sockets.map((socket) => this.#attachments.of(socket).readSeq);
    return Math.max(stored, this.#left.get(memberNo)?.seq ?? 0, ...known);
  }

  /** Of whoever left, and of these sockets. */
  isUnsaved(sockets: WebSocket[]): boolean {
    return (
      this.#left.size > 0 ||
      sockets.some((socket) => {
        const { readSeq, savedReadSeq } = this.#attachments.of(socket);
        return readSeq > savedReadSeq;
      })
    );
  }

  isDue(now: number): boolean {
    return this.next !== null && this.next <= now;
  }

  ring(facts: ChannelFacts, now: number): Promise<void> | undefined {
    return this.isDue(now) ? this.save(facts, this.#sockets()) : undefined;
  }

  /** Remembers the mark of a socket that is closing. @returns true when there is something to save */
  leave(socket: WebSocket): boolean {
    const { memberNo, readSeq, savedReadSeq, readAt = Date.now() } = this.#attachments.of(socket);
    if (readSeq <= savedReadSeq) return false;
    keepFurther(this.#left, { memberNo, seq: readSeq, at: readAt });
    this.#next = Math.min(this.next ?? Infinity, Date.now() + SAVE_EVERY_MS);
    return true;
  }

  /** Saves what is not saved. One statement in flight: who leaves meanwhile goes with the next. */
  async save(facts: ChannelFacts, sockets: WebSocket[]): Promise<void> {
    while (this.#saving) await this.#saving;
    const marks = new Map(this.#left);
    for (const socket of sockets) {
      const { memberNo, readSeq, savedReadSeq, readAt = Date.now() } = this.#attachments.of(socket);
      if (readSeq > savedReadSeq) keepFurther(marks, { memberNo, seq: readSeq, at: readAt });
    }
    this.#next = null;
    if (marks.size === 0) return;
    this.#saving = this.#write(facts, marks, sockets).finally(() => {
      this.#saving = null;
    });
    await this.#saving;
  }

  async #write(facts: ChannelFacts, marks: Map<number, ReadMark>, sockets: WebSocket[]): Promise<void> {
    try {
      await moveReadMarks(this.#d1, facts.channelNo, [...marks.values()]);
    } catch (error) {
      this.#failing.failed(error, { channel: facts.channelId });
      this.#next = Date.now() + AGAIN_MS;
      return;
    }
    this.#failing.worked({ channel: facts.channelId });
    for (const [memberNo, { seq }] of marks)
      if ((this.#left.get(memberNo)?.seq ?? 0) <= seq) this.#left.delete(memberNo);
    for (const socket of sockets) {
      const { unsavedAt: _since, ...attachment } = this.#attachments.of(socket);
      const saved = marks.get(attachment.memberNo)?.seq;
      if (saved === undefined || saved <= attachment.savedReadSeq) continue;
      // What was read while the statement was on its way is not in it.
      const isBehind = attachment.readSeq > saved && { unsavedAt: attachment.readAt ?? Date.now() };
      this.#attachments.set(socket, { ...attachment, savedReadSeq: saved, ...isBehind });
    }
    this.#next = this.#due();
  }
}
