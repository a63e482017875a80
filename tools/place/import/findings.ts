/** What was seen on the way and must be told at the end: what was not taken, and why; what was taken with a change. */

export interface Finding {
  /** A plural noun phrase that follows a count: `notices of people joining and leaving`. */
  what: string;
  count: number;
  /** Where, in the export; the first `PLACES_MAX` of them. */
  places: string[];
}

const PLACES_MAX = 1_000;

export class Findings {
  readonly #broken: { place: string; why: string }[] = [];
  readonly #leftOut = new Map<string, Finding>();
  readonly #changed = new Map<string, Finding>();

  /** An entry, or a file, that cannot be read. Each is named. `why` is a clause: `its "ts" is missing`. */
  broken(place: string, why: string): void {
    this.#broken.push({ place, why });
  }

  /** Left out on purpose. */
  leftOut(what: string, place: string, count = 1): void {
    note(this.#leftOut, what, place, count);
  }

  /** Taken, but not as it was. */
  changed(what: string, place: string): void {
    note(this.#changed, what, place, 1);
  }

  get allBroken(): readonly { place: string; why: string }[] {
    return this.#broken;
  }
  get allLeftOut(): Finding[] {
    return byCount(this.#leftOut);
  }
  get allChanged(): Finding[] {
    return byCount(this.#changed);
  }
}

function note(findings: Map<string, Finding>, what: string, place: string, count: number): void {
  const finding = findings.get(what) ?? { what, count: 0, places: [] };
  finding.count += count;
  if (finding.places.length < PLACES_MAX) finding.places.push(place);
  findings.set(what, finding);
}

const byCount = (findings: Map<string, Finding>) => [...findings.values()].sort((a, b) => b.count - a.count);
