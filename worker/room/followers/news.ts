/** What a workspace's hub makes of a room's notice: the frames for each reader, and what a tab that opens is told of the last minute. */
import { UNREAD_LOOKED_AT, type WorkspaceEvent } from "../../../protocol/index.ts";
import type { NamedMembers, RoomNotice } from "../contract.ts";
import type { Attachments, HubAttachment } from "../sockets/socket-identity.ts";

type News = Extract<WorkspaceEvent, { type: "news" }>;

/** News this young may not be in D1 yet, where bootstrap reads. */
const RECENT_MS = 60_000;

/** As everybody may have it. Null: nothing was posted. */
export function newsOf({ channel, parent, seq, at, author, imported }: RoomNotice): News | null {
  if (seq === undefined || at === undefined || author === undefined) return null;
  return { type: "news", channel, seq, at, author, ...(parent && { parent }), ...(imported && { imported }) };
}

/** `mentions`: those of them that named the reader. */
export function deletedFrame(
  channel: string,
  deleted: readonly { seq: number }[],
  mentions: readonly { seq: number }[] = [],
): WorkspaceEvent {
  const seqs = deleted.map(({ seq }) => seq);
  return { type: "deleted", channel, seqs, ...(mentions.length > 0 && { mentions: mentions.map(({ seq }) => seq) }) };
}

/** Sends each reader their own frame; those whose frames say the same share one, which is serialised once. */
export class FramePerReader {
  readonly #attachments: Attachments<HubAttachment>;
  readonly #send: (sockets: WebSocket[], event: WorkspaceEvent) => void;

  constructor(attachments: Attachments<HubAttachment>, send: (sockets: WebSocket[], event: WorkspaceEvent) => void) {
    this.#attachments = attachments;
    this.#send = send;
  }

  send(sockets: WebSocket[], frame: (reader: HubAttachment, socket: WebSocket) => WorkspaceEvent): void {
    const same = new Map<string, { event: WorkspaceEvent; sockets: WebSocket[] }>();
    for (const socket of sockets) {
      const event = frame(this.#attachments.of(socket), socket);
      const key = differences(event);
      const group = same.get(key);
      if (group) group.sockets.push(socket);
      else same.set(key, { event, sockets: [socket] });
    }
    for (const group of same.values()) this.#send(group.sockets, group.event);
  }
}

/** What may differ between two readers' frames of one notice. */
function differences(event: WorkspaceEvent): string {
  if (event.type === "news") return `${event.mentions ?? 0} ${event.uncounted?.join() ?? ""}`;
  return event.type === "deleted" ? (event.mentions?.join() ?? "") : "";
}

interface Recent {
  at: number;
  news: News | null;
  own: Record<string, number[]>;
  deleted: Pick<NamedMembers, "seq">[];
}

/** The newest news of each channel: a tab that opens may have read D1 just before a room's batch came in. */
export class RecentNews {
  readonly #channels = new Map<string, Recent>();

  /** @param now ms since 1970 */
  add(notice: RoomNotice, now: number): void {
    const known = this.#channels.get(notice.channel);
    const before = known && now - known.at <= RECENT_MS ? known : { news: null, own: {}, deleted: [] };
    const own = { ...before.own };
    for (const [member, seqs] of Object.entries(notice.own ?? {}))
      own[member] = [...(own[member] ?? []), ...seqs].slice(-UNREAD_LOOKED_AT);
    const deleted = [...before.deleted, ...(notice.deleted ?? [])].slice(-UNREAD_LOOKED_AT);
    this.#channels.set(notice.channel, { at: now, news: newsOf(notice) ?? before.news, own, deleted });
  }

  /** The newest place of the channel that was told in the last minute; 0: none was. */
  told(channel: string, now: number): number {
    const known = this.#channels.get(channel);
    return known && now - known.at <= RECENT_MS ? (known.news?.seq ?? 0) : 0;
  }

  /** What this member would be told of each channel, if they are in it. */
  of(member: string, now: number): { channel: string; events: WorkspaceEvent[] }[] {
    const frames: { channel: string; events: WorkspaceEvent[] }[] = [];
    for (const [channel, { at, news, own, deleted }] of this.#channels) {
      if (now - at > RECENT_MS) this.#channels.delete(channel);
      else {
        const uncounted = own[member];
        const events: WorkspaceEvent[] = news ? [{ ...news, ...(uncounted && { uncounted }) }] : [];
        if (deleted.length > 0) events.push(deletedFrame(channel, deleted));
        frames.push({ channel, events });
      }
    }
    return frames;
  }
}
