/**
 * How far a follower carried the log, kept in the attachment of one of the sockets: it outlives the object's sleep, as a row of the head
 * would, and costs none. A room that somebody is in wakes for every message, so that this row would be one for each. Where the sockets
 * are gone, with a crash or a new version, it is carried again from what the head says, to no effect but rows.
 */
import type { Attachments, RoomAttachment } from "./socket-identity.ts";

export class CarriedWithSockets {
  readonly #attachments: Attachments<RoomAttachment>;
  readonly #sockets: () => WebSocket[];
  #holder: WebSocket | null = null;

  /** @param sockets all that are there, closing ones too */
  constructor(attachments: Attachments<RoomAttachment>, sockets: () => WebSocket[]) {
    this.#attachments = attachments;
    this.#sockets = sockets;
  }

  /** The `rev` up to which all was carried; 0: no socket knows. */
  read(): number {
    return this.#sockets().reduce((most, socket) => Math.max(most, this.#attachments.of(socket).indexedRev ?? 0), 0);
  }

  /** @param but who is about to go @returns false: nobody is here to keep it */
  keep(rev: number, but?: WebSocket): boolean {
    const mayHold = (socket: WebSocket) => socket !== but && socket.readyState === WebSocket.OPEN;
    if (!this.#holder || !mayHold(this.#holder)) this.#holder = this.#sockets().find(mayHold) ?? null;
    if (!this.#holder) return false;
    this.#attachments.set(this.#holder, { ...this.#attachments.of(this.#holder), indexedRev: rev });
    return true;
  }
}
