/** What a scenario is given, and what it brings back. */
import type { PlaceTarget, Yardsticks } from "./targets.ts";

export interface Bench {
  /** Short: to see that everything works, not to compare. */
  quick: boolean;
  /** Messages in the long channel. */
  longHistory: number;
  place(): Promise<PlaceTarget>;
  yardsticks(): Promise<Yardsticks>;
  /** Ends both: the next to ask gets new ones. */
  restart(): Promise<void>;
}

/** One quantity of one run. */
export interface Measured {
  quantity: string;
  value: number;
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
  run(bench: Bench): Promise<Outcome>;
}

export const ratio = (
  quantity: string,
  value: number,
  of: string,
  better: Goal["better"],
  atLeast: number,
  aim: number,
): Measured => ({
  quantity,
  value,
  goal: { better, atLeast, aim, unit: `× ${of}` },
});
export const counted = (
  quantity: string,
  value: number,
  unit: string,
  atLeast: number,
  aim: number,
  better: Goal["better"] = "less",
): Measured => ({
  quantity,
  value,
  goal: { better, atLeast, aim, unit },
});
