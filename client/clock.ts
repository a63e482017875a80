/** Time as the client sees it. Given in from outside, so that tests decide what time it is. */
export interface Clock {
  /** Milliseconds since 1970, by this machine. */
  now(): number;
  /** Runs `task` once after `ms`; the returned function calls it off. */
  after(ms: number, task: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

/** The server's clock, as far as its frames told: message ids carry it, so a wrong clock here does no harm there. */
export class ServerClock {
  readonly #clock: Clock;
  #ahead = 0;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now() + this.#ahead;
  }

  /** `now` of a frame, in milliseconds. */
  observe(now: number): void {
    this.#ahead = now - this.#clock.now();
  }
}
