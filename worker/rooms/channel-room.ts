/**
 * One object per channel: the only writer of its messages, the holder of its live sockets. It turns platform events into
 * calls of the parts beside it and their results into frames. Nothing is kept in a field that cannot be read again on waking.
 */
import { DurableObject } from "cloudflare:workers";
import {
  CLOSE,
  FRAME_MAX_BYTES,
  PING,
  PONG,
  RESUME_MAX_CHANGES,
  ROOM_KEEPS_MESSAGES,
  refusal,
  type ChannelEvent,
  type ChannelRequest,
  type ImportMessage,
  type Message,
  type Page,
  type Role,
} from "../../protocol/index.ts";
import { readHead, readMessage } from "../store/messages.ts";
import type { ChannelFacts } from "./channel-facts.ts";
import { Drain } from "./drain.ts";
import { readFrame } from "./frame.ts";
import { HubNotices } from "./hub-notices.ts";
import { PollClock } from "./poll-clock.ts";
import { Posting, type Answer, type AskedPost } from "./posting.ts";
import { RateLimiter } from "./rate.ts";
import { ReadMarks } from "./read-marks.ts";
import { RoomAlarm } from "./room-alarm.ts";
import { RoomLog, type WholeMessage } from "./room-log.ts";
import { RoomSockets } from "./room-sockets.ts";
import { CHANNEL_HEADER, IDENTITY_HEADER, closeSocket, readHeader, type SocketIdentity } from "./socket-identity.ts";
import { Turns } from "./turns.ts";
import { Writing, type ChangeRequest, type Versions, type Written } from "./writing.ts";

const PAGE_OF_WELCOME = 50;

/** `places`: where each message of the batch now stands. */
export type Imported = { stored: number; known: number; places: { id: string; seq: number }[] };

export class ChannelRoom extends DurableObject<Env> {
  readonly #log: RoomLog;
  readonly #writing: Writing;
  readonly #drain: Drain;
  readonly #sockets: RoomSockets;
  readonly #marks: ReadMarks;
  readonly #notices: HubNotices;
  readonly #polls: PollClock;
  readonly #posting: Posting;
  readonly #alarm: RoomAlarm;
  readonly #turns = new Turns();
  #knownFacts: ChannelFacts | null;
  #beginning: Promise<void> | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    ctx.storage.sql.exec(`CREATE TABLE IF NOT EXISTS facts (k INTEGER PRIMARY KEY, json TEXT NOT NULL)`);
    const [facts] = ctx.storage.sql.exec<{ json: string }>(`SELECT json FROM facts WHERE k = 1`);
    this.#knownFacts = facts ? (JSON.parse(facts.json) as ChannelFacts) : null;
    this.#log = new RoomLog(ctx.storage.sql);
    this.#writing = new Writing(this.#log, new RateLimiter(env.PLACE_LIMITS));
    this.#drain = new Drain(this.#log, env.DB);
    this.#sockets = new RoomSockets(ctx, this.#log, env.DB);
    this.#marks = new ReadMarks(this.#sockets.attachments, env.DB);
    this.#notices = new HubNotices(env.HUBS);
    this.#polls = new PollClock(ctx.storage.sql);
    this.#alarm = new RoomAlarm(ctx, this.#polls);
    this.#posting = new Posting({
      facts: () => this.#facts,
      log: this.#log,
      writing: this.#writing,
      sockets: this.#sockets,
      d1: env.DB,
      storage: ctx.storage,
      posted: (messages, afterRev) => this.#posted(messages, afterRev),
    });
  }

  // ── sockets ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Takes over a socket whose origin, session and membership the worker has checked. */
  override async fetch(request: Request): Promise<Response> {
    const identity = readHeader<SocketIdentity & { readSeq: number }>(request, IDENTITY_HEADER);
    await this.#begin(readHeader<ChannelFacts>(request, CHANNEL_HEADER));
    const { 0: client, 1: server } = new WebSocketPair();
    const readSeq = this.#marks.of(identity.memberNo, identity.readSeq, this.#sockets.ofMember(identity.member));
    this.#sockets.accept(server, { ...identity, readSeq, savedReadSeq: identity.readSeq, leaseAt: Date.now() });
    const rev = new URL(request.url).searchParams.get("rev");
    this.#sockets.send(server, this.#firstFrame(rev === null ? null : Number(rev), readSeq));
    this.ctx.waitUntil(this.#drain.run(this.#facts));
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): void {
    const frame = readFrame(raw, FRAME_MAX_BYTES);
    if (!frame.ok) {
      this.#sockets.refuse(socket, frame.ref, frame.refusal);
      if (frame.refusal.code === "too_large") closeSocket(socket, CLOSE.tooLarge, "frame too large");
      return;
    }
    // An exception here would only be logged by the runtime: the sender must hear of it.
    const onFault = (error: unknown) => {
      console.error(
        JSON.stringify({ what: "frame", channel: this.#facts.channelId, type: frame.value.type, error: String(error) }),
      );
      this.#sockets.refuse(socket, frame.ref, refusal("internal", { retryAfter: 1_000 }));
    };
    try {
      const { member } = this.#sockets.attachments.of(socket);
      this.#turns.take(member, () => this.#confirmed(socket, () => this.#handle(socket, frame.value)), onFault);
    } catch (error) {
      onFault(error);
    }
  }

  override async webSocketClose(socket: WebSocket): Promise<void> {
    const hasNews = this.#marks.leave(socket);
    if (hasNews)
      await this.#marks.save(
        this.#facts,
        this.#sockets.all().filter((other) => other !== socket),
      );
  }

  override webSocketError(socket: WebSocket): Promise<void> {
    return this.webSocketClose(socket);
  }

  #confirmed(socket: WebSocket, work: () => void | Promise<void>): void | Promise<void> {
    const confirmed = this.#sockets.confirm(socket, this.#facts.channelNo);
    return confirmed === true ? work() : confirmed.then((stays) => (stays ? work() : undefined));
  }

  #handle(socket: WebSocket, request: ChannelRequest): void | Promise<void> {
    const who = this.#sockets.attachments.of(socket);
    switch (request.type) {
      case "post":
        return this.#posting.post(who, request, socket);
      case "edit":
      case "delete":
      case "act":
        return this.#change(who, request, (written) => {
          if (!written.ok) this.#sockets.refuse(socket, request.ref, written.refusal);
          else
            this.#sockets.send(socket, {
              type: "done",
              ref: request.ref,
              seq: written.message.seq,
              rev: written.message.rev,
            });
        });
      case "markRead":
        return this.#markRead(socket, request.seq);
      case "typing":
        return this.#writing.mayType(this.#facts, who, Date.now())
          ? this.#sockets.tellOthers(socket, { type: "typed", member: who.member })
          : undefined;
      case "resume":
        return this.#sockets.send(socket, this.#firstFrame(request.rev, who.readSeq));
    }
    return request satisfies never;
  }

  /** `rev`: the highest that the client has seen; null at first contact. */
  #firstFrame(rev: number | null, readSeq: number): ChannelEvent {
    const { seq, rev: headRev } = this.#log.head;
    const common = { now: Date.now(), head: { seq, rev: headRev }, readSeq };
    if (rev !== null && rev >= this.#log.trimmedRev && rev <= headRev && headRev - rev <= RESUME_MAX_CHANGES) {
      return { type: "resumed", ...common, changes: this.#log.since(rev, RESUME_MAX_CHANGES) };
    }
    const welcome = { type: "welcome" as const, ...common, page: this.#newestPage(PAGE_OF_WELCOME) };
    return rev === null ? welcome : { ...welcome, reset: true };
  }

  // ── writing: no await between a write and its sends, so that the output gate holds them until it is durable ─────────

  #posted(messages: Message[], afterRev: number): void {
    for (const { seq, meta } of messages)
      if (meta?.poll?.closesAt !== undefined) this.#polls.add(seq, meta.poll.closesAt);
    this.#tell(messages, afterRev);
    this.#notices.posted(this.#facts, messages);
  }

  #change(who: SocketIdentity, request: ChangeRequest, answer: Answer): void | Promise<void> {
    const apply = (whole: WholeMessage | undefined) => {
      const afterRev = this.#log.head.rev;
      const written = this.#writing.change(this.#facts, who, request, whole, Date.now());
      answer(written);
      if (written.ok && written.isNew) this.#tell([written.message], afterRev);
    };
    const whole = this.#log.wholeAt(request.seq);
    if (whole || request.seq > this.#log.head.seq) return apply(whole);
    return this.#fetchWhole(request.seq).then(apply, () =>
      answer({ ok: false, refusal: refusal("unavailable", { retryAfter: 5_000 }) }),
    );
  }

  /** A message that was trimmed, from D1; somebody else's change may have brought it back into the log meanwhile. */
  async #fetchWhole(seq: number): Promise<WholeMessage | undefined> {
    const stored = await readMessage(this.env.DB, this.#facts.channelNo, seq);
    return this.#log.wholeAt(seq) ?? stored;
  }

  #tell(changes: Message[], afterRev: number): void {
    this.#sockets.broadcast(changes, afterRev, this.#facts.channelNo);
    this.#alarm.arm();
    this.ctx.waitUntil(this.#drain.run(this.#facts));
  }

  #markRead(socket: WebSocket, seq: number): void {
    if (!this.#marks.move(socket, Math.min(seq, this.#log.head.seq))) return;
    this.#notices.read(this.#facts, this.#sockets.attachments.of(socket).member, seq);
    this.#alarm.arm();
    if (this.#marks.isDue(Date.now())) this.ctx.waitUntil(this.#marks.save(this.#facts, this.#sockets.all()));
  }

  // ── called by the worker ────────────────────────────────────────────────────────────────────────────────────────

  async post(facts: ChannelFacts, who: SocketIdentity, request: AskedPost): Promise<Written> {
    await this.#begin(facts);
    return this.#called(who, (answer) => this.#posting.post(who, request, answer));
  }

  async change(facts: ChannelFacts, who: SocketIdentity, request: ChangeRequest): Promise<Written> {
    await this.#begin(facts);
    return this.#called(who, (answer) => this.#change(who, request, answer));
  }

  /** Earlier wordings, oldest first: for the author and, in channels, the teaching team. */
  async versions(facts: ChannelFacts, who: SocketIdentity, seq: number): Promise<Versions> {
    await this.#begin(facts);
    return this.#writing.versions(this.#facts, who, this.#log.wholeAt(seq) ?? (await this.#fetchWhole(seq)));
  }

  #called(who: SocketIdentity, work: (answer: Answer) => void | Promise<void>): Promise<Written> {
    return new Promise((resolve, reject) => this.#turns.take(who.member, () => work(resolve), reject));
  }

  /** The newest page, from memory: nothing is read in D1. */
  async newestPage(facts: ChannelFacts, limit: number): Promise<Page> {
    await this.#begin(facts);
    return this.#newestPage(limit);
  }

  /** What a page from D1 may lack: changes after `rev` to the places `from` to `to`, and the channel's head. */
  async changesWithin(
    facts: ChannelFacts,
    from: number,
    to: number,
    rev: number,
  ): Promise<{ changes: Message[]; head: { seq: number; rev: number } }> {
    await this.#begin(facts);
    const { seq, rev: headRev } = this.#log.head;
    return { changes: this.#log.changesWithin(from, to, rev), head: { seq, rev: headRev } };
  }

  /** Stores a batch that an import brings, in its order. Safe to repeat while the log knows the ids. */
  async importMessages(facts: ChannelFacts, messages: ImportMessage[]): Promise<Imported> {
    await this.#begin(facts);
    const afterRev = this.#log.head.rev;
    const stored = this.ctx.storage.transactionSync(() =>
      messages.flatMap((message) => this.#writing.bring(message) ?? []),
    );
    const places = messages.flatMap(({ id }) => ({ id, seq: this.#log.seqOf(id) ?? 0 }));
    if (stored.length > 0) this.#posted(stored, afterRev);
    // The importer goes at the pace of D1, so that the log stays short.
    await this.#drain.run(facts);
    return { stored: stored.length, known: messages.length - stored.length, places };
  }

  async rulesChanged(rules: Pick<ChannelFacts, "posting" | "archived">): Promise<void> {
    if (this.#knownFacts) this.#keepFacts({ ...this.#knownFacts, ...rules });
  }

  async memberLeft(member: string): Promise<void> {
    for (const socket of this.#sockets.ofMember(member)) closeSocket(socket, CLOSE.removed, "not in here any more");
  }

  async standingChanged(member: string, standing: { role: Role; mutedUntil: number | null }): Promise<void> {
    for (const socket of this.#sockets.ofMember(member)) {
      this.#sockets.attachments.set(socket, { ...this.#sockets.attachments.of(socket), ...standing });
    }
  }

  async sessionEnded(session: string): Promise<void> {
    for (const socket of this.#sockets.ofSession(session)) closeSocket(socket, CLOSE.sessionEnded, "signed out");
  }

  // ── waking ──────────────────────────────────────────────────────────────────────────────────────────────────────

  override async alarm(): Promise<void> {
    this.#alarm.rang();
    if (!this.#knownFacts) return;
    await this.#closePolls();
    const isDrained = await this.#drain.run(this.#facts);
    const sockets = this.#sockets.all();
    if (this.#marks.isDue(Date.now())) await this.#marks.save(this.#facts, sockets);
    const mustComeBack = !isDrained || this.#marks.isUnsaved(sockets);
    this.#alarm.arm(mustComeBack);
  }

  async #closePolls(): Promise<void> {
    for (const seq of this.#polls.due(Date.now())) {
      const whole = this.#log.wholeAt(seq) ?? (await this.#fetchWhole(seq));
      const afterRev = this.#log.head.rev;
      const closed = whole && this.#writing.closePoll(whole, Date.now());
      this.#polls.done(seq);
      if (closed) this.#tell([closed], afterRev);
    }
  }

  get #facts(): ChannelFacts {
    if (!this.#knownFacts) throw new Error("a room was used before it was told its channel");
    return this.#knownFacts;
  }

  #keepFacts(facts: ChannelFacts): void {
    const json = JSON.stringify(facts);
    if (json === JSON.stringify(this.#knownFacts)) return;
    this.ctx.storage.sql.exec(`INSERT OR REPLACE INTO facts VALUES (1, ?)`, json);
    this.#knownFacts = facts;
  }

  /** At first contact in the object's life, what D1 holds of the channel becomes the log's starting point. */
  async #begin(facts: ChannelFacts): Promise<void> {
    this.#keepFacts(facts);
    if (this.#log.begun) return;
    this.#beginning ??= (async () => {
      const { head, newest, inOrder } = await readHead(this.env.DB, facts.channelNo, ROOM_KEEPS_MESSAGES);
      this.#log.begin(head, newest, inOrder);
    })().finally(() => {
      this.#beginning = null;
    });
    await this.#beginning;
  }

  #newestPage(limit: number): Page {
    const messages = this.#log.newest(limit);
    return { messages, reachedStart: (messages[0]?.seq ?? 1) === 1, reachedEnd: true, rev: this.#log.head.rev };
  }
}
