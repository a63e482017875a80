/** What the parts of the mutation run hand to each other. */

/** One change of one place in the code. */
export interface Mutant {
  id: string;
  /** Path from the root. */
  file: string;
  /** Stays the same when lines move: function, kind, what stood there, what stands there now. */
  fingerprint: string;
  line: number;
  /** Why it is left out; none where it counts. */
  ignored?: string;
}

export interface Candidates {
  /** Mutant → ms of tests that it may still get. */
  left: Record<string, number>;
  /** Test → those of them that are known to live through it. */
  lived: Record<string, string[]>;
}

/** What one process is to do with one test file. */
export interface Plan {
  /**
   * `dry`: run each test twice without a mutant, and tell what it reaches. `kill`: run each test once per mutant of its list.
   * `both`: the one, and then the other with what it reaches. `whole`: one mutant is there from the first import on.
   */
  mode: "dry" | "kill" | "both" | "whole";
  /** Test → mutants, in `kill`. */
  tests: Record<string, string[]>;
  /** Test → ms that it takes without a mutant. */
  durations: Record<string, number>;
  /** Mutant → times that it is passed without being active. */
  hits: Record<string, number>;
  /** After that many kills the test runs once without a mutant: what was killed since counts if it passes. */
  controlEvery: number;
  /** ms that a test may take longer than three times its usual duration. */
  slack: number;
  /** Tests that fail without a mutant, or the second time. */
  unfit: string[];
  /** In `both`: the mutants that are asked about. */
  candidates?: Candidates;
  /** A process fell silent at one of these mutants: each is said before it runs. */
  careful?: boolean;
  active?: string;
}

/** A line that the runner says. */
export type Word =
  | { test: string; duration: number; hits: Record<string, number>; fit: boolean }
  | { atImport: Record<string, number> }
  | { killed: string[]; test: string; late: string[] }
  | { survived: string[]; test: string }
  | { runs: string; test: string }
  | { goesOn: string; ms: number }
  | { unsure: string[]; test: string }
  | { unfit: string }
  | { poisoned: string }
  | { over: string };

export const WORD = "mutants:";
