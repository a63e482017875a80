/** What the page and the worker that reads and sends an export say to each other. */
import type { Refusal } from "../../../../../protocol/refusals.ts";
import type { ChosenFile } from "../../../../../imports/blob-files.ts";
import type { ReadOptions } from "../../../../../imports/history.ts";
import type { PlanSummary } from "../../../../../imports/summary.ts";
import type { Uploaded } from "../../../../../imports/upload.ts";

export type ToWorker =
  | { say: "read"; files: ChosenFile[]; options: ReadOptions }
  /** What was read goes into this class. `keepPrivate`: keys of channels that only those in them shall read. */
  | { say: "send"; workspace: string; keepPrivate: string[] }
  | { say: "stop" };

export type FromWorker =
  | { say: "plan"; plan: PlanSummary }
  /** Something has to be said before it can be read. */
  | { say: "ask"; question: "team" | "days"; choices: readonly string[] }
  /** It cannot be taken; a sentence in English. */
  | { say: "cannot"; sentence: string }
  | { say: "progress"; channel: string; done: number }
  | { say: "done"; uploaded: Uploaded }
  /** The server said no, or (null) did not answer for a while. */
  | { say: "paused"; refusal: Refusal | null };
