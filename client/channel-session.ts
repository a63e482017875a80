/** One channel as a person (or a bot) has it open: the timeline in step with its room, the lane of the outbox, and what was read. */
import type { Act, Message, PollDraft, Refusal } from "../protocol/index.ts";
import { READ_MARK_ALONE_MS, READ_MARK_EVERY_MS } from "../protocol/limits.ts";
import type { Api, Version } from "./api.ts";
import { pendingChanges, type ChannelSnapshot } from "./channel-snapshot.ts";
import { ChannelSync, type Aside, type Greeting } from "./channel-sync.ts";
import { isFinalRefusal } from "./endings.ts";
import { environment, type Environment } from "./environment.ts";
import { History } from "./history.ts";
import { Notifier } from "./notifier.ts";
import type { LaneSocket, Outbox, OutboxEvent, Sent } from "./outbox.ts";
import { PendingActions } from "./pending-actions.ts";
import { PageRequests } from "./page-requests.ts";
import { ReadMarks } from "./read-marks.ts";
import { SeenMarks } from "./seen-marks.ts";
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
  /** False: the room may hear later how far I read here, since nobody in it waits for that. Left out: somebody does. */
  isReadAwaited?: () => boolean;
  /** My other tabs and devices, told how far I read by somebody else than the room. Left out: the room tells them. */
  devices?: {
    areThere: () => boolean;
    /** False: they could not be told now. */
    tellRead: (seq: number) => boolean;
    /** How far I read by what they told: the room may not have it yet. */
    readSeq: () => number;
  };
}

export class ChannelSession {
  readonly channel: string;
  readonly #options: ChannelSessionOptions;
  readonly #environment: Environment;
  readonly #timeline = new Timeline();
  readonly #sync: ChannelSync;
  readonly #pages: PageRequests;
  readonly #history: History;
  readonly #marks: ReadMarks;
  readonly #seen = new SeenMarks();
  readonly #typing: Typing;
  readonly #acts: PendingActions;
  readonly #notifier: Notifier;
  readonly #posted = new Set<(message: Message) => void>();
  readonly #changes = new Set<(messages: readonly Message[] | null) => void>();
  #lane: LaneSocket | null = null;
  #unsubscribe: () => void = () => undefined;
  #ended: Refusal | null = null;
  #snapshot: ChannelSnapshot | null = null;

  constructor(options: ChannelSessionOptions) {
    this.channel = options.channel;
    this.#options = options;
    this.#environment = environment(options);
    const { clock, schedule } = this.#environment;
    const { api, channel, pageSize } = options;
    this.#notifier = new Notifier(schedule);
    this.#sync = new ChannelSync({
      environment: this.#environment,
      api,
      channel,
      timeline: this.#timeline,
      onState: () => this.#connectionIs(),
      onGreeting: (greeting, messages) => this.#greeted(greeting, messages),
      onOpened: () => {
        this.#lane?.opened((text) => this.#sync.send(text));
        this.#marks.flush();
      },
      onPosted: (messages) => this.#tellPosted(messages),
      onChanges: (messages) => {
        this.#seen.learn(undefined, messages);
        this.#tellChanged(messages);
        this.#settle(messages);
      },
      onAside: (aside) => this.#hear(aside),
      onHeard: () => this.#changedSoon(),
      onEnd: (why) => this.#end(why),
      poll: () => {
        this.#marks.flush();
        return this.#history.newest();
      },
    });
    this.#pages = new PageRequests({
      clock,
      send: (request) => this.#sync.request(request),
      byHttp: (query) => api.call("messages.page", { channel }, query),
    });
    this.#history = new History({
      page: (query) => this.#pages.fetch(query),
      timeline: this.#timeline,
      pageSize,
      onChange: () => this.#changed(),
      onPage: (page) => this.#settle(page.messages),
      onRefused: (why) => isFinalRefusal(why) && this.#end(why),
    });
    this.#marks = new ReadMarks({
      clock,
      send: (seq) => this.#tellRead(seq),
      every: () => (options.isReadAwaited?.() === false ? READ_MARK_ALONE_MS : READ_MARK_EVERY_MS),
      ...(options.devices && {
        devices: {
          areThere: options.devices.areThere,
          tell: options.devices.tellRead,
          every: READ_MARK_EVERY_MS,
        },
      }),
    });
    this.#typing = new Typing({
      clock,
      send: () => this.#sync.isGreeted && this.#sync.request({ type: "typing" }),
      onChange: () => this.#changed(),
    });
    this.#acts = new PendingActions({ outbox: options.outbox, channel, member: options.member });
  }

  open(): void {
    if (this.#lane !== null) return;
    this.#ended = null;
    const { outbox, channel } = this.#options;
    this.#lane = outbox.attach(channel);
    this.#marks.release();
    const stopOutbox = outbox.subscribe(channel, (event) => this.#outboxSays(event));
    const stopSignals = this.#environment.signals.subscribe((hint) => hint === "hidden" && this.#marks.leave());
    this.#unsubscribe = () => (stopOutbox(), stopSignals());
    for (const entry of outbox.entries(channel)) {
      this.#outboxSays({ type: "queued", entry });
      if (entry.refusal !== undefined) this.#outboxSays({ type: "failed", entry, refusal: entry.refusal });
    }
    this.#sync.open();
  }

  /** What is waiting goes out all the same, by the outbox alone. */
  close(): void {
    this.#marks.flush();
    this.#leave();
  }

  /** The same object until something changed. */
  snapshot(): ChannelSnapshot {
    if (this.#snapshot !== null) return this.#snapshot;
    const timeline = this.#timeline.snapshot();
    this.#snapshot = {
      ...timeline,
      messages: this.#acts.overAll(timeline.messages),
      ready: this.#timeline.loaded,
      connection: this.#sync.state,
      offlineSince: this.#sync.offlineSince,
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

  /** Changes a message as it is shown now; what another device wrote in between makes it `stale`, an edit of mine from here does not. */
  edit(seq: number, body: string): Sent {
    const message = this.#timeline.get(seq);
    const rev = message === null ? undefined : Math.max(message.rev, this.#acts.editedRev(message));
    return this.#options.outbox.edit(this.channel, seq, body, rev);
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
    return (await this.#options.api.call("messages.versions", { channel: this.channel, seq })).versions;
  }

  /** Pins and checkpoints, newest first. @throws RefusedError, UnreachableError */
  async landmarks(): Promise<Message[]> {
    return (await this.#options.api.call("messages.landmarks", { channel: this.channel })).messages;
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
      await this.#options.api.call("messages.read", { channel: this.channel }, { seq: from - 1, back: true });
    } catch (cause) {
      this.#marks.release();
      this.#marks.learn(before);
      this.#changed();
      throw cause;
    }
  }

  #connectionIs(): void {
    // Whatever it is now, the socket of before is gone.
    this.#typing.stop();
    this.#pages.lost();
    this.#lane?.lost();
    this.#changed();
  }

  #greeted(greeting: Greeting, messages: readonly Message[]): void {
    this.#pages.opened(greeting.pages === true);
    // After a page of its own, what changed is not known.
    this.#tellChanged(greeting.type === "welcome" ? null : messages);
    this.#seen.learn(greeting.seen, messages);
    this.#options.outbox.serverClock.observe(greeting.now);
    this.#marks.learn(greeting.readSeq, this.#options.devices?.readSeq());
    this.#settle(messages);
    const waiting = this.#options.outbox.entries(this.channel);
    this.#timeline.keepPending(new Set(waiting.map(({ id }) => id)));
    this.#acts.settle(waiting);
  }

  #hear(aside: Aside): void {
    if (this.#pages.hear(aside)) return;
    switch (aside.type) {
      case "seen":
        this.#seen.learn({ [aside.member]: aside }, []);
        break;
      case "stored":
        for (const ack of aside.messages) this.#lane?.carried(ack.id, ack);
        break;
      case "done":
        this.#lane?.carried(aside.ref, { seq: aside.seq, rev: aside.rev });
        break;
      case "refused":
        if (aside.ref !== undefined) this.#lane?.refused(aside.ref, aside.refusal);
        break;
      case "typed":
        return this.#typing.hear(aside.member);
      // A newer server may tell more than this client knows.
    }
    this.#changedSoon();
  }

  /** A message of mine among what the server tells is stored, whether its acknowledgement came or not. */
  #settle(messages: readonly Message[]): void {
    for (const { id, seq, rev, at } of messages) this.#lane?.carried(id, { seq, rev, at });
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
      else {
        this.#timeline.applyStored({ id, seq: event.carried.seq });
        // What I wrote is not unread to me, but nor does it say that I read what came in before it while I was cut off.
        this.#marks.release();
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
    const quiet = this.#options.devices !== undefined;
    if (this.#sync.isGreeted && this.#sync.request({ type: "markRead", seq, ...(quiet && { quiet }) })) return true;
    if (!this.#sync.isPolling) return false;
    this.#options.api.call("messages.read", { channel: this.channel }, { seq }).catch(() => undefined);
    return true;
  }

  #readMoved(before: number): void {
    if (this.#marks.seq === before) return;
    this.#options.onRead?.(this.#marks.seq);
    this.#changed();
  }

  #end(why: Refusal): void {
    this.#ended = why;
    this.#leave();
    this.#changed();
  }

  #leave(): void {
    this.#marks.stop();
    this.#sync.close();
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
