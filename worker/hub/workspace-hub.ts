/**
 * One object per workspace: one socket a tab for all that is not the open channel. Rooms and routes tell it what happened;
 * it tells those who may know. It stores nothing: what it needs is in the sockets' attachments or read from D1 anew.
 */
import { DurableObject } from "cloudflare:workers";
import {
  CLOSE,
  LEASE_MS,
  PING,
  PONG,
  WorkspaceRequest,
  parse,
  parseJson,
  type Member,
  type MyChannel,
  type WorkspaceEvent,
} from "../../protocol/index.ts";
import type { Audience, Hub, MovedBack, Privacy, RoomNotice, SocketIdentity } from "../room/contract.ts";
import { log } from "../log.ts";
import { ALL, tally } from "../tally.ts";
import { readChannelMembers, readSessionBegan } from "../store/live.ts";
import { writePresent } from "../store/messages.ts";
import { HeldFrames } from "../room/sockets/held-frames.ts";
import { CloseAnswers } from "../room/sockets/close-answers.ts";
import { AccountNotices } from "./account-notices.ts";
import { countMentions, rowsOfHere } from "./mention-counts.ts";
import { FramePerReader, RecentNews, deletedFrame, newsOf } from "../room/followers/news.ts";
import { Leases, readMemberState } from "../room/sockets/leases.ts";
import { RecentOrders } from "../room/sockets/recent-orders.ts";
import { refreshDictionary } from "../search/dictionary.ts";
import { searchOf } from "../search/found.ts";
import { HubWatch } from "./hub-watch.ts";
import { Presence, SWEEP_MS } from "./presence.ts";
import { ReadsShown } from "./reads-shown.ts";
import type { HubStatus } from "../room/watched.ts";
import { makeRoom } from "../room/sockets/member-places.ts";
import { Floods } from "../room/sockets/floods.ts";
import { UnreadBytes } from "../room/sockets/unread-bytes.ts";
import {
  Attachments,
  FULL,
  IDENTITY_HEADER,
  CUT,
  NOT_KNOWN,
  closeSocket,
  isPutOut,
  lookedUpAt,
  readHeader,
  sendTo,
  type HubAttachment,
} from "../room/sockets/socket-identity.ts";

export class WorkspaceHub extends DurableObject<Env> implements Hub {
  readonly #attachments = new Attachments<HubAttachment>();
  readonly #unread = new UnreadBytes(this.#attachments);
  readonly #held: HeldFrames<HubAttachment>;
  readonly #presence: Presence;
  readonly #closeAnswers = new CloseAnswers();
  /** Channel id → ids of its members; forgotten when the object sleeps. */
  readonly #membersOf = new Map<string, { readAt: number; members: Promise<Set<string>> }>();
  readonly #recent = new RecentNews();
  readonly #recentOrders = new RecentOrders();
  readonly #accountNotices = new AccountNotices();
  readonly #floods = new Floods(this.env, this.#attachments);

  readonly #reads: ReadsShown;
  /** The object is named by its class. */
  readonly #watch = new HubWatch(this.ctx.id.name ?? ALL);
  /** When something but news was last told. 0 on waking: whatever is told wakes the object, so nothing was for a while. */
  #changedAt = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.#held = new HeldFrames(new Leases(this.#attachments, env.DB), this.#unread);
    this.#reads = new ReadsShown(
      this.#attachments,
      (member) => ctx.getWebSockets(memberTag(member)),
      (sockets, event) => this.#send(sockets, event),
    );
    this.#presence = new Presence(ctx, this.#attachments, (change) => {
      this.#send(ctx.getWebSockets(), { type: "presence", ...change });
    });
  }

  // ── sockets ─────────────────────────────────────────────────────────────────────────────────────────────────────

  override async fetch(request: Request): Promise<Response> {
    const lookedUp = readHeader<SocketIdentity>(request, IDENTITY_HEADER);
    const identity = await this.#recentOrders.confirmed(lookedUp, lookedUpAt(request), (who) =>
      readMemberState(this.env.DB, who),
    );
    if (!identity) return new Response(null, { status: NOT_KNOWN });
    if (!makeRoom(this.ctx.getWebSockets(memberTag(identity.member)))) return new Response(null, { status: FULL });
    const { 0: client, 1: server } = new WebSocketPair();
    const reads = this.#reads.of(identity.member);
    this.ctx.acceptWebSocket(server, [memberTag(identity.member), sessionTag(identity.session)]);
    this.#attachments.set(server, {
      ...identity,
      reads,
      visible: true,
      isSilent: true,
      openedAt: Date.now(),
      leaseAt: Date.now(),
    });
    const here = this.#presence.opened(server);
    sendTo(
      server,
      JSON.stringify({
        type: "hello",
        now: Date.now(),
        changedAt: this.#changedAt,
        ...here,
        reads,
      } satisfies WorkspaceEvent),
    );
    this.#sendDevices(identity.member);
    this.ctx.waitUntil(this.#sendRecent(server).catch((error: unknown) => log.fault("recentNews", error)));
    await this.#scheduleSweep(here.online.length);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): void {
    if (isPutOut(socket, this.#attachments.of(socket))) return;
    tally.add(ALL, "frames");
    const json = parseJson(typeof raw === "string" && raw.length < 1024 ? raw : "");
    const request = parse(WorkspaceRequest, json.ok ? json.value : null);
    // There is nothing here that a person wrote, so a frame that is not understood needs no answer. Who goes on with it is named.
    if (!request.ok) return this.#floods.refused(socket, { workspaceId: this.ctx.id.name ?? ALL, channelId: null });
    if (request.value.type === "echo") return this.#unread.echoed(socket, request.value.token);
    if (request.value.type === "measured") return this.#watch.measured(this.#attachments.of(socket), request.value);
    if (request.value.type === "showRead") {
      const { channel, seq } = request.value;
      return this.#reads.move(this.#attachments.of(socket).member, channel, seq, { from: socket });
    }
    this.#attachments.set(socket, {
      ...this.#attachments.of(socket),
      visible: request.value.visible,
      idle: request.value.idle === true,
      openedAt: Date.now(),
    });
    this.#presence.changed();
  }

  override webSocketClose(socket: WebSocket, code: number, reason: string): void {
    this.#closeAnswers.answer(socket, code, reason);
    this.#left(socket);
  }
  override webSocketError(socket: WebSocket): void {
    this.webSocketClose(socket, CUT, "");
  }

  #left(socket: WebSocket): void {
    const { member, reads } = this.#attachments.of(socket);
    this.#reads.left(member, reads);
    this.#presence.left(socket);
    this.#sendDevices(member, socket);
  }

  /** A tab that knows of no other may take its time to tell how far it has read. */
  #sendDevices(member: string, closing?: WebSocket): void {
    const sockets = this.ctx.getWebSockets(memberTag(member)).filter((socket) => socket !== closing);
    this.#send(sockets, { type: "devices", count: sockets.length });
  }

  /** A vanished tab may never close its socket: while somebody is there to see it, silence is noticed. */
  override async alarm(): Promise<void> {
    tally.add(ALL, "requests.object");
    try {
      this.#presence.announce();
    } catch (error) {
      // An alarm that throws is tried six times by the runtime, then never again: who went would be here for ever.
      log.fault("presence", error);
    }
    await this.#scheduleSweep(this.#presence.count);
  }

  async #scheduleSweep(here: number): Promise<void> {
    if (here < 2) return;
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + SWEEP_MS);
  }

  // ── told by rooms ───────────────────────────────────────────────────────────────────────────────────────────────

  /** @returns ids of the channel's members who have the class open; null where nothing was posted */
  async notice(notice: RoomNotice): Promise<string[] | null> {
    const { channel, named = [], deleted = [], changes = [] } = notice;
    for (const [member, readSeq] of Object.entries(notice.reads ?? {})) this.#reads.move(member, channel, readSeq);
    this.#watch.heard(channel);
    const news = newsOf(notice);
    // Whoever may read the channel may show a message of its threads, followed or not.
    if (changes.length > 0)
      this.#send(await this.#audience({ channel: notice.parent?.channel ?? channel }), {
        ...{ type: "messagesChanged", channel, changes },
      });
    if (news === null && deleted.length === 0) return null;
    const sockets = await this.#audience({ channel });
    // A room whose call arrived and whose answer did not tells the same again with what followed: nobody is named twice by it.
    const told = this.#recent.told(channel, Date.now());
    const untold = named.filter(({ seq }) => seq > told);
    this.#recent.add(notice, Date.now());
    const present = (socket: WebSocket) => this.#presence.isPresent(socket);
    const frames = new FramePerReader(this.#attachments, (socket, event) => this.#send(socket, event));
    if (news !== null)
      frames.send(sockets, (reader, socket) => {
        const mentions = countMentions(untold, reader, () => present(socket));
        const uncounted = notice.own?.[reader.member];
        return { ...news, ...(mentions > 0 && { mentions }), ...(uncounted && { uncounted }) };
      });
    if (deleted.length > 0)
      frames.send(sockets, (reader, socket) => {
        const mentions = deleted.filter((named) => countMentions([named], reader, () => present(socket)) > 0);
        return deletedFrame(channel, deleted, mentions);
      });
    const here = rowsOfHere(
      named,
      sockets.filter(present).map((socket) => this.#attachments.of(socket)),
    );
    // The counts of those who reload come from D1. What cannot be written there was told live at least.
    if (here.length > 0)
      await writePresent(this.env.DB, channel, here).catch((error: unknown) => log.fault("here", error, { channel }));
    return [...new Set(sockets.map((socket) => this.#attachments.of(socket).member))];
  }

  async #sendRecent(socket: WebSocket): Promise<void> {
    const who = this.#attachments.of(socket);
    for (const { channel, events } of this.#recent.of(who.member, Date.now()))
      if ((await this.#audience({ channel })).includes(socket)) for (const event of events) this.#send([socket], event);
    const { tokenHash } = who;
    const beganAt = () => readSessionBegan(this.env.DB, tokenHash);
    for (const event of await this.#accountNotices.missedBy(who, beganAt, Date.now())) this.#send([socket], event);
  }

  // ── told by routes ──────────────────────────────────────────────────────────────────────────────────────────────

  async tell(audience: Audience, event: WorkspaceEvent, by?: string): Promise<void> {
    this.#changedAt = Date.now();
    const sockets = await this.#audience(audience);
    if (event.type === "accountNotice" && "members" in audience) {
      const here = sockets.map((socket) => this.#attachments.of(socket).session);
      this.#accountNotices.add(event, audience.members, by === undefined ? here : [by, ...here], Date.now());
    }
    this.#send(sockets, event);
  }

  /** Moves read marks that came over HTTP on the reader's other tabs. `back`: it went back. */
  async read(member: string, reads: Record<string, number>, back?: MovedBack): Promise<void> {
    for (const [channel, seq] of Object.entries(reads)) this.#reads.move(member, channel, seq, { back });
  }

  /** What somebody lets others see of them. */
  async privacyChanged(member: string, privacy: Privacy): Promise<void> {
    this.#recentOrders.member(member);
    for (const socket of this.ctx.getWebSockets(memberTag(member)))
      this.#attachments.set(socket, { ...this.#attachments.of(socket), privacy });
    this.#presence.changed();
  }

  async channelJoined(channelId: string, joined: { member: string; channel: MyChannel }[]): Promise<void> {
    this.#changedAt = Date.now();
    this.#membersOf.delete(channelId);
    for (const { member, channel } of joined)
      this.#send(this.ctx.getWebSockets(memberTag(member)), { type: "channelJoined", channel });
  }

  async channelLeft(channelId: string, member: string): Promise<void> {
    this.#changedAt = Date.now();
    // Of its threads too.
    this.#membersOf.clear();
    this.#send(this.ctx.getWebSockets(memberTag(member)), { type: "channelLeft", channel: channelId });
  }

  async memberGone(member: Member): Promise<void> {
    this.#changedAt = Date.now();
    this.#membersOf.clear();
    this.#recentOrders.member(member.id);
    for (const socket of this.ctx.getWebSockets(memberTag(member.id)))
      closeSocket(socket, CLOSE.removed, "not in here any more");
    this.#send(this.ctx.getWebSockets(), { type: "memberChanged", member });
  }

  async classGone(): Promise<void> {
    for (const socket of this.ctx.getWebSockets()) closeSocket(socket, CLOSE.removed, "the class was deleted");
    await this.ctx.storage.deleteAll();
  }

  async sessionEnded(session: string): Promise<void> {
    this.#recentOrders.session(session);
    for (const socket of this.ctx.getWebSockets(sessionTag(session)))
      closeSocket(socket, CLOSE.sessionEnded, "signed out");
  }

  async inView(members: string[]): Promise<string[]> {
    const sockets = members.flatMap((member) => this.ctx.getWebSockets(memberTag(member)));
    const viewed = sockets.filter((one) => this.#attachments.of(one).visible && this.#presence.isPresent(one));
    return viewed.map((socket) => this.#attachments.of(socket).session);
  }

  status(): Promise<HubStatus> {
    return this.#watch.status(this.ctx.getWebSockets().length);
  }

  async refreshDictionary(): Promise<void> {
    const search = searchOf(this.env);
    if (search) await refreshDictionary(search, Date.now());
  }

  // ── who hears what ──────────────────────────────────────────────────────────────────────────────────────────────

  async #audience(audience: Audience): Promise<WebSocket[]> {
    const sockets = this.ctx.getWebSockets();
    if (sockets.length === 0 || "everyone" in audience) return sockets;
    const members = "members" in audience ? new Set(audience.members) : await this.#members(audience.channel);
    return sockets.filter((socket) => members.has(this.#attachments.of(socket).member));
  }

  #members(channel: string): Promise<Set<string>> {
    const known = this.#membersOf.get(channel);
    // As with a socket's lease: a lost notice is mended after some minutes.
    if (known && Date.now() - known.readAt < LEASE_MS) return known.members;
    const members = readChannelMembers(this.env.DB, channel);
    this.#membersOf.set(channel, { readAt: Date.now(), members });
    // What could not be read is not remembered; the caller hears of it.
    members.catch(() => this.#membersOf.delete(channel));
    return members;
  }

  /** Who was muted since their lease was confirmed last, or may write again, hears of it. */
  #sendMute(socket: WebSocket, before: number | null): void {
    const until = this.#attachments.of(socket).mutedUntil;
    if (until !== before) this.#unread.tell(socket, JSON.stringify({ type: "muted", until } satisfies WorkspaceEvent));
  }

  #send(sockets: WebSocket[], event: WorkspaceEvent): void {
    if (sockets.length === 0) return;
    const frame = JSON.stringify(event);
    const now = Date.now();
    for (const socket of sockets) {
      // Who said goodbye hears nothing more.
      if (socket.readyState !== WebSocket.OPEN) continue;
      const { mutedUntil } = this.#attachments.of(socket);
      const waits = this.#held.send(socket, frame, now);
      if (waits) this.ctx.waitUntil(waits.then(() => this.#sendMute(socket, mutedUntil)));
    }
  }
}

const memberTag = (member: string) => `m:${member}`;
const sessionTag = (session: string) => `s:${session}`;
