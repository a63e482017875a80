/** One class as a tab has it open: bootstrap, then the workspace socket; after every reconnect bootstrap again. */
import type { Bootstrap, Member, Refusal, WorkspaceEvent, WorkspaceRequest } from "../protocol/index.ts";
import { ClassLists } from "./class-lists.ts";
import { Connection, type ConnectionState } from "./connection.ts";
import { isFinalRefusal, refusalOfClose } from "./endings.ts";
import type { Drafts, DraftsOptions } from "./drafts.ts";
import { findDetour, openLive, type Way } from "./detour.ts";
import { environment, type Environment } from "./environment.ts";
import { RefusedError } from "./errors.ts";
import { Listeners } from "./listeners.ts";
import { MemberLookup } from "./member-lookup.ts";
import { Notifier } from "./notifier.ts";
import type { Socket } from "./socket.ts";
import { addMembers, applyWorkspaceEvent, channelOf, fromBootstrap, type WorkspaceState } from "./workspace-state.ts";
import type { WorkspaceSessionOptions, WorkspaceSnapshot } from "./workspace-snapshot.ts";

export type { WorkspaceSessionOptions, WorkspaceSnapshot };

/** A bootstrap after a reconnect waits for up to this long, so that a class cut off at once does not ask at once. */
const SPREAD_MS = 1_000;
const RETRY_MS = 3_000;
/** How far two of the server's clocks may be apart. */
const CLOCKS_APART_MS = 2_000;
/** Of failed attempts at a socket, every how many a bootstrap asks what is the matter. */
const PROBE_EVERY = 4;

export class WorkspaceSession {
  readonly #options: WorkspaceSessionOptions;
  readonly #environment: Environment;
  readonly #connection: Connection;
  readonly #notifier: Notifier;
  readonly #lookup: MemberLookup;
  readonly lists: ClassLists;
  readonly #events = new Listeners<[event: WorkspaceEvent]>();
  #drafts: Drafts | null = null;
  #state: WorkspaceState | null = null;
  #first: Promise<Bootstrap | null> | undefined;
  /** What the socket told while a bootstrap was on its way, to be laid over it. */
  #eventsMeanwhile: WorkspaceEvent[] = [];
  /** Counts openings and endings: an answer to an earlier one is nobody's. */
  #life = 0;
  /** Threads that are asked for, with what was told of them meanwhile: the answer may be older than that. */
  readonly #threadsWanted = new Map<string, WorkspaceEvent[]>();
  /** When the last bootstrap was read, by the server's clock. */
  #answeredAt: number | null = null;
  /** When the hub last told something other than news, by its hello. News of the last minute follow that. */
  #changedAt = 0;
  /** The last hello was not yet held against a bootstrap. */
  #isUnchecked = false;
  /** A socket was open before: whatever was told while there was none is lost to this tab. */
  #wasOpen = false;
  #idle = false;
  #socket: Socket | null = null;
  /** The last bootstrap in place of a socket was answered. */
  #isAnswered = false;
  #asking = false;
  #askAgain = false;
  #cancelAsk: () => void = () => undefined;
  #unsubscribe: () => void = () => undefined;
  #offlineSince: number | null = null;
  #ended: Refusal | null = null;
  #snapshot: WorkspaceSnapshot | null = null;

  constructor(options: WorkspaceSessionOptions) {
    this.#options = options;
    this.#first = options.first;
    this.#environment = environment(options);
    const { clock, signals, random, schedule } = this.#environment;
    const { api, workspace } = options;
    this.#notifier = new Notifier(schedule);
    this.#lookup = new MemberLookup({
      api,
      workspace,
      clock,
      // Who was told of meanwhile is known better by that.
      onFound: (members, noDirect) => {
        const state = this.#state;
        const isUnknown = ({ id }: Member) => state?.members.has(id) === false;
        this.#become(state && addMembers(state, members.filter(isUnknown), noDirect));
      },
    });
    const become = (state: WorkspaceState) => this.#become(state, "now");
    this.lists = new ClassLists({ api, workspace, state: () => this.#state, become });
    this.#connection = new Connection({
      clock,
      signals,
      random,
      open: () => (this.#socket = openLive(api, this.#environment, api.pathOf("sockets.workspace", { workspace }))),
      onState: (state) => this.#connectionIs(state),
      onFrame: (text) => this.#receive(text),
      onFinalClose: (code) => this.#end(refusalOfClose(code, "class")),
    });
  }

  /**
   * What I have not sent, on all my devices; made with the first call, so that a first look does without: `load()` it then.
   * @param make `(options) => new Drafts(options)`
   */
  joinDrafts(make: (options: DraftsOptions) => Drafts): Drafts {
    const { api, workspace } = this.#options;
    const { serverClock } = this.#options;
    const serverNow = serverClock && { serverNow: () => serverClock.now() };
    return (this.#drafts ??= make({ api, workspace, clock: this.#environment.clock, ...serverNow }));
  }

  open(): void {
    if (this.#connection.state !== "closed") return;
    this.#ended = null;
    this.#life += 1;
    this.#unsubscribe = this.#environment.signals.subscribe((hint) => {
      if (hint === "visible" || hint === "hidden") this.#sendVisible();
      if (hint === "hidden") this.#drafts?.flush();
    });
    void this.#bootstrap();
    this.#connection.open();
  }

  close(): void {
    this.#life += 1;
    this.#asking = this.#askAgain = false;
    this.#eventsMeanwhile = [];
    this.lists.forget();
    this.#cancelAsk();
    this.#drafts?.flush();
    this.#unsubscribe();
    this.#lookup.stop();
    this.#connection.close();
  }

  snapshot(): WorkspaceSnapshot {
    this.#snapshot ??= {
      state: this.#state,
      connection: this.#connection.state,
      offlineSince: this.#offlineSince,
      ended: this.#ended,
      way: this.#way,
    };
    return this.#snapshot;
  }

  get #way(): Way {
    if (this.#connection.state === "open") return this.#socket?.listensOnly === true ? "stream" : "socket";
    return this.#isAnswered ? "pages" : null;
  }

  /** Called after changes, at most once per frame for what comes in. Returns the function that ends it. */
  subscribe(listener: () => void): () => void {
    return this.#notifier.subscribe(listener);
  }

  /**
   * Called with every frame of the class's socket, before the state has it: for who keeps something that is not part of the state.
   * What is told while there is no socket is lost: `hello` says that there is one again. Returns the function that ends it.
   */
  onEvent(listener: (event: WorkspaceEvent) => void): () => void {
    return this.#events.add(listener);
  }

  /** Takes what an HTTP answer or another session told, as if the socket had: a channel just made, a mark just moved. */
  apply(event: WorkspaceEvent): void {
    this.#remember(event);
    this.#become(this.#state && applyWorkspaceEvent(this.#state, event), "now");
  }

  /** Asks for those of the ids that are not known; they appear in the state when the server has answered. */
  wantMembers(ids: Iterable<string>): void {
    const known: ReadonlyMap<string, Member> | undefined = this.#state?.members;
    this.#lookup.want([...ids].filter((id) => known?.has(id) !== true));
  }

  /** The answers that are waited for may be older than this: it is laid over them. */
  #remember(event: WorkspaceEvent): void {
    if (this.#asking) this.#eventsMeanwhile.push(event);
    this.lists.remember(event);
  }

  /** News of a thread that was read to its end when bootstrap told of those that were not. */
  #wantThread(id: string): void {
    if (!this.#state || this.#threadsWanted.has(id) || channelOf(this.#state, id)) return;
    const eventsMeanwhile: WorkspaceEvent[] = [];
    this.#threadsWanted.set(id, eventsMeanwhile);
    const life = this.#life;
    this.#options.api
      .call("channels.get", { channel: id })
      .then(({ channel }) => {
        if (life !== this.#life || !channel.following) return;
        this.apply({ type: "channelJoined", channel });
        for (const event of eventsMeanwhile) this.apply(event);
      })
      // Bootstrap tells of it after the next reconnect.
      .catch(() => undefined)
      .finally(() => this.#threadsWanted.delete(id));
  }

  #receive(text: string): void {
    let event: WorkspaceEvent;
    try {
      event = JSON.parse(text) as WorkspaceEvent;
    } catch {
      return;
    }
    this.#events.emit(event);
    if (event.type === "hello") {
      const drafts = this.#drafts;
      const life = this.#life;
      if (drafts?.isLoaded)
        this.#environment.clock.after(this.#environment.random() * SPREAD_MS, () => {
          if (life === this.#life) void drafts.load();
        });
      this.#offlineSince = null;
      this.#options.serverClock?.observe(event.now);
      // A tab is taken to be in view until it says otherwise.
      if (this.#idle || !this.#environment.signals.visible()) this.#sendVisible();
      if (this.#wasOpen) this.#answeredAt = null;
      this.#wasOpen = true;
      this.#isUnchecked = true;
      this.#changedAt = event.changedAt;
      this.#refreshIfStale();
    }
    if (event.type === "draftChanged") return this.#drafts?.receive(event);
    if (event.type === "hello") this.lists.renew();
    if (event.type === "news" && event.parent) this.#wantThread(event.channel);
    if ("channel" in event && typeof event.channel === "string") this.#threadsWanted.get(event.channel)?.push(event);
    if (event.type === "ended") return this.#end(refusalOfClose(event.code, "class"));
    this.#remember(event);
    this.#become(this.#state && applyWorkspaceEvent(this.#state, event));
  }

  /** What changed between the bootstrap and the socket's first frame was told to nobody. */
  #refreshIfStale(): void {
    if (this.#asking || !this.#isUnchecked) return;
    this.#isUnchecked = false;
    if (this.#answeredAt !== null && this.#answeredAt - CLOCKS_APART_MS > this.#changedAt) return;
    this.#askIn(this.#environment.random() * SPREAD_MS);
  }

  #askIn(ms: number): void {
    this.#cancelAsk();
    this.#cancelAsk = this.#environment.clock.after(ms, () => void this.#bootstrap());
  }

  /** Nobody has touched this tab for AWAY_AFTER_MS, or somebody did again. */
  setIdle(idle: boolean): void {
    if (idle === this.#idle) return;
    this.#idle = idle;
    this.#sendVisible();
  }

  /** Tells my other tabs and devices how far I have read in a channel. False: they could not be told now. */
  sendRead(channel: string, seq: number): boolean {
    return this.send({ type: "showRead", channel, seq });
  }

  /** On the class's socket. False: there is none now. */
  send(request: WorkspaceRequest): boolean {
    return this.#connection.send(JSON.stringify(request));
  }

  #sendVisible(): void {
    const visible = this.#environment.signals.visible();
    this.send({ type: "setVisible", visible, ...(this.#idle && { idle: true }) });
  }

  #read(): Promise<Bootstrap> {
    const { api, workspace } = this.#options;
    const first = this.#first;
    this.#first = undefined;
    const ask = () => api.call("workspaces.bootstrap", { workspace });
    return first ? first.then((answer) => answer ?? ask()) : ask();
  }

  async #bootstrap(): Promise<void> {
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    this.#asking = true;
    this.#askAgain = false;
    const life = this.#life;
    let answer: Bootstrap | null = null;
    let refused: Refusal | null = null;
    try {
      answer = await this.#read();
    } catch (cause) {
      if (cause instanceof RefusedError) refused = cause.refusal;
    }
    if (life !== this.#life) return;
    this.#asking = false;
    this.#lookAround(answer !== null);
    const eventsMeanwhile = this.#eventsMeanwhile;
    this.#eventsMeanwhile = [];
    if (answer !== null) {
      this.#answeredAt = answer.now;
      this.#become(eventsMeanwhile.reduce(applyWorkspaceEvent, fromBootstrap(answer, this.#state ?? undefined)), "now");
      if (this.#askAgain) void this.#bootstrap();
      else this.#refreshIfStale();
    } else if (refused !== null && isFinalRefusal(refused)) this.#end(refused);
    else this.#askIn(refused?.retryAfter ?? RETRY_MS * (0.5 + this.#environment.random()));
  }

  /** `isAnswered`: HTTP is; where no socket opens all the same, there may be another way. */
  #lookAround(isAnswered: boolean): void {
    this.#isAnswered = isAnswered && this.#connection.state !== "open" && this.#connection.failures >= 2;
    if (!this.#isAnswered) return;
    this.#snapshot = null;
    void findDetour(this.#options.api, this.#environment).then(
      (isNew) => isNew && this.#isAnswered && this.#connection.restart(),
    );
  }

  #connectionIs(state: ConnectionState): void {
    if (state === "open") this.#isAnswered = false;
    if (state === "waiting") {
      this.#offlineSince ??= this.#environment.clock.now();
      // A browser does not tell why an upgrade was refused; a plain request does. It also keeps the counts fresh where no
      // socket is to be had (R60).
      if (this.#connection.failures % PROBE_EVERY === 2) void this.#bootstrap();
    }
    this.#snapshot = null;
    this.#notifier.now();
  }

  #end(why: Refusal): void {
    this.#ended = why;
    this.close();
    this.#snapshot = null;
    this.#notifier.now();
  }

  #become(state: WorkspaceState | null, when: "now" | "soon" = "soon"): void {
    if (state === null || state === this.#state) return;
    this.#state = state;
    this.#snapshot = null;
    if (when === "now") this.#notifier.now();
    else this.#notifier.soon();
  }
}
