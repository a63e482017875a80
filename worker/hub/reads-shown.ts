/** How far people have read, on the tabs of the one who did: kept in each tab's attachment. */
import type { WorkspaceEvent } from "../../protocol/index.ts";
import type { MovedBack } from "../room/contract.ts";
import { furthest, MarksOfClosed } from "../room/readers/marks-of-closed.ts";
import type { Attachments, HubAttachment } from "../room/sockets/socket-identity.ts";

/** Read marks kept per tab; an attachment holds 16 KiB. */
const READS_MAX = 100;

export class ReadsShown {
  readonly #attachments: Attachments<HubAttachment>;
  readonly #tabsOf: (member: string) => WebSocket[];
  readonly #send: (sockets: WebSocket[], event: WorkspaceEvent) => void;
  readonly #leftMarks = new MarksOfClosed();

  constructor(
    attachments: Attachments<HubAttachment>,
    tabsOf: (member: string) => WebSocket[],
    send: (sockets: WebSocket[], event: WorkspaceEvent) => void,
  ) {
    this.#attachments = attachments;
    this.#tabsOf = tabsOf;
    this.#send = send;
  }

  /** `from`: the tab that told it. `back`: the one thing that lets a mark go back. */
  move(
    member: string,
    channel: string,
    seq: number,
    { from, back }: { from?: WebSocket; back?: MovedBack | undefined } = {},
  ): void {
    // A tab that closes right behind its last word is not among them any more.
    const sockets = [...new Set([...this.#tabsOf(member), ...(from ? [from] : [])])];
    for (const socket of sockets) {
      const attachment = this.#attachments.of(socket);
      const kept = back ? seq : Math.max(seq, attachment.reads[channel] ?? 0);
      const reads = Object.fromEntries(
        [...Object.entries(attachment.reads).filter(([id]) => id !== channel), [channel, kept]].slice(-READS_MAX),
      );
      this.#attachments.set(socket, { ...attachment, reads });
    }
    if (back) this.#leftMarks.movedBack(member, channel, seq);
    const others = sockets.filter((socket) => socket !== from);
    this.#send(others, { type: "read", channel, seq, ...(back && { back: true, ...back }) });
  }

  /** A tab of theirs is closed. */
  left(member: string, reads: Record<string, number>): void {
    this.#leftMarks.add(member, reads, Date.now());
  }

  of(member: string): Record<string, number> {
    const open = this.#tabsOf(member).map((socket) => this.#attachments.of(socket).reads);
    return furthest([this.#leftMarks.of(member, Date.now()), ...open]);
  }
}
