/** One channel as a person (or a bot) has it open: the timeline in step with its room, the lane of the outbox, and what was read. */
import type { Act, Message, Page, PostContent, Refusal } from "../protocol/index.ts";
import type { Api, Version } from "./api.ts";
import { ChannelReadMarks, type OtherDevices } from "./channel-read-marks.ts";
import { snapshotOf, type ChannelSnapshot } from "./channel-snapshot.ts";
import { ChannelSync, type Aside, type Greeting } from "./channel-sync.ts";
import { isFinalRefusal } from "./endings.ts";
import { environment, type Environment } from "./environment.ts";
import { History } from "./history.ts";
import { Listeners } from "./listeners.ts";
import { Notifier } from "./notifier.ts";
import type { Outbox, Sent } from "./outbox.ts";
import { OwnWrites } from "./own-writes.ts";
import { PageRequests } from "./page-requests.ts";
import { SeenMarks } from "./seen-marks.ts";
import { headOf, Timeline } from "./timeline.ts";
import { Typing } from "./typing.ts";

export interface ChannelSessionOptions extends Partial<Environment> {
  api: Api;
  /** Id of the channel. */
  channel: string;
  /** Of the account; shared by all its channels, and started by its owner. Promised: reading goes before it, what is written waits for it. */
  outbox: Outbox | Promise<Outbox>;
  /** My member id: shows what I do to messages at once. Left out, it shows when the server says so. */
  member?: string;
  pageSize?: number;
  /** The newest page, read a moment ago by another way: shown at once, and the room is asked for what changed since. */
  newest?: Page | undefined;
  /** My mark moved: lets a badge change before the server says so. */
  onRead?: (seq: number) => void;
  /** False: the room may hear later how far I read here, since nobody in it waits for that. Left out: somebody does. */
  isReadAwaited?: () => boolean;
  /** My other tabs and devices, told how far I read by somebody else than the room. Left out: the room tells them. */
  devices?: OtherDevices;
}

export class ChannelSession {
  readonly channel: string;
  readonly #options: ChannelSessionOptions;
  readonly #environment: Environment;
  readonly #timeline = new Timeline();
  readonly #sync: ChannelSync;
  readonly #pages: PageRequests;
  readonly #history: History;
  readonly #marks: ChannelReadMarks;
  readonly #seen = new SeenMarks();
  readonly #typing: Typing;
  readonly #own: OwnWrites;
  readonly #notifier: Notifier;
  readonly #posted = new Listeners<[message: Message]>();
  readonly #changes = new Listeners<[messages: readonly Message[] | null]>();
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
      onState: () => this.#disconnected(),
      onGreeting: (greeting, messages) => this.#greeted(greeting, messages),
      onOpened: () => {
        if (!this.#sync.listensOnly) this.#own.connected((text) => this.#sync.send(text));
        this.#marks.flush();
      },
      onPosted: (messages) => this.#emitPosted(messages),
      onChanges: (messages) => {
        this.#seen.learn(undefined, messages);
        this.#changes.emit(messages);
        this.#own.settle(messages);
      },
      onAside: (aside) => this.#receive(aside),
      onReceived: () => this.#changedSoon(),
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
      onPage: (page) => this.#own.settle(page.messages),
      onRefused: (why) => isFinalRefusal(why) && this.#end(why),
    });
    this.#marks = new ChannelReadMarks({
      api,
      channel,
      clock,
      sync: this.#sync,
      onRead: options.onRead,
      isReadAwaited: options.isReadAwaited,
      devices: options.devices,
      onChange: () => this.#changed(),
    });
    this.#typing = new Typing({
      clock,
      send: () => this.#sync.isGreeted && this.#sync.request({ type: "typing" }),
      onChange: () => this.#changed(),
    });
    this.#own = new OwnWrites({
      ...{ outbox: options.outbox, clock, channel, member: options.member, timeline: this.#timeline },
      // What I wrote is not unread to me, but nor does it say that I read what came in before it while I was cut off.
      onStored: () => this.#marks.release(),
      // Answers come in crowds; what a person does is shown at once.
      onChange: (by) => (by === "answer" ? this.#changedSoon() : this.#changed()),
    });
  }

  /**
   * Connects to the room, and shows what of mine waits for it. Calling it again changes nothing.
   * @param place `seq` of the message that its reader comes for: a page read before that lacks it is not shown
   */
  open(place?: number): void {
    if (this.#own.isOpen) return;
    this.#ended = null;
    this.#marks.release();
    this.#own.open();
    const { newest: page } = this.#options;
    if (page && (place === undefined || page.messages.some(({ seq }) => seq === place))) this.offer(page);
    this.#unsubscribe = this.#environment.signals.subscribe((hint) => hint === "hidden" && this.#marks.leave());
    this.#sync.open();
  }

  /** Ends the connection. What is waiting goes out all the same, by the outbox alone. */
  close(): void {
    this.#marks.flush();
    this.#leave();
  }

  /** The same object until something changed. */
  snapshot(): ChannelSnapshot {
    this.#snapshot ??= snapshotOf({
      ...{ timeline: this.#timeline, own: this.#own, sync: this.#sync, history: this.#history },
      ...{ marks: this.#marks, seen: this.#seen, typing: this.#typing, ended: this.#ended },
    });
    return this.#snapshot;
  }

  /** Called after changes, at most once per frame for what comes in. Returns the function that ends it. */
  subscribe(listener: () => void): () => void {
    return this.#notifier.subscribe(listener);
  }

  /** Called once for each message that is posted while this session lives, in order; not for history. */
  onPosted(listener: (message: Message) => void): () => void {
    return this.#posted.add(listener);
  }

  /** Called with messages as they now are, wherever they stand in the history; null when what changed is not known. */
  onChanged(listener: (messages: readonly Message[] | null) => void): () => void {
    return this.#changes.add(listener);
  }

  /** Called for each act of mine that was refused: what it changed on the screen is undone. */
  onActRefused(listener: (act: Act, refusal: Refusal) => void): () => void {
    return this.#own.onActRefused(listener);
  }

  /**
   * Posts a message: kept in the outbox, shown at once, sent when it can be.
   * @param content a string is its words and nothing else
   * @param waitingAs its id, where it waits for its files
   */
  send(content: PostContent | string, waitingAs?: string): Sent {
    this.#typing.sent();
    return this.#own.post(content, waitingAs);
  }

  /** Changes a message as it is shown now; what another device wrote in between makes it `stale`, an edit of mine from here does not. */
  edit(seq: number, body: string): Sent {
    return this.#own.edit(seq, { body });
  }

  /** Deletes a message: shown as going at once, sent when it can be. */
  remove(seq: number): Sent {
    return this.#own.remove(seq);
  }

  /** A reaction, pin, checkpoint or vote: shown at once, sent when it can be, undone when it is refused. */
  act(seq: number, act: Act): Sent {
    return this.#own.act(seq, act);
  }

  /** I am writing. May be called at every key. */
  typing(): void {
    this.#typing.send();
  }

  /** Earlier wordings, oldest first. @throws RefusedError, UnreachableError */
  async versions(seq: number): Promise<Version[]> {
    return (await this.#options.api.call("messages.versions", { channel: this.channel, seq })).versions;
  }

  /** Pins and checkpoints, newest first. @throws RefusedError, UnreachableError */
  async pinsAndCheckpoints(): Promise<Message[]> {
    return (await this.#options.api.call("messages.landmarks", { channel: this.channel })).messages;
  }

  /** The message as it is shown, with what I did to it. */
  withMyActs(message: Message): Message {
    return this.#own.over(message);
  }

  /** Sends what failed again; null where there is nothing of this id. */
  retry(id: string): Sent | null {
    return this.#own.retry(id);
  }

  /** Lets go of what failed or still waits. False: it is on its way. */
  discard(id: string): boolean {
    return this.#own.discard(id);
  }

  /** A message that is loaded, as it is shown. */
  message(seq: number): Message | null {
    const message = this.#timeline.get(seq);
    return message && this.#own.over(message);
  }

  /** Loads the page before what is in view. False: nobody answered; call again. */
  loadOlder(): Promise<boolean> {
    return this.#history.older();
  }

  /** Loads the page after what is in view. False: nobody answered; call again. */
  loadNewer(): Promise<boolean> {
    return this.#history.newer();
  }

  /** Brings the message into view, with what stands around it. False: there is none, or nobody answered. */
  jumpTo(seq: number): Promise<boolean> {
    return this.#history.jumpTo(seq);
  }

  /** Brings the channel's end into view. False: nobody answered. */
  jumpToLatest(): Promise<boolean> {
    return this.#history.jumpToLatest();
  }

  /** Another device of mine came: it hears how far I am. */
  hurryRead(): void {
    this.#marks.hurry();
  }

  /** Read up to `seq`, here at once, and told to the room and my other devices now and then. */
  markRead(seq: number): void {
    this.#marks.mark(seq);
  }

  /**
   * The message and all after it are unread again, here and on my other devices; seeing them changes nothing until the channel
   * is opened anew. @throws RefusedError, UnreachableError: nothing was changed then
   */
  markUnread(from: number): Promise<void> {
    return this.#marks.back(from);
  }

  /** The socket of before is gone, whatever the connection is now. */
  #disconnected(): void {
    this.#typing.stop();
    this.#pages.lost();
    this.#own.disconnected();
    this.#marks.disconnected();
    this.#changed();
  }

  /** The newest page as it was a while ago, where nothing is known yet: shown until the room has told what changed since. */
  offer(page: Page): void {
    if (!this.#timeline.loaded) this.#timeline.applyWelcome(headOf(page), page);
    this.#own.settle(page.messages);
    this.#changed();
  }

  #greeted(greeting: Greeting, messages: readonly Message[]): void {
    this.#pages.opened(greeting.pages === true);
    // After a page of its own, what changed is not known.
    this.#changes.emit(greeting.type === "welcome" ? null : messages);
    this.#seen.learn(greeting.seen, messages);
    this.#own.observe(greeting.now);
    this.#marks.learn(greeting.readSeq);
    this.#own.settle(messages);
    this.#own.reconcile();
  }

  #receive(aside: Aside): void {
    if (this.#pages.receive(aside)) return;
    switch (aside.type) {
      case "seen":
        this.#seen.learn({ [aside.member]: aside }, []);
        break;
      case "stored":
      case "done":
      case "refused":
        this.#own.answered(aside);
        break;
      case "typed":
        return this.#typing.receive(aside.member);
      // A newer server may tell more than this client knows.
    }
    this.#changedSoon();
  }

  #emitPosted(messages: readonly Message[]): void {
    this.#typing.wrote(messages.map(({ author }) => author));
    for (const message of messages) this.#posted.emit(message);
  }

  #end(why: Refusal): void {
    this.#ended = why;
    this.#leave();
    this.#changed();
  }

  #leave(): void {
    this.#marks.stop();
    this.#sync.close();
    this.#own.close();
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
