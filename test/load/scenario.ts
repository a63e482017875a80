/** What a scenario is given, and what it brings back. */
import type { Checkout } from "./checkout.ts";
import type { PlaceTarget } from "./place-target.ts";
import type { Yardsticks } from "./yardsticks.ts";

export interface Bench {
  /** Short: to see that everything works, not to compare. */
  quick: boolean;
  /** Messages in the long channel. */
  longHistory: number;
  /** The builds that are measured: this one and, with `--beside`, the other one. */
  builds: Checkout[];
  place(): Promise<PlaceTarget>;
  /** The other build; null where none is measured. */
  other(): Promise<PlaceTarget | null>;
  yardsticks(): Promise<Yardsticks>;
  /** What else is measured, started when it is first asked for. */
  started<T extends { stop(): Promise<void> }>(name: string, start: () => Promise<T>): Promise<T>;
  /** Ends them all: the next to ask gets new ones. */
  restart(): Promise<void>;
}

/** One quantity of one sample. */
export interface Measured {
  quantity: string;
  value: number;
  /** The same of the other build, measured beside it. */
  beside?: number | undefined;
  /** Absent: told, not judged. */
  goal?: Goal;
}

export interface Goal {
  /** Whether more is better, and the least that will do. */
  better: "more" | "less";
  atLeast: number;
  aim: number;
  /** What the value is a multiple of, or its unit. */
  unit: string;
}

/** What one sample brought. */
export interface Outcome {
  measured: Measured[];
  /** Raw numbers, by name, with their units in it. */
  raw: Record<string, number>;
  /** Sections for the pages of docs/, by name. */
  texts?: Record<string, string>;
}

export interface Scenario {
  name: string;
  /** Measured once whatever the number of runs: the result is a count. */
  once?: boolean;
  /** Samples in a run: at least so many, and more until the spread of every ratio is known, at most so many. One, unless told. */
  samples?: { least: number; most: number };
  /** Takes one sample. */
  run(bench: Bench): Promise<Outcome>;
}

/** A pair of the same quantity: of this build and, where it was measured beside it, of the other. */
export interface Pair {
  ours: number;
  other?: number | undefined;
}

/** @param value of this build, or of both */
export const ratio = (
  quantity: string,
  value: number | Pair,
  of: string,
  better: Goal["better"],
  atLeast: number,
  aim: number,
): Measured => counted(quantity, value, `× ${of}`, atLeast, aim, better);

export function counted(
  quantity: string,
  value: number | Pair,
  unit: string,
  atLeast: number,
  aim: number,
  better: Goal["better"] = "less",
): Measured {
  const { ours, other } = typeof value === "number" ? { ours: value, other: undefined } : value;
  return { quantity, value: ours, beside: other, goal: { better, atLeast, aim, unit } };
}

/** The same arithmetic for this build and, where it was measured, for the other: by what each was called when it was measured. */
export function both(bench: Bench, valueOf: (name: Checkout["name"]) => number): Pair {
  const hasOther = bench.builds.some(({ name }) => name === "other");
  return { ours: valueOf("PLACE"), other: hasOther ? valueOf("other") : undefined };
}

/** The builds that are measured, running: this one and, where it is measured, the other. */
export async function targetsOf(bench: Bench): Promise<PlaceTarget[]> {
  const [ours, other] = [await bench.place(), await bench.other()];
  return other ? [ours, other] : [ours];
}
