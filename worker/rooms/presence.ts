/**
 * Who is here: a member is online while one of their tabs answers. Changes are told together a moment later, so that a
 * class that reconnects at once is one frame and a reload is none. Never stored.
 */
import type { Attachments, HubAttachment } from "./socket-identity.ts";

const TELL_AFTER_MS = 250;
/** A tab that is reloaded is back before that. */
const GONE_AFTER_MS = 3_000;
/** Pings come every 25 s from a visible tab, once a minute from a hidden one, none from behind a closed lid. */
const SILENT_VISIBLE_MS = 40_000;
const SILENT_HIDDEN_MS = 150_000;
export const SWEEP_MS = 15_000;

export class Presence {
  readonly #ctx: DurableObjectState;
  readonly #attachments: Attachments<HubAttachment>;
  readonly #tell: (online: string[], offline: string[]) => void;
  /** Who is online by what the tabs were told last. */
  #told: Set<string>;
  #isTimed = false;

  constructor(
    ctx: DurableObjectState,
    attachments: Attachments<HubAttachment>,
    tell: (online: string[], offline: string[]) => void,
  ) {
    this.#ctx = ctx;
    this.#attachments = attachments;
    this.#tell = tell;
    // On waking: everyone with a socket but for those of whom it was told that they went.
    const sockets = ctx.getWebSockets().map((socket) => attachments.of(socket));
    this.#told = new Set(sockets.filter(({ isSilent }) => !isSilent).map(({ member }) => member));
  }

  /** Ids of the members with a tab that answers. */
  online(except?: WebSocket): Set<string> {
    const now = Date.now();
    const online = new Set<string>();
    for (const socket of this.#ctx.getWebSockets()) {
      if (socket !== except && socket.readyState === WebSocket.OPEN && this.#answers(socket, now)) {
        online.add(this.#attachments.of(socket).member);
      }
    }
    return online;
  }

  came(): void {
    this.#tellLater(TELL_AFTER_MS);
  }
  left(socket: WebSocket): void {
    // When the closing itself woke the object, this socket was not among those it found.
    const { member, isSilent } = this.#attachments.of(socket);
    if (!isSilent) this.#told.add(member);
    this.#tellLater(GONE_AFTER_MS);
  }

  /** Tells what changed since the last time, now. */
  tellNow(): void {
    const online = this.online();
    const came = [...online].filter((member) => !this.#told.has(member));
    const left = [...this.#told].filter((member) => !online.has(member));
    this.#told = online;
    for (const socket of this.#ctx.getWebSockets()) {
      const attachment = this.#attachments.of(socket);
      const isSilent = !online.has(attachment.member);
      if (isSilent !== attachment.isSilent) this.#attachments.set(socket, { ...attachment, isSilent });
    }
    if (came.length > 0 || left.length > 0) this.#tell(came, left);
  }

  #tellLater(ms: number): void {
    if (this.#isTimed) return;
    this.#isTimed = true;
    setTimeout(() => {
      this.#isTimed = false;
      this.tellNow();
    }, ms);
  }

  #answers(socket: WebSocket, now: number): boolean {
    const { visible, openedAt } = this.#attachments.of(socket);
    const heardAt = this.#ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? openedAt;
    return now - Math.max(heardAt, openedAt) < (visible ? SILENT_VISIBLE_MS : SILENT_HIDDEN_MS);
  }
}
