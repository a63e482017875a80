/**
 * One object per channel: the only writer of its messages, the holder of its live sockets. It turns platform events into calls of the
 * parts beside it and their results into frames. Nothing that matters is kept in a field that cannot be read again on waking.
 */
import { DurableObject } from "cloudflare:workers";
import {
  PING,
  PONG,
  type ChannelRequest,
  type Delivery,
  type ImportMessage,
  type Message,
  type Page,
  type Refusal,
  type TraceStep,
} from "../../protocol/index.ts";
import { log } from "../log.ts";
import { assemble } from "./assembly.ts";
import { storeImported } from "./commit/imports.ts";
import type { Answer } from "./commit/posts.ts";
import type {
  PostRequest,
  PageAsked,
  ProofAsked,
  ChangeRequest,
  ChannelFacts,
  Delivered,
  Imported,
  Room,
  RoomOrder,
  SocketIdentity,
  ThreadCopy,
  ThreadSummary,
  Ticket,
  Versions,
  WebhookOrder,
  Written,
} from "./contract.ts";
import { unpostedFiles } from "./files/unposted.ts";
import { type StoredMessage } from "./log/room-log.ts";
import { ringAll, tellAll, type Part } from "./part.ts";
import { CloseAnswers } from "./sockets/close-answers.ts";
import { PerMemberQueue } from "./sockets/per-member-queue.ts";
import { Requests } from "./sockets/requests.ts";
import { CUT } from "./sockets/socket-identity.ts";
import { tellFollowed } from "./threads/followed.ts";
import { roomStatus, type RoomStatus } from "./watched.ts";
import { SAFETY_MS } from "./timers/alarm.ts";

export class ChannelRoom extends DurableObject<Env> implements Room {
  readonly #room: ReturnType<typeof assemble>;
  readonly #requests: Requests;
  readonly #queue = new PerMemberQueue();
  readonly #closeAnswers = new CloseAnswers();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.#room = assemble(ctx, env, {
      facts: () => this.#facts,
      posted: (messages, afterRev) => this.#posted(messages, afterRev),
      changed: (message, afterRev, before) => this.#changedMany([{ message, before }], afterRev),
      changedMany: (changes, afterRev) => this.#changedMany(changes, afterRev),
      tell: (changes, afterRev) => this.#broadcast(changes, afterRev),
      followed: (facts, memberNos) => this.#alsoDo(tellFollowed(env, facts, memberNos)),
      called: (who, work) => this.#called(who, work),
    });
    this.#requests = new Requests({
      ...this.#room,
      facts: () => this.#facts,
      queue: this.#queue,
      markRead: (socket, request) => this.#markRead(socket, request),
      alsoDo: (work) => this.#alsoDo(work),
    });
  }

  // ── sockets ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Takes over a socket, or answers that its owner has to be looked up (sockets/handshake.ts). */
  override async fetch(request: Request): Promise<Response> {
    const { asThread, d1Follower, handshake } = this.#room;
    const answer = await handshake.admit(request);
    if (answer.webSocket) this.ctx.waitUntil(Promise.all([d1Follower.run(this.#facts), asThread.opened(this.#facts)]));
    return answer;
  }

  override webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): void {
    this.#requests.take(socket, raw);
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#closeAnswers.answer(socket, code, reason);
    this.#room.reconnects.left(socket, Date.now());
    this.#room.searchFollower?.left(socket);
    this.#room.openThreads.left(socket);
    const hasNews = this.#room.marks.leave(socket);
    const { facts } = this.#room.channel;
    if (!facts) return;
    // Before D1 is waited for: whoever left hears elsewhere from now on.
    this.#room.hubFollower.left(facts);
    if (hasNews)
      await this.#room.marks.save(
        facts,
        this.#room.sockets.all().filter((other) => other !== socket),
      );
    // Behind it: marks that are saved need no alarm, and each that is set is a row.
    this.#room.alarm.arm(false);
  }

  override webSocketError(socket: WebSocket): Promise<void> {
    return this.webSocketClose(socket, CUT, "");
  }

  #markRead(socket: WebSocket, { seq, quiet }: Extract<ChannelRequest, { type: "markRead" }>): void {
    const mark = this.#room.marks.move(socket, Math.min(seq, this.#room.log.head.seq));
    if (!mark) return;
    const who = this.#room.sockets.attachments.of(socket);
    if (!quiet) this.#room.hubFollower.read(this.#facts, who.member, mark.seq);
    this.#room.receipts.tell(this.#facts, who, mark, socket);
    this.#room.alarm.arm(false);
    if (this.#room.marks.isDue(Date.now()))
      this.ctx.waitUntil(this.#room.marks.save(this.#facts, this.#room.sockets.all()));
  }

  // ── commits: no await between a write and its sends, so that the output gate holds them until it is durable ─────────

  #posted(messages: Message[], afterRev: number): void {
    this.#broadcast(messages, afterRev);
    this.#tellAll((part) => part.posted?.(this.#facts, messages));
    // Once everything is known that has a time: each time the alarm is set is a row.
    this.#room.alarm.arm();
  }

  #changedMany(changes: { message: Message; before: StoredMessage | undefined }[], afterRev: number): void {
    // What is due from now on is durable with the change, before anybody hears of it.
    for (const { message, before } of changes) this.#tellAll((part) => part.changed?.(this.#facts, message, before));
    const messages = changes.map(({ message }) => message);
    this.#broadcast(messages, afterRev);
    this.#room.alarm.arm();
  }

  #broadcast(changes: Message[], afterRev: number): void {
    this.#room.pages.changed(changes);
    this.#room.sockets.broadcast(changes, afterRev);
    this.#room.trace.broadcast(afterRev);
    this.#tellAll((part) => part.logged?.(this.#facts));
  }

  #tellAll(tell: (part: Part) => Promise<unknown> | void): void {
    for (const work of tellAll(this.#room.parts, this.#facts, tell)) this.ctx.waitUntil(work);
  }

  #alsoDo(work: Promise<unknown> | void | undefined): void {
    if (work)
      this.ctx.waitUntil(work.catch((error: unknown) => log.fault("room", error, { channel: this.#facts.channelId })));
  }

  // ── called by the worker and by other rooms: see contract.ts ────────────────────────────────────────────────────────

  async post(facts: ChannelFacts, who: SocketIdentity, request: PostRequest): Promise<Written> {
    await this.#room.channel.begin(facts);
    const written = await this.#called(who, (answer) => this.#room.posts.post(who, request, answer));
    return { ...written, rate: this.#room.rules.left("post", who, Date.now()) };
  }

  async change(facts: ChannelFacts, who: SocketIdentity, request: ChangeRequest): Promise<Written> {
    await this.#room.channel.begin(facts);
    const written = await this.#called(who, (answer) => this.#room.changes.change(who, request, answer));
    return { ...written, rate: this.#room.rules.left("change", who, Date.now()) };
  }

  #called(who: SocketIdentity, work: (answer: Answer) => void | Promise<void>): Promise<Written> {
    return new Promise((resolve, reject) => this.#queue.take(who.member, () => work(resolve), reject));
  }

  async versions(facts: ChannelFacts, who: SocketIdentity, seq: number): Promise<Versions> {
    await this.#room.channel.begin(facts);
    return this.#room.rules.versions(this.#facts, who, await this.#room.changes.stored(seq));
  }

  async traceOf(facts: ChannelFacts, seq: number): Promise<TraceStep[] | null> {
    await this.#room.channel.begin(facts);
    return seq <= this.#room.log.head.seq ? this.#room.trace.of(seq) : null;
  }

  async messageAt(facts: ChannelFacts, seq: number): Promise<Message | undefined> {
    await this.#room.channel.begin(facts);
    return this.#room.changes.told(seq);
  }

  async newestPage(facts: ChannelFacts, limit: number): Promise<Page> {
    await this.#room.channel.begin(facts);
    return this.#room.handshake.newestPage(limit);
  }

  async page(facts: ChannelFacts, who: SocketIdentity, lookedUpAt: number, asked: PageAsked): Promise<string | null> {
    await this.#room.channel.begin(facts);
    return this.#room.pagesOverHttp.byLookup(this.#facts, who, lookedUpAt, asked);
  }

  pageByLease(tokenHash: string, asked: PageAsked): Promise<string | null> {
    return this.#room.pagesOverHttp.byLease(tokenHash, asked);
  }

  async changesWithin(facts: ChannelFacts, from: number, to: number, rev: number): ReturnType<Room["changesWithin"]> {
    await this.#room.channel.begin(facts);
    const { seq, rev: headRev } = this.#room.log.head;
    return { changes: this.#room.log.changesWithin(from, to, rev), head: { seq, rev: headRev } };
  }

  async proof(facts: ChannelFacts, asked: ProofAsked): Promise<string | null> {
    await this.#room.channel.begin(facts);
    return this.#room.transcript.tell(facts, asked);
  }

  async importMessages(facts: ChannelFacts, messages: ImportMessage[], brought?: string): Promise<Imported> {
    await this.#room.channel.begin(facts);
    const host = { ...this.#room, storage: this.ctx.storage, posted: this.#posted.bind(this) };
    const imported = await storeImported(host, facts, messages, brought);
    // The importer goes at the pace of D1, so that the log stays short.
    if (!imported.takenOverBy)
      await Promise.all([this.#room.d1Follower.run(facts), this.#room.searchFollower?.keepUp(facts)]);
    return imported;
  }

  async read(facts: ChannelFacts, who: SocketIdentity, seq: number): Promise<number> {
    await this.#room.channel.begin(facts);
    const readSeq = Math.min(seq, this.#room.log.head.seq);
    this.#room.reconnects.forget(({ member }) => member === who.member);
    this.#room.receipts.tell(this.#facts, who, { seq: readSeq, at: Date.now() }, null);
    return readSeq;
  }

  async moveReadBack(facts: ChannelFacts, who: SocketIdentity, seq: number): Promise<number> {
    await this.#room.channel.begin(facts);
    const to = Math.min(seq, this.#room.log.head.seq);
    await this.#room.hubFollower.forgetRead(who.member);
    this.#room.reconnects.forget(({ member }) => member === who.member);
    await this.#room.marks.moveBack(this.#facts, who.memberNo, to, this.#room.sockets.ofMember(who.member));
    return to;
  }

  order(order: RoomOrder): Promise<void> {
    return this.#room.orders.everywhere(order);
  }

  async obey(order: RoomOrder): Promise<boolean> {
    this.#room.orders.here(order);
    const isOpen = this.#room.sockets.all().some((socket) => socket.readyState === WebSocket.OPEN);
    if (!isOpen) {
      // From now on this room is told of nobody.
      this.#room.asThread.emptied();
      this.#room.reconnects.forget();
    }
    return isOpen;
  }

  async schedule(facts: ChannelFacts, id: string, at: number | null): Promise<void> {
    await this.#room.channel.begin(facts);
    this.#room.scheduledPosts.set(id, at);
    this.#rearm();
  }

  async deliver(facts: ChannelFacts, id: string): Promise<Delivered> {
    await this.#room.channel.begin(facts);
    return this.#room.scheduledPosts.deliver(id).finally(() => this.#rearm());
  }

  async threadChanged(facts: ChannelFacts, seq: number, summary: ThreadSummary): Promise<boolean> {
    // What a thread knows of its channel may be old.
    await this.#room.channel.begin(this.#room.channel.facts ?? facts);
    await this.#room.asParent.summarise(seq, summary);
    return this.#room.d1Follower.run(this.#facts);
  }

  async takeCopy(facts: ChannelFacts, copy: ThreadCopy, who: SocketIdentity | null): Promise<Refusal | null> {
    await this.#room.channel.begin(this.#room.channel.facts ?? facts);
    return this.#room.asParent.takeCopy(copy, who);
  }

  async reindex(facts: ChannelFacts, from: number, to: number): ReturnType<Room["reindex"]> {
    await this.#room.channel.begin(facts);
    const { searchFollower } = this.#room;
    if (to < from) this.#alsoDo(searchFollower?.run(this.#facts));
    else if ((await searchFollower?.reindex(this.#facts, from, to)) === false) return null;
    return { behind: searchFollower?.behind ?? 0, behindSince: searchFollower?.behindSince ?? null };
  }

  async webhooks(facts: ChannelFacts, order: WebhookOrder): Promise<Delivery[] | null> {
    await this.#room.channel.begin(facts);
    return this.#room.webhooks.order(this.#facts, order);
  }

  async signFile(facts: ChannelFacts, ticket: Ticket): Promise<string> {
    await this.#room.channel.begin(facts);
    return this.#room.tickets.sign(ticket);
  }

  async readTicket(facts: ChannelFacts, signed: string): Promise<Ticket | null> {
    await this.#room.channel.begin(facts);
    return this.#room.tickets.read(signed, Date.now());
  }

  async unpostedFiles(facts: ChannelFacts, files: { id: string; message: string }[]): Promise<string[]> {
    await this.#room.channel.begin(facts);
    return unpostedFiles(files, facts.channelNo, this.#room);
  }

  async takeOut(facts: ChannelFacts, order: Parameters<Room["takeOut"]>[1]): ReturnType<Room["takeOut"]> {
    if (order.type !== "everything") await this.#room.channel.begin(facts);
    return this.#room.takingOut.carryOut(order);
  }

  async move(facts: ChannelFacts, order: Parameters<Room["move"]>[1]): ReturnType<Room["move"]> {
    await (order.type === "hang" ? this.#room.channel.begin(facts) : this.#room.channel.beginAsKnown(facts));
    return this.#room.moves.carryOut(order);
  }

  async threadOpened(channelId: string): Promise<void> {
    this.#room.openThreads.add(channelId);
  }

  status(): Promise<RoomStatus> {
    return roomStatus(this.#room.parts, this.#room.sockets.all().length);
  }

  // ── waking ──────────────────────────────────────────────────────────────────────────────────────────────────────

  override async alarm(): Promise<void> {
    const { alarm, channel, parts } = this.#room;
    alarm.rang();
    const rung = channel.facts && (await ringAll(parts, channel.facts)); // never rejects
    alarm.answered(rung?.failed);
    if (!rung) return;
    // While people talk, the next message would set it anyway, and the marks that wait meanwhile would set it once more.
    const isBusy = this.#room.marks.next !== null && Date.now() - this.#room.log.head.lastAt < SAFETY_MS;
    this.#rearm(!rung.isDone || isBusy);
  }

  /** Arms for what has a time of its own, and for what is not carried over: an alarm from before a sleep is not known here. */
  #rearm(mustComeBack = !this.#room.d1Follower.isDone): void {
    this.#room.alarm.arm(mustComeBack);
  }

  get #facts(): ChannelFacts {
    const { facts } = this.#room.channel;
    if (!facts) throw new Error("a room was used before it was told its channel");
    return facts;
  }
}
