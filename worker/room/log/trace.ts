/**
 * The way of the latest messages through the room: which step was done when, in the order in which they were done (R71). Kept in
 * memory, since it is for looking into and nothing depends on it: a room that slept has forgotten it. It holds neither words nor
 * readers.
 */
import type { Message, TraceStep } from "../../../protocol/index.ts";
import type { Timed } from "../../../protocol/status.ts";

/** Commits that are remembered. */
const TRACES_MAX = 200;

interface Commit {
  /** The channel's `rev` before it and after it. */
  afterRev: number;
  lastRev: number;
  first: number;
  last: number;
  steps: TraceStep[];
  isIndexed?: true;
}

export class Trace {
  /** Oldest first. */
  readonly #commits: Commit[] = [];
  readonly #timed: (what: Timed, ms: number, messages: number) => void;

  /** @param timed hears how long so many messages took, ms */
  constructor(timed: (what: Timed, ms: number, messages: number) => void = () => undefined) {
    this.#timed = timed;
  }

  /** New messages of one commit were written, and nobody was told yet. `receivedAt`: when the first of them came in, ms. */
  committed(messages: readonly Message[], afterRev: number, receivedAt: number): void {
    const [first, last] = [messages[0], messages.at(-1)];
    if (!first || !last) return;
    const now = Date.now();
    const steps: TraceStep[] = [
      { step: "received", at: receivedAt },
      { step: "committed", at: now },
    ];
    this.#timed("commit", now - receivedAt, messages.length);
    this.#commits.push({ afterRev, lastRev: last.rev, first: first.seq, last: last.seq, steps });
    if (this.#commits.length > TRACES_MAX) this.#commits.shift();
  }

  /** Frames went to everybody who is here. */
  broadcast(afterRev: number): void {
    this.#done("told", (commit) => commit.afterRev === afterRev && commit.steps.at(-1)?.step === "committed");
  }

  /** The history has everything up to this `rev`. */
  replicated(rev: number): void {
    this.#done("kept", ({ lastRev, steps }) => lastRev <= rev && steps.at(-1)?.step !== "kept");
  }

  /** The search index has everything up to this `rev`. */
  indexed(rev: number): void {
    for (let place = this.#commits.length - 1; place >= 0; place -= 1) {
      const commit = this.#commits[place];
      if (!commit || commit.isIndexed) return;
      if (commit.lastRev > rev) continue;
      commit.isIndexed = true;
      this.#time("index", commit, Date.now());
    }
  }

  /** Empty where it is not remembered. */
  of(seq: number): TraceStep[] {
    return this.#commits.find(({ first, last }) => first <= seq && seq <= last)?.steps ?? [];
  }

  #done(step: TraceStep["step"], isMeant: (commit: Commit) => boolean): void {
    // The newest commits are meant, and all before them are done.
    for (let place = this.#commits.length - 1; place >= 0; place -= 1) {
      const commit = this.#commits[place];
      if (!commit || commit.steps.at(-1)?.step === "kept") return;
      if (!isMeant(commit)) continue;
      const at = Date.now();
      commit.steps.push({ step, at });
      if (step === "kept") this.#time("history", commit, at);
    }
  }

  #time(what: Timed, { steps, first, last }: Commit, now: number): void {
    const committed = steps.find(({ step }) => step === "committed");
    if (committed) this.#timed(what, now - committed.at, last - first + 1);
  }
}
