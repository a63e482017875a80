/** What was seen on the way and must be told at the end: what was not taken, and why; what was taken with a change. */
import type { Broken, Trouble } from "./trouble.ts";
import type { Reason, ReasonValues } from "./reasons.ts";

export interface Finding {
  what: Reason;
  /** What the sentence of the reason names. */
  values?: { max: number };
  count: number;
  /** Where, in the export; the first `PLACES_MAX` of them. */
  places: string[];
}

/** A kind of part that was left out of entries that were taken. */
export interface PartFinding extends Finding {
  /** Paths of the parts: `user_profile.image_72`. */
  names: Set<string>;
}

const PLACES_MAX = 1_000;

export class Findings {
  readonly #broken: Broken[] = [];
  readonly #leftOut = new Map<Reason, Finding>();
  readonly #changed = new Map<Reason, Finding>();
  readonly #parts = new Map<Reason, PartFinding>();
  #entries = 0;
  #entriesLeftOut = 0;

  /** An entry that may be a message was seen: each is taken, left out or broken in the end. */
  entry(): void {
    this.#entries += 1;
  }

  /** A part of an entry that is not taken. `what`: why, as for what is left out; `name`: the part's path. */
  part(what: Reason, name: string, place: string): void {
    const finding = this.#parts.get(what) ?? { what, count: 0, places: [], names: new Set() };
    finding.count += 1;
    finding.names.add(name);
    if (finding.places.length < PLACES_MAX && finding.places.at(-1) !== place) finding.places.push(place);
    this.#parts.set(what, finding);
  }

  /** An entry, or a file, that cannot be read. Each is named. */
  broken(place: string, why: Trouble): void {
    this.#broken.push({ place, why });
  }

  /** An entry that is left out on purpose. */
  leftOut(what: Reason, place: string): void {
    note(this.#leftOut, what, place, 1);
    this.#entriesLeftOut += 1;
  }

  /** What is no entry and is left out: a whole file, a pin, a file that hung on a message. */
  aside<R extends Reason>(what: R, place: string, count = 1, ...[values]: ReasonValues<R>): void {
    note(this.#leftOut, what, place, count, values);
  }

  /** Taken, but not as it was. */
  changed(what: Reason, place: string): void {
    note(this.#changed, what, place, 1);
  }

  get allBroken(): readonly Broken[] {
    return this.#broken;
  }
  get allLeftOut(): Finding[] {
    return byCount(this.#leftOut);
  }
  get allParts(): PartFinding[] {
    return [...this.#parts.values()].sort((a, b) => b.count - a.count);
  }
  /** How many entries were seen that may be messages. */
  get entries(): number {
    return this.#entries;
  }
  get entriesLeftOut(): number {
    return this.#entriesLeftOut;
  }
  get allChanged(): Finding[] {
    return byCount(this.#changed);
  }
}

function note(
  findings: Map<Reason, Finding>,
  what: Reason,
  place: string,
  count: number,
  values?: { max: number },
): void {
  const finding = findings.get(what) ?? { what, count: 0, places: [], ...(values && { values }) };
  finding.count += count;
  if (finding.places.length < PLACES_MAX) finding.places.push(place);
  findings.set(what, finding);
}

const byCount = (findings: Map<Reason, Finding>) => [...findings.values()].sort((a, b) => b.count - a.count);
