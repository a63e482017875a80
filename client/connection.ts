/**
 * One WebSocket that comes back: heartbeat, full-jitter backoff, hints from outside. It knows nothing of what the frames
 * mean. A socket that was given up is an orphan: whatever it still says is ignored.
 */
import { CLOSE, isFinalClose } from "../protocol/close-codes.ts";
import { ECHO, PING, PONG } from "../protocol/heartbeat.ts";
import {
  HEARTBEAT_MS,
  HEARTBEAT_TIMEOUT_MS,
  RECONNECT_BASE_MS,
  RECONNECT_MAX_MS,
  RECONNECT_SOON_MS,
  RECONNECT_SOON_TRIES,
} from "../protocol/limits.ts";
import { systemClock, type Clock } from "./clock.ts";
import { silentSignals, type Hint, type Signals } from "./signals.ts";
import type { Socket } from "./socket.ts";

export type ConnectionState = "connecting" | "open" | "waiting" | "closed";

export interface ConnectionOptions {
  /** Called for every attempt, so that the address can carry the newest `rev`. */
  open: () => Socket;
  clock?: Clock;
  signals?: Signals;
  /** 0 to 1, as Math.random. */
  random?: () => number;
  onState: (state: ConnectionState) => void;
  /** Every text frame but the heartbeat's, and those that ask for an echo. */
  onFrame: (text: string) => void;
  /** The server said not to come back; `code` is one of `CLOSE`. */
  onFinalClose: (code: number) => void;
}

const OPEN_TIMEOUT_MS = 10_000;
/** After a hint that the network changed, an answer is expected sooner. */
const PROBE_TIMEOUT_MS = 3_000;
/** A socket that held for this long was a good one: the next backoff starts anew. */
const STABLE_MS = 5_000;
const GIVEN_UP = 4000;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #clock: Clock;
  readonly #random: () => number;
  #state: ConnectionState = "closed";
  #socket: Socket | null = null;
  #attempt = 0;
  #openedAt = 0;
  #heardAt = 0;
  #cancelTimer: () => void = () => undefined;
  #cancelDeadline: (() => void) | null = null;
  #unsubscribe: () => void = () => undefined;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Attempts since a socket last held. */
  get failures(): number {
    return this.#attempt;
  }

  /** When a socket last said something, the heartbeat's answer included, ms by the clock; 0: none ever did. */
  get heardAt(): number {
    return this.#heardAt;
  }

  open(): void {
    if (this.#state !== "closed") return;
    this.#attempt = 0;
    this.#unsubscribe = (this.#options.signals ?? silentSignals).subscribe((hint) => this.#heed(hint));
    this.#connect();
  }

  /** Ends it for good, until `open` is called again. */
  close(): void {
    this.#orphan();
    this.#unsubscribe();
    this.#enter("closed");
  }

  /** True when the frame was handed to an open socket; not that it arrived. */
  send(text: string): boolean {
    if (this.#state !== "open") return false;
    try {
      this.#socket?.send(text);
      return true;
    } catch {
      return false;
    }
  }

  /** Gives the socket up and comes back at once, for instance because what it said makes no sense. */
  restart(): void {
    if (this.#state === "closed") return;
    this.#orphan();
    this.#connect();
  }

  #connect(): void {
    this.#stopTimers();
    this.#enter("connecting");
    // A listener may have closed or restarted the connection just now.
    if (this.#state !== "connecting" || this.#socket !== null) return;
    let socket: Socket;
    try {
      socket = this.#options.open();
    } catch {
      this.#wait();
      return;
    }
    this.#socket = socket;
    this.#openedAt = Number.POSITIVE_INFINITY;
    this.#cancelTimer = this.#clock.after(OPEN_TIMEOUT_MS, () => this.#lost());
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#openedAt = this.#clock.now();
      this.#beat();
      this.#enter("open");
    };
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket || typeof data !== "string") return;
      this.#cancelDeadline?.();
      this.#cancelDeadline = null;
      this.#heardAt = this.#clock.now();
      this.#beat();
      // Who says so has read all that came before it.
      if (data.startsWith(ECHO)) this.send(data);
      else if (data !== PONG) this.#options.onFrame(data);
    };
    // An error is always followed by a close, which says more.
    socket.onerror = () => undefined;
    socket.onclose = ({ code }) => {
      if (socket !== this.#socket) return;
      if (isFinalClose(code)) {
        this.close();
        this.#options.onFinalClose(code);
      } else this.#lost(code === CLOSE.comeBack);
    };
  }

  #lost(atOnce = false): void {
    const held = this.#clock.now() - this.#openedAt >= STABLE_MS;
    this.#orphan();
    if (held) this.#attempt = 0;
    // Only a socket that held may come back without a pause: else two sides could turn each other round for ever.
    if (held && atOnce) this.#connect();
    else this.#wait();
  }

  #wait(): void {
    const most = this.#attempt < RECONNECT_SOON_TRIES ? RECONNECT_SOON_MS : RECONNECT_MAX_MS;
    const ceiling = Math.min(most, RECONNECT_BASE_MS * 2 ** Math.min(this.#attempt, 16));
    this.#attempt += 1;
    this.#cancelTimer = this.#clock.after(this.#random() * ceiling, () => this.#connect());
    this.#enter("waiting");
  }

  /** Called on every sign of life: the next ping goes out when nothing was heard for a while. */
  #beat(): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(HEARTBEAT_MS, () => this.#probe(HEARTBEAT_TIMEOUT_MS));
  }

  #probe(timeout: number): void {
    if (this.#cancelDeadline !== null) return;
    this.#cancelDeadline = this.#clock.after(timeout, () => this.#lost());
    if (!this.send(PING)) this.#lost();
  }

  #heed(hint: Hint): void {
    if (hint === "hidden") return;
    if (this.#state === "open") this.#probe(PROBE_TIMEOUT_MS);
    else if (this.#state === "waiting" && hint !== "offline") this.#connect();
  }

  #orphan(): void {
    this.#stopTimers();
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    try {
      socket.close(GIVEN_UP);
    } catch {
      // It was closed already, or never opened: either way it is gone.
    }
  }

  #stopTimers(): void {
    this.#cancelTimer();
    this.#cancelTimer = () => undefined;
    this.#cancelDeadline?.();
    this.#cancelDeadline = null;
  }

  #enter(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#options.onState(state);
  }
}
