/** One channel as a person (or a bot) has it open: the socket, the lane of the outbox and the timeline, tied together. */
import type { Act, ChannelEvent, ChannelRequest, Message, PollDraft, Refusal } from "../protocol/index.ts";
import { READ_MARK_ALONE_MS, READ_MARK_EVERY_MS } from "../protocol/limits.ts";
import type { Api, Version } from "./api.ts";
import { pendingChanges, type ChannelSnapshot } from "./channel-snapshot.ts";
import { Connection, type ConnectionState } from "./connection.ts";
import { isFinalRefusal, refusalOfClose } from "./endings.ts";
import { environment, type Environment } from "./environment.ts";
import { History } from "./history.ts";
import { withQuery } from "./http.ts";
import { Notifier } from "./notifier.ts";
import { FALLBACK_AFTER_MS } from "./outbox-lane.ts";
import type { LaneSocket, Outbox, OutboxEvent, Sent } from "./outbox.ts";
import { OwnActs } from "./own-acts.ts";
import { ReadMarks } from "./read-marks.ts";
import { SeenMarks } from "./seen-marks.ts";
import { socketUrl } from "./socket.ts";
import { Timeline } from "./timeline.ts";
import { Typing } from "./typing.ts";

export interface ChannelSessionOptions extends Partial<Environment> {
  api: Api;
  /** Id of the channel. */
  channel: string;
  /** Of the account; shared by all its channels, and started by its owner. */
  outbox: Outbox;
  /** My member id: shows what I do to messages at once. Left out, it shows when the server says so. */
  member?: string;
  pageSize?: number;
  /** My mark moved: lets a badge change before the server says so. */
  onRead?: (seq: number) => void;
  /** False: nobody waits to hear how far I read here, so it may take longer. Left out: somebody does. */
  isReadAwaited?: () => boolean;
}

/** With the socket away, the newest page is read this often. */
const POLL_MS = 5_000;
const RESUME_PATIENCE_MS = 10_000;

export class ChannelSession {
  readonly channel: string;
  readonly #options: ChannelSessionOptions;
  readonly #environment: Environment;
  readonly #timeline = new Timeline();
  readonly #connection: Connection;
  readonly #history: History;
  readonly #marks: ReadMarks;
  readonly #seen = new SeenMarks();
  readonly #typing: Typing;
  readonly #acts: OwnActs;
  readonly #notifier: Notifier;
  readonly #posted = new Set<(message: Message) => void>();
  readonly #changes = new Set<(messages: readonly Message[] | null) => void>();
  #lane: LaneSocket | null = null;
  #unsubscribe: () => void = () => undefined;
  #cancelPoll: () => void = () => undefined;
  #cancelResume: (() => void) | null = null;
  #polling = false;
  #greeted = false;
  /** The next socket names no `rev`: what is held turned out not to be whole. */
  #afresh = false;
  #offlineSince: number | null = null;
  #ended: Refusal | null = null;
  #snapshot: ChannelSnapshot | null = null;

  constructor(options: ChannelSessionOptions) {
    this.channel = options.channel;
    this.#options = options;
    this.#environment = environment(options);
    const { clock, signals, random, schedule, openSocket } = this.#environment;
    const { api, channel, pageSize } = options;
    this.#notifier = new Notifier(schedule);
    this.#connection = new Connection({
      clock,
      signals,
      random,
      open: () => openSocket(socketUrl(api, this.#path()), api.token),
      onState: (state) => this.#connectionIs(state),
      onFrame: (text) => this.#hear(text),
      onFinalClose: (code) => this.#end(refusalOfClose(code, "channel")),
    });
    this.#history = new History({
      api,
      channel,
      timeline: this.#timeline,
      ...(pageSize !== undefined && { pageSize }),
      onChange: () => this.#changed(),
      onPage: () => this.#settlePosts(),
      onRefused: (why) => isFinalRefusal(why) && this.#end(why),
    });
    this.#marks = new ReadMarks({
      clock,
      send: (seq) => this.#tellRead(seq),
      every: () => (options.isReadAwaited?.() === false ? READ_MARK_ALONE_MS : READ_MARK_EVERY_MS),
    });
    this.#typing = new Typing({
      clock,
      send: () => this.#greeted && this.#request({ type: "typing" }),
      onChange: () => this.#changed(),
    });
    this.#acts = new OwnActs({ outbox: options.outbox, channel, member: options.member });
  }

  open(): void {
    if (this.#lane !== null) return;
    this.#ended = null;
    const { outbox, channel } = this.#options;
    this.#lane = outbox.attach(channel);
    this.#marks.release();
    const stopOutbox = outbox.subscribe(channel, (event) => this.#outboxSays(event));
    const stopSignals = this.#environment.signals.subscribe((hint) => hint === "hidden" && this.#marks.flush());
    this.#unsubscribe = () => (stopOutbox(), stopSignals());
    for (const entry of outbox.entries(channel)) {
      this.#outboxSays({ type: "queued", entry });
      if (entry.refusal !== undefined) this.#outboxSays({ type: "failed", entry, refusal: entry.refusal });
    }
    this.#pollAfter(FALLBACK_AFTER_MS);
    this.#connection.open();
  }

  /** What is waiting goes out all the same, by the outbox alone. */
  close(): void {
    if (this.#lane === null) return;
    this.#marks.flush();
    this.#leave();
    this.#changed();
  }

  /** The same object until something changed. */
  snapshot(): ChannelSnapshot {
    if (this.#snapshot !== null) return this.#snapshot;
    const timeline = this.#timeline.snapshot();
    this.#snapshot = {
      ...timeline,
      messages: this.#acts.overAll(timeline.messages),
      ready: this.#timeline.loaded,
      connection: this.#connection.state,
      offlineSince: this.#offlineSince,
      ended: this.#ended,
      readSeq: this.#marks.seq,
      seen: this.#seen.marks,
      loading: this.#history.loading,
      loadFailed: this.#history.failed,
      changes: pendingChanges(this.#options.outbox.entries(this.channel)),
      typing: this.#typing.members,
    };
    return this.#snapshot;
  }

  /** Called after changes, at most once per frame for what comes in. Returns the function that ends it. */
  subscribe(listener: () => void): () => void {
    return this.#notifier.subscribe(listener);
  }

  /** Called once for each message that is posted while this session lives, in order; not for history. */
  onPosted(listener: (message: Message) => void): () => void {
    this.#posted.add(listener);
    return () => void this.#posted.delete(listener);
  }

  /** Called with messages as they now are, wherever they stand in the history; null when what changed is not known. */
  onChanged(listener: (messages: readonly Message[] | null) => void): () => void {
    this.#changes.add(listener);
    return () => void this.#changes.delete(listener);
  }

  /** Called for each act of mine that was refused: what it changed on the screen is undone. */
  onActRefused(listener: (act: Act, refusal: Refusal) => void): () => void {
    return this.#acts.onRefused(listener);
  }

  /** `alsoToChannel`: a reply in a thread goes to the channel as well. */
  send(body: string, replyTo?: number, poll?: PollDraft, alsoToChannel = false): Sent {
    this.#typing.sent();
    return this.#options.outbox.post(this.channel, body, replyTo, poll, alsoToChannel);
  }

  /** Changes a message as it is shown now; another's change in between is refused as `stale`. */
  edit(seq: number, body: string): Sent {
    return this.#options.outbox.edit(this.channel, seq, body, this.#timeline.get(seq)?.rev);
  }

  remove(seq: number): Sent {
    return this.#options.outbox.remove(this.channel, seq);
  }

  /** A reaction, pin, checkpoint or vote: shown at once, sent when it can be, undone when it is refused. */
  act(seq: number, act: Act): Sent {
    return this.#acts.send(seq, act);
  }

  /** I am writing. May be called at every key. */
  typing(): void {
    this.#typing.tell();
  }

  /** Earlier wordings, oldest first. @throws RefusedError, UnreachableError */
  async versions(seq: number): Promise<Version[]> {
    return (await this.#options.api.messages.versions(this.channel, seq)).versions;
  }

  /** Pins and checkpoints, newest first. @throws RefusedError, UnreachableError */
  async landmarks(): Promise<Message[]> {
    return (await this.#options.api.messages.landmarks(this.channel)).messages;
  }

  /** The message as it is shown, with what I did to it. */
  withMyActs(message: Message): Message {
    return this.#acts.over(message);
  }

  /** Sends what failed again; null where there is nothing of this id. */
  retry(id: string): Sent | null {
    return this.#options.outbox.retry(id);
  }

  /** Lets go of what failed or still waits. False: it is on its way. */
  discard(id: string): boolean {
    return this.#options.outbox.discard(id);
  }

  message(seq: number): Message | null {
    const message = this.#timeline.get(seq);
    return message && this.#acts.over(message);
  }

  /** False: nobody answered; call again. */
  loadOlder(): Promise<boolean> {
    return this.#history.older();
  }

  loadNewer(): Promise<boolean> {
    return this.#history.newer();
  }

  /** Brings the message into view, with what stands around it. False: there is none, or nobody answered. */
  jumpTo(seq: number): Promise<boolean> {
    return this.#history.jumpTo(seq);
  }

  jumpToLatest(): Promise<boolean> {
    return this.#history.jumpToLatest();
  }

  /** Another device of mine came: it hears how far I am. */
  hurryRead(): void {
    this.#marks.hurry();
  }

  markRead(seq: number): void {
    const before = this.#marks.seq;
    this.#marks.mark(seq);
    this.#readMoved(before);
  }

  /**
   * The message and all after it are unread again, here and on my other devices; seeing them changes nothing until the channel
   * is opened anew. @throws RefusedError, UnreachableError: nothing was changed then
   */
  async markUnread(from: number): Promise<void> {
    const before = this.#marks.seq;
    this.#marks.back(from - 1);
    this.#changed();
    try {
      await this.#options.api.messages.moveReadBack(this.channel, from - 1);
    } catch (cause) {
      this.#marks.release();
      this.#marks.learn(before);
      this.#changed();
      throw cause;
    }
  }

  #path(): string {
    const rev = this.#afresh ? undefined : this.#timeline.syncedRev;
    return withQuery(this.#options.api.socketPaths.channel(this.channel), { rev });
  }

  #request(request: ChannelRequest): boolean {
    return this.#connection.send(JSON.stringify(request));
  }

  #connectionIs(state: ConnectionState): void {
    if (state !== "open") {
      this.#stopResume();
      this.#typing.stop();
      this.#lane?.lost();
      if (this.#greeted) this.#pollAfter(FALLBACK_AFTER_MS);
      this.#greeted = false;
    }
    if (state === "waiting") this.#offlineSince ??= this.#environment.clock.now();
    this.#changed();
  }

  #hear(text: string): void {
    let event: ChannelEvent;
    try {
      event = JSON.parse(text) as ChannelEvent;
    } catch {
      return;
    }
    switch (event.type) {
      case "welcome":
        this.#timeline.applyWelcome(event.head, event.page);
        this.#tellChanged(null);
        this.#seen.learn(event.seen, event.page.messages);
        this.#greet(event.now, event.readSeq, event.page.messages);
        break;
      case "resumed":
        this.#tellPosted(this.#timeline.applyResumed(event.head, event.changes));
        // A second answer with the same hole would help no more than the first.
        if (this.#timeline.hasHole) return this.#startAfresh();
        this.#tellChanged(event.changes);
        this.#seen.learn(event.seen, event.changes);
        this.#greet(event.now, event.readSeq, event.changes);
        break;
      case "changed":
        this.#tellPosted(this.#timeline.applyChanges(event.changes));
        this.#seen.learn(undefined, event.changes);
        this.#tellChanged(event.changes);
        this.#settle(event.changes);
        if (this.#timeline.needsResume) this.#resume();
        break;
      case "seen":
        this.#seen.learn({ [event.member]: event.seq }, []);
        break;
      case "stored":
        for (const ack of event.messages) this.#lane?.carried(ack.id, ack);
        break;
      case "done":
        this.#lane?.carried(event.ref, { seq: event.seq, rev: event.rev });
        break;
      case "refused":
        if (event.ref !== undefined) this.#lane?.refused(event.ref, event.refusal);
        break;
      case "typed":
        return this.#typing.hear(event.member);
      case "ended":
        return this.#end(refusalOfClose(event.code, "channel"));
      // A newer server may tell more than this client knows.
    }
    this.#changedSoon();
  }

  /** The first frame of a socket, or the answer to a resume on it. */
  #greet(now: number, readSeq: number, messages: readonly Message[]): void {
    this.#stopResume();
    this.#afresh = false;
    this.#offlineSince = null;
    this.#options.outbox.serverClock.observe(now);
    this.#marks.learn(readSeq);
    this.#settle(messages);
    const waiting = this.#options.outbox.entries(this.channel);
    this.#timeline.keepPending(new Set(waiting.map(({ id }) => id)));
    this.#acts.settle(waiting);
    if (this.#greeted) return;
    this.#greeted = true;
    this.#stopPolling();
    this.#lane?.opened((text) => this.#connection.send(text));
    this.#marks.flush();
  }

  #resume(): void {
    if (this.#cancelResume !== null) return;
    const rev = this.#timeline.syncedRev ?? 0;
    this.#cancelResume = this.#environment.clock.after(RESUME_PATIENCE_MS, () => this.#startAfresh());
    this.#request({ type: "resume", rev });
  }

  #stopResume(): void {
    this.#cancelResume?.();
    this.#cancelResume = null;
  }

  #startAfresh(): void {
    this.#afresh = true;
    this.#connection.restart();
  }

  /** A message of mine among what the server tells is stored, whether its acknowledgement came or not. */
  #settle(messages: readonly Message[]): void {
    for (const { id, seq, rev, at } of messages) this.#lane?.carried(id, { seq, rev, at });
  }

  #settlePosts(): void {
    this.#settle(this.#options.outbox.entries(this.channel).length === 0 ? [] : this.#timeline.snapshot().messages);
  }

  #tellPosted(messages: readonly Message[]): void {
    this.#typing.wrote(messages.map(({ author }) => author));
    for (const message of messages) for (const listener of [...this.#posted]) listener(message);
  }

  #tellChanged(messages: readonly Message[] | null): void {
    for (const listener of [...this.#changes]) listener(messages);
  }

  #outboxSays(event: OutboxEvent): void {
    const { entry } = event;
    this.#acts.hear(event);
    if (entry.kind === "post") {
      const { id, body, createdAt, replyTo, poll } = entry;
      const shown = {
        id,
        body,
        createdAt,
        ...(replyTo !== undefined && { replyTo }),
        ...(poll !== undefined && { poll }),
      };
      if (event.type === "queued") this.#timeline.showPending(shown);
      else if (event.type === "held") this.#timeline.showPending({ ...shown, refusal: event.refusal });
      else if (event.type === "failed") this.#fail(shown, event.refusal);
      else if (event.type === "discarded") this.#timeline.dropPending(id);
      else if (event.carried.at !== undefined) {
        const before = this.#marks.seq;
        this.#timeline.applyStored({ id, ...event.carried, at: event.carried.at });
        this.#marks.wrote(event.carried.seq);
        this.#readMoved(before);
      }
    }
    if (event.type === "carried" && event.carried.message !== undefined) {
      this.#timeline.applyMessage(event.carried.message);
    }
    // Answers come in crowds; what a person does is shown at once.
    if (event.type === "carried") this.#changedSoon();
    else this.#changed();
  }

  #fail(shown: Parameters<Timeline["showPending"]>[0], why: Refusal): void {
    this.#timeline.showPending(shown);
    this.#timeline.failPending(shown.id, why);
  }

  #tellRead(seq: number): boolean {
    if (this.#greeted && this.#request({ type: "markRead", seq })) return true;
    if (!this.#polling) return false;
    this.#options.api.messages.markRead(this.channel, seq).catch(() => undefined);
    return true;
  }

  #readMoved(before: number): void {
    if (this.#marks.seq === before) return;
    this.#options.onRead?.(this.#marks.seq);
    this.#changed();
  }

  /** R60: where no socket is to be had, the newest page is read every few seconds. */
  #pollAfter(ms: number): void {
    this.#cancelPoll();
    this.#cancelPoll = this.#environment.clock.after(ms, () => {
      this.#polling = true;
      this.#marks.flush();
      void this.#history.newest().finally(() => {
        if (this.#polling) this.#pollAfter(POLL_MS);
      });
    });
  }

  #stopPolling(): void {
    this.#polling = false;
    this.#cancelPoll();
  }

  #end(why: Refusal): void {
    this.#ended = why;
    this.#leave();
    this.#changed();
  }

  #leave(): void {
    this.#stopPolling();
    this.#stopResume();
    this.#typing.stop();
    this.#marks.stop();
    this.#connection.close();
    this.#stopPolling();
    this.#lane?.detach();
    this.#lane = null;
    this.#unsubscribe();
  }

  #changed(): void {
    this.#snapshot = null;
    this.#notifier.now();
  }

  #changedSoon(): void {
    this.#snapshot = null;
    this.#notifier.soon();
  }
}
