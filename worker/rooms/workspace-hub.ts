/**
 * One object per workspace: one socket a tab for all that is not the open channel. Rooms and routes tell it what happened;
 * it tells those who may know. It stores nothing: what it needs is in the sockets' attachments or read from D1 anew.
 */
import { DurableObject } from "cloudflare:workers";
import {
  CLOSE,
  PING,
  PONG,
  WorkspaceRequest,
  parse,
  parseJson,
  type Member,
  type MyChannel,
  type WorkspaceEvent,
} from "../../protocol/index.ts";
import { readChannelMembers } from "../store/live.ts";
import type { RoomNotice } from "./hub-notices.ts";
import { Leases } from "./leases.ts";
import type { Audience } from "./live.ts";
import { Presence, SWEEP_MS } from "./presence.ts";
import {
  Attachments,
  IDENTITY_HEADER,
  closeSocket,
  readHeader,
  sendTo,
  type HubAttachment,
  type SocketIdentity,
} from "./socket-identity.ts";

/** Read marks kept per tab; an attachment holds 16 KiB. */
const READS_MAX = 100;
/** News this young may not be in D1 yet, where bootstrap reads. */
const RECENT_MS = 60_000;

export class WorkspaceHub extends DurableObject<Env> {
  readonly #attachments = new Attachments<HubAttachment>();
  readonly #leases: Leases<HubAttachment>;
  readonly #presence: Presence;
  /** Channel id → ids of its members; forgotten when the object sleeps. */
  readonly #membersOf = new Map<string, Promise<Set<string>>>();
  /** The newest news of each channel: a tab that opens may have read D1 just before a room's batch came in. */
  readonly #recent = new Map<string, Extract<WorkspaceEvent, { type: "news" }>>();

  /** When something but news was last told. 0 on waking: whatever is told wakes the object, so nothing was for a while. */
  #changedAt = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.#leases = new Leases(this.#attachments, env.DB);
    this.#presence = new Presence(ctx, this.#attachments, (online, offline) => {
      this.#send(ctx.getWebSockets(), { type: "presence", online, offline });
    });
  }

  // ── sockets ─────────────────────────────────────────────────────────────────────────────────────────────────────

  override async fetch(request: Request): Promise<Response> {
    const identity = readHeader<SocketIdentity>(request, IDENTITY_HEADER);
    const { 0: client, 1: server } = new WebSocketPair();
    const reads = this.#readsOf(identity.member);
    this.ctx.acceptWebSocket(server, [memberTag(identity.member), sessionTag(identity.session)]);
    this.#attachments.set(server, {
      ...identity,
      reads,
      visible: true,
      isSilent: true,
      openedAt: Date.now(),
      leaseAt: Date.now(),
    });
    const online = [...this.#presence.online()];
    sendTo(
      server,
      JSON.stringify({
        type: "hello",
        now: Date.now(),
        changedAt: this.#changedAt,
        online,
        reads,
      } satisfies WorkspaceEvent),
    );
    this.#presence.came();
    this.ctx.waitUntil(this.#tellRecent(server));
    await this.#keepSweeping();
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): void {
    const json = parseJson(typeof raw === "string" && raw.length < 1024 ? raw : "");
    const request = parse(WorkspaceRequest, json.ok ? json.value : null);
    // There is nothing here that a person wrote, so a frame that is not understood needs no answer.
    if (!request.ok) return;
    this.#attachments.set(socket, {
      ...this.#attachments.of(socket),
      visible: request.value.visible,
      openedAt: Date.now(),
    });
    this.#presence.came();
  }

  override webSocketClose(socket: WebSocket): void {
    this.#presence.left(socket);
  }
  override webSocketError(socket: WebSocket): void {
    this.#presence.left(socket);
  }

  /** A vanished tab may never close its socket: while somebody is there to see it, silence is noticed. */
  override async alarm(): Promise<void> {
    this.#presence.tellNow();
    await this.#keepSweeping();
  }

  async #keepSweeping(): Promise<void> {
    if (this.#presence.online().size < 2) return;
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + SWEEP_MS);
  }

  // ── told by rooms ───────────────────────────────────────────────────────────────────────────────────────────────

  async notice({ channel, seq, at, author, mentions, reads }: RoomNotice): Promise<void> {
    for (const [member, readSeq] of Object.entries(reads ?? {})) this.#read(member, channel, readSeq);
    if (seq === undefined || at === undefined || author === undefined) return;
    const sockets = await this.#audience({ channel });
    const news = { type: "news" as const, channel, seq, at, author };
    this.#recent.set(channel, news);
    const named = sockets.filter((socket) => {
      const { handleKey, member } = this.#attachments.of(socket);
      return member !== author && Object.hasOwn(mentions ?? {}, handleKey);
    });
    this.#send(named.length === 0 ? sockets : sockets.filter((socket) => !named.includes(socket)), news);
    for (const socket of named)
      this.#send([socket], { ...news, mentions: mentions?.[this.#attachments.of(socket).handleKey] ?? 1 });
  }

  async #tellRecent(socket: WebSocket): Promise<void> {
    const now = Date.now();
    for (const [channel, news] of this.#recent) {
      if (now - news.at > RECENT_MS) this.#recent.delete(channel);
      else if ((await this.#audience({ channel })).includes(socket)) this.#send([socket], news);
    }
  }

  #read(member: string, channel: string, seq: number): void {
    const sockets = this.ctx.getWebSockets(memberTag(member));
    for (const socket of sockets) {
      const attachment = this.#attachments.of(socket);
      const reads = Object.fromEntries(
        [...Object.entries(attachment.reads).filter(([id]) => id !== channel), [channel, seq]].slice(-READS_MAX),
      );
      this.#attachments.set(socket, { ...attachment, reads });
    }
    this.#send(sockets, { type: "read", channel, seq });
  }

  #readsOf(member: string): Record<string, number> {
    return Object.assign(
      {},
      ...this.ctx.getWebSockets(memberTag(member)).map((socket) => this.#attachments.of(socket).reads),
    ) as Record<string, number>;
  }

  // ── told by routes ──────────────────────────────────────────────────────────────────────────────────────────────

  async tell(audience: Audience, event: WorkspaceEvent): Promise<void> {
    this.#changedAt = Date.now();
    this.#send(await this.#audience(audience), event);
  }

  /** Moves a read mark that came over HTTP on the reader's other tabs. */
  async read(member: string, channel: string, seq: number): Promise<void> {
    this.#read(member, channel, seq);
  }

  async channelJoined(channelId: string, joined: { member: string; channel: MyChannel }[]): Promise<void> {
    this.#changedAt = Date.now();
    this.#membersOf.delete(channelId);
    for (const { member, channel } of joined)
      this.#send(this.ctx.getWebSockets(memberTag(member)), { type: "channelJoined", channel });
  }

  async channelLeft(channelId: string, member: string): Promise<void> {
    this.#changedAt = Date.now();
    this.#membersOf.delete(channelId);
    this.#send(this.ctx.getWebSockets(memberTag(member)), { type: "channelLeft", channel: channelId });
  }

  async memberGone(member: Member): Promise<void> {
    this.#changedAt = Date.now();
    this.#membersOf.clear();
    for (const socket of this.ctx.getWebSockets(memberTag(member.id)))
      closeSocket(socket, CLOSE.removed, "not in here any more");
    this.#send(this.ctx.getWebSockets(), { type: "memberChanged", member });
  }

  async sessionEnded(session: string): Promise<void> {
    for (const socket of this.ctx.getWebSockets(sessionTag(session)))
      closeSocket(socket, CLOSE.sessionEnded, "signed out");
  }

  // ── who hears what ──────────────────────────────────────────────────────────────────────────────────────────────

  async #audience(audience: Audience): Promise<WebSocket[]> {
    const sockets = this.ctx.getWebSockets();
    if (sockets.length === 0 || "everyone" in audience) return sockets;
    const members = "members" in audience ? new Set(audience.members) : await this.#members(audience.channel);
    return sockets.filter((socket) => members.has(this.#attachments.of(socket).member));
  }

  #members(channel: string): Promise<Set<string>> {
    let members = this.#membersOf.get(channel);
    if (!members) {
      members = readChannelMembers(this.env.DB, channel);
      this.#membersOf.set(channel, members);
      // What could not be read is not remembered; the caller hears of it.
      members.catch(() => this.#membersOf.delete(channel));
    }
    return members;
  }

  #send(sockets: WebSocket[], event: WorkspaceEvent): void {
    if (sockets.length === 0) return;
    const frame = JSON.stringify(event);
    const now = Date.now();
    const old: WebSocket[] = [];
    for (const socket of sockets) {
      if (this.#leases.isOld(socket, now)) old.push(socket);
      else sendTo(socket, frame);
    }
    if (old.length === 0) return;
    this.ctx.waitUntil(this.#leases.renew(old).then((kept) => kept.forEach((socket) => sendTo(socket, frame))));
  }
}

const memberTag = (member: string) => `m:${member}`;
const sessionTag = (session: string) => `s:${session}`;
