/**
 * Keeps a timeline in step with its room: the channel's socket, what it tells, resuming where something is missing, and reading
 * the newest page every few seconds where no socket is to be had (R60).
 */
import type { ChannelEvent, ChannelRequest, Message, Refusal } from "../protocol/index.ts";
import type { Api } from "./api.ts";
import { Connection, type ConnectionState } from "./connection.ts";
import { refusalOfClose } from "./endings.ts";
import { FALLBACK_AFTER_MS, findDetour, openLive, type Way } from "./detour.ts";
import type { Environment } from "./environment.ts";
import { withQuery } from "./http.ts";
import type { Socket } from "./socket.ts";
import type { Timeline } from "./timeline.ts";

/** What the room told in answer to a connection: the newest page, or what changed since `rev`. */
export type Greeting = Extract<ChannelEvent, { type: "welcome" | "resumed" }>;
/** What the room tells that is not about the order of the messages. */
export type Aside = Exclude<ChannelEvent, Greeting | { type: "changed" | "ended" }>;

export interface ChannelSyncOptions {
  environment: Environment;
  api: Api;
  channel: string;
  timeline: Timeline;
  /** The socket opened, closed, or waits. */
  onState: (state: ConnectionState) => void;
  /** The timeline is as the room has it. `messages`: those that were told. */
  onGreeting: (greeting: Greeting, messages: readonly Message[]) => void;
  /** After the first greeting of a socket: requests reach the room now. */
  onOpened: () => void;
  /** They are in the timeline. */
  onPosted: (messages: readonly Message[]) => void;
  onChanges: (messages: readonly Message[]) => void;
  onAside: (aside: Aside) => void;
  /** What a frame told is in the timeline. */
  onReceived: () => void;
  /** The room will not have us. */
  onEnd: (why: Refusal) => void;
  /** No socket: reads the newest page. False: nobody answered. */
  poll: () => Promise<boolean>;
}

/** With the socket away, the newest page is read this often. */
const POLL_MS = 5_000;
const RESUME_PATIENCE_MS = 10_000;

export class ChannelSync {
  readonly #options: ChannelSyncOptions;
  readonly #connection: Connection;
  #cancelPoll: () => void = () => undefined;
  #cancelResume: (() => void) | null = null;
  #polling = false;
  /** The last page that was read in place of a socket came. */
  #hasPages = false;
  #socket: Socket | null = null;
  #greeted = false;
  /** The next socket names no `rev`: what is held turned out not to be whole. */
  #afresh = false;
  #offlineSince: number | null = null;

  constructor(options: ChannelSyncOptions) {
    this.#options = options;
    const { environment, api } = options;
    this.#connection = new Connection({
      clock: environment.clock,
      signals: environment.signals,
      random: environment.random,
      open: () => (this.#socket = openLive(api, environment, this.#path())),
      onState: (state) => this.#connectionIs(state),
      onFrame: (text) => this.#receive(text),
      onFinalClose: (code) => options.onEnd(refusalOfClose(code, "channel")),
    });
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }
  /** When the room or its heartbeat was last heard, ms by this machine's clock. */
  get heardAt(): number {
    return this.#connection.heardAt;
  }
  /** Since when the room is out of reach, ms by this machine's clock. */
  get offlineSince(): number | null {
    return this.#offlineSince;
  }
  /** The socket is open and the room has answered on it. */
  get isGreeted(): boolean {
    return this.#greeted;
  }
  /** There is no socket; pages are read instead. */
  get isPolling(): boolean {
    return this.#polling;
  }

  /** What is told comes in on a stream: what one says goes by HTTP. */
  get listensOnly(): boolean {
    return this.#socket?.listensOnly === true;
  }
  get way(): Way {
    if (this.#greeted) return this.listensOnly ? "stream" : "socket";
    return this.#polling && this.#hasPages ? "pages" : null;
  }

  open(): void {
    this.#pollAfter(FALLBACK_AFTER_MS);
    this.#connection.open();
  }

  close(): void {
    this.#connection.close();
    // Last: a socket that closes is waited for by reading pages.
    this.#stopPolling();
  }

  /** False: there is no socket. */
  send(text: string): boolean {
    return this.#connection.send(text);
  }

  request(request: ChannelRequest): boolean {
    return this.send(JSON.stringify(request));
  }

  #path(): string {
    const { api, channel, timeline } = this.#options;
    const rev = this.#afresh ? undefined : timeline.syncedRev;
    return withQuery(api.pathOf("sockets.channel", { channel }), { rev });
  }

  #connectionIs(state: ConnectionState): void {
    // A socket that has just opened has not greeted yet.
    this.#stopResume();
    if (this.#greeted) this.#pollAfter(FALLBACK_AFTER_MS);
    this.#greeted = false;
    if (state === "waiting") this.#offlineSince ??= this.#options.environment.clock.now();
    this.#options.onState(state);
  }

  #receive(text: string): void {
    const { timeline, onPosted, onChanges, onAside, onReceived, onEnd } = this.#options;
    let event: ChannelEvent;
    try {
      event = JSON.parse(text) as ChannelEvent;
    } catch {
      return;
    }
    switch (event.type) {
      case "welcome":
        timeline.applyWelcome(event.head, event.page);
        this.#greet(event, event.page.messages);
        break;
      case "resumed":
        onPosted(timeline.applyResumed(event.head, event.changes));
        // A second answer with the same hole would help no more than the first.
        if (timeline.hasHole) return this.#startAfresh();
        this.#greet(event, event.changes);
        break;
      case "changed":
        onPosted(timeline.applyChanges(event.changes));
        onChanges(event.changes);
        if (timeline.needsResume) this.#resume();
        break;
      case "ended":
        return onEnd(refusalOfClose(event.code, "channel"));
      default:
        return onAside(event);
    }
    onReceived();
  }

  /** The first frame of a socket, or the answer to a resume on it. */
  #greet(greeting: Greeting, messages: readonly Message[]): void {
    this.#stopResume();
    this.#afresh = false;
    this.#offlineSince = null;
    this.#options.onGreeting(greeting, messages);
    if (this.#greeted) return;
    this.#greeted = true;
    this.#stopPolling();
    this.#options.onOpened();
  }

  #resume(): void {
    if (this.#cancelResume !== null) return;
    const rev = this.#options.timeline.syncedRev ?? 0;
    this.#cancelResume = this.#options.environment.clock.after(RESUME_PATIENCE_MS, () => this.#startAfresh());
    // A stream tells it where it is opened anew.
    if (!this.request({ type: "resume", rev })) this.#connection.restart();
  }

  #stopResume(): void {
    this.#cancelResume?.();
    this.#cancelResume = null;
  }

  #startAfresh(): void {
    this.#afresh = true;
    this.#connection.restart();
  }

  #pollAfter(ms: number): void {
    this.#cancelPoll();
    this.#cancelPoll = this.#options.environment.clock.after(ms, () => {
      this.#polling = true;
      void this.#options.poll().then(
        (hasPages) => this.#polled(hasPages),
        () => this.#polled(false),
      );
    });
  }

  #polled(hasPages: boolean): void {
    if (!this.#polling) return;
    const { api, environment, onState } = this.#options;
    if (hasPages !== this.#hasPages) {
      this.#hasPages = hasPages;
      onState(this.state);
    }
    this.#pollAfter(POLL_MS);
    // The server answers, and no socket opens.
    if (hasPages)
      void findDetour(api, environment).then((isNew) => isNew && this.#polling && this.#connection.restart());
  }

  #stopPolling(): void {
    this.#polling = this.#hasPages = false;
    this.#cancelPoll();
  }
}
