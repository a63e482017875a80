/**
 * One object per channel: the only writer of its messages, the holder of its live sockets. It turns platform events into
 * calls of the parts beside it and their results into frames. Nothing that matters is kept in a field that cannot be read
 * again on waking.
 */
import { DurableObject } from "cloudflare:workers";
import {
  CLOSE,
  FRAME_MAX_BYTES,
  PING,
  PONG,
  refusal,
  type ChannelRequest,
  type ImportMessage,
  type Message,
  type Page,
  type Refusal,
  type TraceStep,
} from "../../protocol/index.ts";
import { LastingFailure } from "../lasting-failure.ts";
import { log } from "../log.ts";
import { readMessage } from "../store/messages.ts";
import { openDb } from "../store/db.ts";
import { viewsOfChannel } from "../store/channel-views.ts";
import { backOff } from "./followers/back-off.ts";
import { membersNoOf, type ChannelFacts } from "./channel-facts.ts";
import { AsParent } from "./threads/as-parent.ts";
import { ScheduledPosts, type Delivered } from "./timers/scheduled-posts.ts";
import { D1Follower } from "./followers/d1.ts";
import { Handshake } from "./sockets/handshake.ts";
import { readFrame } from "./sockets/read-frame.ts";
import { CloseAnswers } from "./sockets/close-answers.ts";
import { HubFollower } from "./followers/hub.ts";
import { ChannelFactsStore } from "./channel-facts-store.ts";
import { channelJoined } from "../notify.ts";
import { ClassEmojiCheck } from "./commit/class-emoji-check.ts";
import { OlderIds } from "./log/older-ids.ts";
import { OpenThreads } from "./threads/open-threads.ts";
import { Pages } from "./sockets/pages.ts";
import { PollClosing } from "./timers/poll-closing.ts";
import { Posts, type Answer, type AskedPost } from "./commit/posts.ts";
import { RateLimiter } from "./commit/rate-limiter.ts";
import { ReadMarks } from "./readers/read-marks.ts";
import { Reconnects } from "./sockets/reconnects.ts";
import { RoomAlarm, SAFETY_MS } from "./timers/alarm.ts";
import { RoomLog, type StoredMessage } from "./log/room-log.ts";
import { RoomOrders, type RoomOrder } from "./sockets/orders.ts";
import { ChannelSockets } from "./sockets/channel-sockets.ts";
import { ReadReceipts } from "./readers/read-receipts.ts";
import { closeSocket, CUT, isPutOut, type SocketIdentity } from "./sockets/socket-identity.ts";
import type { ThreadCopy } from "./followers/thread-copies.ts";
import type { ThreadSummary } from "./followers/thread-summary.ts";
import { AsThread } from "./threads/as-thread.ts";
import { Trace } from "./log/trace.ts";
import { PerMemberQueue } from "./sockets/per-member-queue.ts";
import { MessageRules, tooFast, type ChangeRequest, type Versions, type Written } from "./commit/rules.ts";

/** `places`: where each message of the batch now stands. */
export type Imported = {
  stored: number;
  known: number;
  places: { id: string; seq: number }[];
  /** Nothing was stored: this message, the newest, was brought by no import. */
  takenOverBy?: { message: string; author: string };
};

export class ChannelRoom extends DurableObject<Env> {
  readonly #channel: ChannelFactsStore;
  readonly #log: RoomLog;
  readonly #writing: MessageRules;
  readonly #d1Follower: D1Follower;
  readonly #olderIds: OlderIds;
  readonly #sockets: ChannelSockets;
  readonly #reconnects: Reconnects;
  readonly #handshake: Handshake;
  readonly #pages: Pages;
  readonly #marks: ReadMarks;
  readonly #readReceipts: ReadReceipts;
  readonly #hubFollower: HubFollower;
  readonly #polls: PollClosing;
  readonly #emoji: ClassEmojiCheck;
  readonly #scheduledPosts: ScheduledPosts;
  readonly #thread: AsThread;
  readonly #threads: AsParent;
  readonly #openThreads: OpenThreads;
  readonly #orders: RoomOrders;
  readonly #posting: Posts;
  readonly #pollsFailing = new LastingFailure("closePolls");
  readonly #trace = new Trace();
  readonly #alarm: RoomAlarm;
  readonly #queue = new PerMemberQueue();
  readonly #closeAnswers = new CloseAnswers();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.#log = new RoomLog(ctx.storage.sql);
    this.#channel = new ChannelFactsStore({
      storage: ctx.storage,
      d1: env.DB,
      log: this.#log,
      scheduled: (id, at) => this.#scheduledPosts.set(id, at),
      begun: async (facts) => {
        await this.#thread.begin(env.DB, facts);
        this.#alarm.arm(false);
      },
    });
    this.#writing = new MessageRules(this.#log, new RateLimiter(env.PLACE_LIMITS, ctx.storage.sql));
    this.#d1Follower = new D1Follower(
      this.#log,
      env.DB,
      (facts, memberNos) => this.#followed(facts, memberNos),
      (rev) => this.#trace.kept(rev),
    );
    this.#thread = new AsThread(ctx.storage.sql, this.#log, env.ROOMS, {
      fetch: (seq) => this.#fetchWhole(seq),
      notTaken: (seq) => this.#threads.notTaken(seq),
    });
    this.#openThreads = new OpenThreads(ctx.storage, env.ROOMS);
    this.#olderIds = new OlderIds(this.#log, env.DB);
    this.#sockets = new ChannelSockets(ctx, {
      log: this.#log,
      d1: env.DB,
      membersNo: () => membersNoOf(this.#facts),
      about: () => ({ channel: this.#facts.channelId }),
      firstFrame: (rev, readSeq) => this.#handshake.firstFrame(rev, readSeq),
    });
    this.#marks = new ReadMarks(this.#sockets.attachments, env.DB, () => this.#sockets.all());
    this.#readReceipts = new ReadReceipts(this.#sockets, env.DB);
    this.#reconnects = new Reconnects(this.#sockets);
    this.#handshake = new Handshake({
      channel: this.#channel,
      log: this.#log,
      sockets: this.#sockets,
      marks: this.#marks,
      seen: this.#readReceipts,
      returning: this.#reconnects,
    });
    this.#pages = new Pages({
      log: this.#log,
      d1: env.DB,
      facts: () => this.#facts,
      newest: (limit) => this.#handshake.newestPage(limit),
      sockets: this.#sockets,
    });
    this.#hubFollower = new HubFollower(env.HUBS, () => this.#sockets.members());
    this.#polls = new PollClosing(ctx.storage.sql);
    this.#emoji = new ClassEmojiCheck(env.DB);
    this.#scheduledPosts = new ScheduledPosts({
      sql: ctx.storage.sql,
      d1: env.DB,
      hubs: env.HUBS,
      post: (facts, who, message) => this.post(facts, who, { ...message, retry: true }),
    });
    this.#threads = new AsParent({
      facts: () => this.#facts,
      log: this.#log,
      writing: this.#writing,
      find: (id) => this.#olderIds.seqOf(this.#facts.channelNo, id),
      wholeAt: (seq) => this.#wholeAt(seq),
      changed: (message, afterRev) => {
        this.#tell([message], afterRev);
        if (message.deletedAt !== undefined) this.#hubFollower.deleted(this.#facts, message);
        this.#alarm.arm();
      },
      // The thread's own alarm asks until it is in D1.
      summarised: (message, afterRev) => this.#tell([message], afterRev),
      post: (who, request) => this.#called(who, (answer) => this.#posting.post(who, request, answer)),
    });
    this.#orders = new RoomOrders({
      channel: this.#channel,
      sockets: this.#sockets,
      returning: this.#reconnects,
      threads: this.#openThreads,
    });
    this.#alarm = new RoomAlarm(ctx, [this.#polls, this.#scheduledPosts, this.#marks, this.#hubFollower, this.#thread]);
    this.#posting = new Posts({
      facts: () => this.#facts,
      log: this.#log,
      writing: this.#writing,
      sockets: this.#sockets,
      storage: ctx.storage,
      fetch: (seq) => this.#fetchWhole(seq),
      readOlderIds: () => this.#olderIds.read(this.#facts.channelNo),
      copies: this.#thread.copies,
      trace: this.#trace,
      posted: (messages, afterRev) => this.#posted(messages, afterRev),
    });
  }

  // ── sockets ─────────────────────────────────────────────────────────────────────────────────────────────────────

  /** Takes over a socket, or answers that its owner has to be looked up (entrance.ts). */
  override async fetch(request: Request): Promise<Response> {
    const answer = await this.#handshake.admit(request);
    if (answer.webSocket)
      this.ctx.waitUntil(Promise.all([this.#d1Follower.run(this.#facts), this.#thread.opened(this.#facts)]));
    return answer;
  }

  override webSocketMessage(socket: WebSocket, raw: string | ArrayBuffer): void {
    if (isPutOut(socket, this.#sockets.attachments.of(socket))) return;
    const frame = readFrame(raw, FRAME_MAX_BYTES);
    if (!frame.ok) {
      this.#sockets.refuse(socket, frame.ref, frame.refusal);
      if (frame.refusal.code === "too_large") closeSocket(socket, CLOSE.tooLarge, "frame too large");
      return;
    }
    // An exception here would only be logged by the runtime: the sender must hear of it.
    const onFault = (error: unknown) => {
      log.fault("frame", error, { channel: this.#facts.channelId, type: frame.value.type });
      this.#sockets.refuse(socket, frame.ref, refusal("internal", { retryAfter: 1_000 }));
    };
    try {
      const { member } = this.#sockets.attachments.of(socket);
      this.#queue.take(member, () => this.#confirmed(socket, () => this.#handle(socket, frame.value)), onFault);
    } catch (error) {
      onFault(error);
    }
  }

  override async webSocketClose(socket: WebSocket, code: number, reason: string): Promise<void> {
    this.#closeAnswers.answer(socket, code, reason);
    await this.#left(socket);
  }

  override webSocketError(socket: WebSocket): Promise<void> {
    return this.webSocketClose(socket, CUT, "");
  }

  async #left(socket: WebSocket): Promise<void> {
    this.#reconnects.left(socket, Date.now());
    const hasNews = this.#marks.leave(socket);
    if (hasNews)
      await this.#marks.save(
        this.#facts,
        this.#sockets.all().filter((other) => other !== socket),
      );
    if (!this.#channel.facts) return;
    this.#hubFollower.left(this.#facts);
    this.#alarm.arm(false);
  }

  #confirmed(socket: WebSocket, work: () => void | Promise<void>): void | Promise<void> {
    const confirmed = this.#sockets.confirm(socket);
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
        return this.#markRead(socket, request);
      case "page": {
        const wait = this.#writing.mayTake("page", who, Date.now());
        if (wait > 0) return this.#sockets.refuse(socket, request.ref, refusal("too_fast", { retryAfter: wait }));
        return this.#alsoDo(this.#pages.answer(socket, request));
      }
      case "typing":
        return this.#writing.mayType(this.#facts, who, Date.now())
          ? this.#sockets.tellOthers(socket, { type: "typed", member: who.member })
          : undefined;
      case "resume": {
        const wait = this.#writing.mayTake("resume", who, Date.now());
        if (wait > 0) return this.#sockets.refuse(socket, undefined, refusal("too_fast", { retryAfter: wait }));
        return this.#sockets.sendText(socket, this.#handshake.firstFrame(request.rev, who.readSeq));
      }
    }
    return request satisfies never;
  }

  // ── writing: no await between a write and its sends, so that the output gate holds them until it is durable ─────────

  #posted(messages: Message[], afterRev: number): void {
    for (const { seq, meta } of messages)
      if (meta?.poll?.closesAt !== undefined) this.#polls.add(seq, meta.poll.closesAt);
    this.#tell(messages, afterRev);
    this.#hubFollower.posted(this.#facts, messages);
    for (const message of messages)
      if (message.deletedAt !== undefined) this.#hubFollower.deleted(this.#facts, message);
    this.#alsoDo(this.#thread.posted(this.#facts, messages));
    // Once everything is known that has a time: each time the alarm is set is a row.
    this.#alarm.arm();
  }

  #change(who: SocketIdentity, request: ChangeRequest, answer: Answer): void | Promise<void> {
    const name = this.#emoji.unknownIn(request, Date.now());
    if (name !== undefined) return this.#changeWithEmoji(who, request, answer, name);
    const apply = (whole: StoredMessage | undefined) => {
      const afterRev = this.#log.head.rev;
      const written = this.#writing.change(this.#facts, who, request, whole, Date.now());
      answer(written);
      if (!written.ok || !written.isNew) return;
      if (whole) this.#alsoDo(this.#thread.changed(this.#facts, whole, written.message));
      this.#tell([written.message], afterRev);
      if (written.message.deletedAt !== undefined) this.#hubFollower.deleted(this.#facts, written.message, whole);
      this.#alarm.arm();
    };
    const whole = this.#log.wholeAt(request.seq);
    if (whole || request.seq > this.#log.head.seq) return apply(whole);
    const wait = this.#writing.mayTake("old", who, Date.now());
    if (wait > 0) return answer(tooFast(wait));
    return this.#fetchWhole(request.seq).then(apply, (error: unknown) => {
      log.fault("oldMessage", error, { channel: this.#facts.channelId });
      answer({ ok: false, refusal: refusal("unavailable", { retryAfter: 5_000 }) });
    });
  }

  async #changeWithEmoji(who: SocketIdentity, request: ChangeRequest, answer: Answer, name: string): Promise<void> {
    const wait = this.#writing.mayTake("old", who, Date.now());
    if (wait > 0) return answer(tooFast(wait));
    const refused = await this.#emoji.ask(this.#facts.workspaceNo, name);
    return refused ? answer({ ok: false, refusal: refused }) : this.#change(who, request, answer);
  }

  async #wholeAt(seq: number): Promise<StoredMessage | undefined> {
    return this.#log.wholeAt(seq) ?? (await this.#fetchWhole(seq));
  }

  /** A message that was trimmed, from D1; somebody else's change may have brought it back into the log meanwhile. */
  async #fetchWhole(seq: number): Promise<StoredMessage | undefined> {
    const stored = await readMessage(this.env.DB, this.#facts.channelNo, seq);
    return this.#log.wholeAt(seq) ?? stored;
  }

  #tell(changes: Message[], afterRev: number): void {
    this.#pages.changed(changes);
    this.#sockets.broadcast(changes, afterRev);
    this.#trace.told(afterRev);
    this.ctx.waitUntil(this.#d1Follower.run(this.#facts));
  }

  #markRead(socket: WebSocket, { seq, quiet }: Extract<ChannelRequest, { type: "markRead" }>): void {
    const mark = this.#marks.move(socket, Math.min(seq, this.#log.head.seq));
    if (!mark) return;
    const who = this.#sockets.attachments.of(socket);
    if (!quiet) this.#hubFollower.read(this.#facts, who.member, mark.seq);
    this.#readReceipts.tell(this.#facts, who, mark, socket);
    this.#alarm.arm(false);
    if (this.#marks.isDue(Date.now())) this.ctx.waitUntil(this.#marks.save(this.#facts, this.#sockets.all()));
  }

  // ── called by the worker ────────────────────────────────────────────────────────────────────────────────────────

  async post(facts: ChannelFacts, who: SocketIdentity, request: AskedPost): Promise<Written> {
    await this.#channel.begin(facts);
    return this.#called(who, (answer) => this.#posting.post(who, request, answer));
  }

  async change(facts: ChannelFacts, who: SocketIdentity, request: ChangeRequest): Promise<Written> {
    await this.#channel.begin(facts);
    return this.#called(who, (answer) => this.#change(who, request, answer));
  }

  /** Earlier wordings, oldest first: for the author and, in channels, the teaching team. */
  async versions(facts: ChannelFacts, who: SocketIdentity, seq: number): Promise<Versions> {
    await this.#channel.begin(facts);
    return this.#writing.versions(this.#facts, who, await this.#wholeAt(seq));
  }

  /** Which way a message took through the room; empty where that was forgotten. Null: there is no such message. */
  async traceOf(facts: ChannelFacts, seq: number): Promise<TraceStep[] | null> {
    await this.#channel.begin(facts);
    return seq <= this.#log.head.seq ? this.#trace.of(seq) : null;
  }

  #called(who: SocketIdentity, work: (answer: Answer) => void | Promise<void>): Promise<Written> {
    return new Promise((resolve, reject) => this.#queue.take(who.member, () => work(resolve), reject));
  }

  /** One message as it now is. */
  async messageAt(facts: ChannelFacts, seq: number): Promise<Message | undefined> {
    await this.#channel.begin(facts);
    const whole = await this.#wholeAt(seq);
    if (!whole) return undefined;
    const { sealed: _sealed, ...message } = whole;
    return message;
  }

  /** @param at ms since 1970, when this item is to be posted; null: not any more */
  async schedule(facts: ChannelFacts, id: string, at: number | null): Promise<void> {
    await this.#channel.begin(facts);
    this.#scheduledPosts.set(id, at);
    this.#rearm();
  }

  /** Posts a scheduled item now. */
  async deliver(facts: ChannelFacts, id: string): Promise<Delivered> {
    await this.#channel.begin(facts);
    return this.#scheduledPosts.deliver(id).finally(() => this.#rearm());
  }

  // ── threads: called by the rooms of this channel's threads ──────────────────────────────────────────────────────

  /** @returns false: D1 does not have it yet, so it is to be told again */
  async threadChanged(facts: ChannelFacts, seq: number, summary: ThreadSummary): Promise<boolean> {
    // What a thread knows of its channel may be old.
    await this.#channel.begin(this.#channel.facts ?? facts);
    await this.#threads.summarise(seq, summary);
    return this.#d1Follower.run(this.#facts);
  }

  async takeCopy(
    facts: ChannelFacts,
    copy: ThreadCopy,
    who: SocketIdentity | null,
    retry: boolean,
  ): Promise<Refusal | null> {
    await this.#channel.begin(this.#channel.facts ?? facts);
    return this.#threads.takeCopy(copy, who, retry);
  }

  async threadOpened(channelId: string): Promise<void> {
    this.#openThreads.add(channelId);
  }

  /** What the channel's room was told, for a thread of it. @returns false: nobody has a socket here */
  async obey(order: RoomOrder): Promise<boolean> {
    this.#orders.here(order);
    const isOpen = this.#sockets.all().some((socket) => socket.readyState === WebSocket.OPEN);
    if (!isOpen) {
      // From now on this room is told of nobody.
      this.#thread.emptied();
      this.#reconnects.forget();
    }
    return isOpen;
  }

  #followed(facts: ChannelFacts, memberNos: number[]): void {
    const tell = async () => {
      const views = await viewsOfChannel(openDb(this.env.DB), facts.channelNo, memberNos);
      await channelJoined(this.env, facts.workspaceId, facts.channelId, views);
    };
    // Who misses it finds the thread in the next bootstrap.
    this.#alsoDo(tell());
  }

  #alsoDo(work: Promise<unknown> | undefined): void {
    if (work)
      this.ctx.waitUntil(work.catch((error: unknown) => log.fault("room", error, { channel: this.#facts.channelId })));
  }

  /** The newest page, from memory: nothing is read in D1. */
  async newestPage(facts: ChannelFacts, limit: number): Promise<Page> {
    await this.#channel.begin(facts);
    return this.#handshake.newestPage(limit);
  }

  /** What a page from D1 may lack: changes after `rev` to the places `from` to `to`, and the channel's head. */
  async changesWithin(
    facts: ChannelFacts,
    from: number,
    to: number,
    rev: number,
  ): Promise<{ changes: Message[]; head: { seq: number; rev: number } }> {
    await this.#channel.begin(facts);
    const { seq, rev: headRev } = this.#log.head;
    return { changes: this.#log.changesWithin(from, to, rev), head: { seq, rev: headRev } };
  }

  /**
   * Stores a batch that an import brings, in its order. Safe to repeat: what is stored stays as it is. An import comes to its end where
   * people write: behind a message that no import brought, nothing more is stored.
   * @param brought id of the newest message, where its author has no account: messages were not marked in the beginning
   */
  async importMessages(facts: ChannelFacts, messages: ImportMessage[], brought?: string): Promise<Imported> {
    await this.#channel.begin(facts);
    if (messages.some(({ id }) => this.#log.mayBeOlder(id, true))) await this.#olderIds.read(facts.channelNo);
    const newest = this.#log.at(this.#log.head.seq);
    const isOfPeople = newest !== undefined && newest.meta?.imported !== true && newest.id !== brought;
    if (isOfPeople && messages.some(({ id }) => this.#log.seqOf(id) === undefined))
      return { stored: 0, known: 0, places: [], takenOverBy: { message: newest.id, author: newest.author } };
    const afterRev = this.#log.head.rev;
    const stored = this.ctx.storage.transactionSync(() =>
      messages.flatMap((message) => this.#writing.bring(message) ?? []),
    );
    const places = messages.flatMap(({ id }) => ({ id, seq: this.#log.seqOf(id) ?? 0 }));
    if (stored.length > 0) this.#posted(stored, afterRev);
    // The importer goes at the pace of D1, so that the log stays short.
    await this.#d1Follower.run(facts);
    return { stored: stored.length, known: messages.length - stored.length, places };
  }

  /** What changed about those who are in the channel, for it and its threads. */
  order(order: RoomOrder): Promise<void> {
    return this.#orders.everywhere(order);
  }

  /** Somebody read without a socket. @returns how far: nobody has read further than there is. The mark itself goes to D1 */
  async read(facts: ChannelFacts, who: SocketIdentity, seq: number): Promise<number> {
    await this.#channel.begin(facts);
    const readSeq = Math.min(seq, this.#log.head.seq);
    this.#reconnects.forget(({ member }) => member === who.member);
    this.#readReceipts.tell(this.#facts, who, { seq: readSeq, at: Date.now() }, null);
    return readSeq;
  }

  /** The one thing that moves a read mark back. @throws when D1 cannot be asked */
  async moveReadBack(facts: ChannelFacts, who: SocketIdentity, seq: number): Promise<number> {
    await this.#channel.begin(facts);
    const to = Math.min(seq, this.#log.head.seq);
    await this.#hubFollower.forgetRead(who.member);
    this.#reconnects.forget(({ member }) => member === who.member);
    await this.#marks.moveBack(this.#facts, who.memberNo, to, this.#sockets.ofMember(who.member));
    return to;
  }

  // ── waking ──────────────────────────────────────────────────────────────────────────────────────────────────────

  override async alarm(): Promise<void> {
    this.#alarm.rang();
    if (!this.#channel.facts) return;
    // One that fails keeps nobody from theirs, and none throws: the runtime tries a failed alarm six times, then never again.
    const isDone = await this.#each({
      notices: () => this.#hubFollower.ring(this.#facts, Date.now()),
      closePolls: () => this.#closePolls(),
      scheduled: () => this.#scheduledPosts.run(Date.now()),
      threads: () => this.#thread.catchUp(this.#facts),
      drain: () => this.#d1Follower.run(this.#facts),
      trim: () => this.#log.keepConfirmed(),
      readMarks: () => (this.#marks.isDue(Date.now()) ? this.#marks.save(this.#facts, this.#sockets.all()) : undefined),
    });
    // While people talk, the next message would set it anyway, and the marks that wait meanwhile would set it once more.
    const isBusy = this.#marks.next !== null && Date.now() - this.#log.head.lastAt < SAFETY_MS;
    this.#rearm(!isDone || isBusy);
  }

  /** @returns false where one failed, or says that it is not done */
  async #each(parts: Record<string, () => unknown>): Promise<boolean> {
    let isDone = true;
    for (const [what, run] of Object.entries(parts)) {
      try {
        if ((await run()) === false) isDone = false;
      } catch (error) {
        log.fault(what, error, { channel: this.#facts.channelId });
        isDone = false;
      }
    }
    return isDone;
  }

  /** Arms for what has a time of its own, and for what is not carried over: an alarm from before a sleep is not known here. */
  #rearm(mustComeBack = !this.#d1Follower.isDone): void {
    this.#alarm.arm(mustComeBack);
  }

  async #closePolls(): Promise<void> {
    for (const seq of this.#polls.due(Date.now())) {
      let whole: StoredMessage | undefined;
      try {
        whole = await this.#wholeAt(seq);
        this.#pollsFailing.worked({ channel: this.#facts.channelId });
      } catch (error) {
        // Nobody votes in it any more, so it can wait; and it is closed in the end, however long it takes.
        this.#pollsFailing.failed(error, { channel: this.#facts.channelId, item: seq });
        this.#polls.postpone(seq, Date.now() + backOff(this.#pollsFailing.failing?.tries ?? 1));
        continue;
      }
      const afterRev = this.#log.head.rev;
      const closed = whole && this.#writing.closePoll(whole, Date.now());
      this.#polls.done(seq);
      if (closed) this.#tell([closed], afterRev);
    }
  }

  get #facts(): ChannelFacts {
    const { facts } = this.#channel;
    if (!facts) throw new Error("a room was used before it was told its channel");
    return facts;
  }
}
