/** What differs between the tests of Node and those of workerd, and where a folder's tests are. */
import type { Folder } from "./instrument.ts";

export type Project = "node" | "worker";

/** Where a folder's tests are, the most direct first. */
export const TESTS: Record<Folder, { project: Project; files: string[] }> = {
  protocol: {
    project: "node",
    files: ["test/protocol/**/*.test.ts", "test/client/**/*.test.ts", "test/web/**/*.test.ts"],
  },
  client: { project: "node", files: ["test/client/**/*.test.ts", "test/web/**/*.test.ts"] },
  "worker/room": { project: "worker", files: ["test/worker/parts/**/*.test.ts", "test/worker/**/*.test.ts"] },
  "worker/hub": { project: "worker", files: ["test/worker/parts/**/*.test.ts", "test/worker/**/*.test.ts"] },
};

/** `slack`: ms that a test may take longer; `silence`: ms after which a process is ended; for `controlEvery` see plan.ts. */
export const SPEED = {
  node: { controlEvery: 1, slack: 1_500, silence: 60_000 },
  worker: { controlEvery: 5, slack: 2_500, silence: 150_000 },
} as const;

/** ms of tests that one mutant gets before it counts as a survivor. */
export const PATIENCE = { node: 60_000, worker: 20_000 } as const;

/** A mutant that is said to run, and nothing after it for so long, hung the process; a test's own time comes on top. */
export const HUNG_MS = 60_000;
/** … or when it computed for so long meanwhile. */
export const LOOP_MS = 6_000;

/** Mutants of one file that are run apart. */
export const APART_MAX = 150;

/** Tests that draw their input draw the same each time, and are not more than it takes. */
export const SEEDS = { node: "1,2,3,4,5,6", worker: "1" } as const;

/** The folder of what earlier runs found, in the repository's and never committed. */
export const STATE = ".mutants";
