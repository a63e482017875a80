/**
 * How far each reader has read. Marks live with the sockets, are merged, and go to D1 in one statement: when a reader leaves,
 * and otherwise every two minutes. A write per reader and message would end the free plan's day after 1,666 messages.
 */
import { moveReadMarkBack, moveReadMarks } from "../store/live.ts";
import type { ChannelFacts } from "./channel-facts.ts";
import type { Attachments, RoomAttachment } from "./socket-identity.ts";

export const SAVE_EVERY_MS = 120_000;

export class ReadMarks {
  readonly #attachments: Attachments<RoomAttachment>;
  readonly #d1: D1Database;
  #savedAt = Date.now();
  #saving: Promise<void> | null = null;
  /** Marks of readers who left, until D1 has them: member no → seq. */
  readonly #left = new Map<number, number>();

  constructor(attachments: Attachments<RoomAttachment>, d1: D1Database) {
    this.#attachments = attachments;
    this.#d1 = d1;
  }

  /** @returns true when the mark moved */
  move(socket: WebSocket, seq: number): boolean {
    const attachment = this.#attachments.of(socket);
    if (seq <= attachment.readSeq) return false;
    this.#attachments.set(socket, { ...attachment, readSeq: seq });
    return true;
  }

  /** Moves one reader's mark back, on all their sockets and in D1. @throws when D1 cannot be asked: nothing was moved then */
  async moveBack(facts: ChannelFacts, memberNo: number, seq: number, sockets: WebSocket[]): Promise<void> {
    // What is on its way to D1 would move the mark forward again.
    while (this.#saving) await this.#saving;
    const readSeq = this.of(memberNo, 0, sockets);
    const moving = moveReadMarkBack(this.#d1, facts.channelNo, { memberNo, seq, readSeq });
    this.#saving = moving
      .catch(() => undefined)
      .finally(() => {
        this.#saving = null;
      });
    await moving;
    this.#left.delete(memberNo);
    for (const socket of sockets) {
      const attachment = this.#attachments.of(socket);
      const seenSeq = Math.max(attachment.readSeq, attachment.seenSeq ?? 0);
      this.#attachments.set(socket, { ...attachment, readSeq: seq, savedReadSeq: seq, seenSeq });
    }
  }

  /** How far this member has read, by what the room knows beyond `stored`. */
  of(memberNo: number, stored: number, sockets: WebSocket[]): number {
    const known = sockets.map((socket) => this.#attachments.of(socket).readSeq);
    return Math.max(stored, this.#left.get(memberNo) ?? 0, ...known);
  }

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
    return now - this.#savedAt >= SAVE_EVERY_MS;
  }

  /** Remembers the mark of a socket that is closing. @returns true when there is something to save */
  leave(socket: WebSocket): boolean {
    const { memberNo, readSeq, savedReadSeq } = this.#attachments.of(socket);
    if (readSeq <= savedReadSeq) return false;
    this.#left.set(memberNo, Math.max(readSeq, this.#left.get(memberNo) ?? 0));
    return true;
  }

  /** Saves what is not saved. One statement in flight: who leaves meanwhile goes with the next. */
  async save(facts: ChannelFacts, sockets: WebSocket[]): Promise<void> {
    while (this.#saving) await this.#saving;
    const marks = new Map(this.#left);
    for (const socket of sockets) {
      const { memberNo, readSeq, savedReadSeq } = this.#attachments.of(socket);
      if (readSeq > savedReadSeq) marks.set(memberNo, Math.max(readSeq, marks.get(memberNo) ?? 0));
    }
    if (marks.size === 0) return;
    this.#savedAt = Date.now();
    this.#saving = this.#write(facts, marks, sockets).finally(() => {
      this.#saving = null;
    });
    await this.#saving;
  }

  async #write(facts: ChannelFacts, marks: Map<number, number>, sockets: WebSocket[]): Promise<void> {
    try {
      await moveReadMarks(
        this.#d1,
        facts.channelNo,
        [...marks].map(([memberNo, seq]) => ({ memberNo, seq })),
      );
    } catch (error) {
      console.error(JSON.stringify({ what: "readMarks", channel: facts.channelId, error: String(error) }));
      return;
    }
    for (const [memberNo, seq] of marks) if ((this.#left.get(memberNo) ?? 0) <= seq) this.#left.delete(memberNo);
    for (const socket of sockets) {
      const attachment = this.#attachments.of(socket);
      const saved = marks.get(attachment.memberNo);
      if (saved !== undefined && saved > attachment.savedReadSeq)
        this.#attachments.set(socket, { ...attachment, savedReadSeq: saved });
    }
  }
}
