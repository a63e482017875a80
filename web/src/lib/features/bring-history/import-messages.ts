/** What the page and the worker that reads and sends an export say to each other. */
import type { Refusal } from "../../../../../protocol/refusals.ts";
import type { ChosenFile } from "../../../../../imports/blob-files.ts";
import type { ReadOptions } from "../../../../../imports/history.ts";
import type { SentArchive } from "../../../../../imports/archive/send.ts";
import type { PlanSummary } from "../../../../../imports/summary.ts";
import type { Broken, Trouble } from "../../../../../imports/trouble.ts";
import type { Uploaded } from "../../../../../imports/upload.ts";

/** Why not, and what in it is wrong where that can be said; or a sentence in English. */
export type Cannot = { why: readonly Trouble[]; broken: readonly Broken[] } | { sentence: string };

export type ToWorker =
  | { say: "read"; files: ChosenFile[]; options: ReadOptions }
  /** What was read goes into this class. `keepPrivate`: keys of channels that only those in them shall read. */
  | { say: "send"; workspace: string; keepPrivate: string[] }
  | { say: "stop" };

export type FromWorker =
  | { say: "plan"; plan: PlanSummary }
  /** Something has to be said before it can be read. */
  | { say: "ask"; question: "team" | "days"; choices: readonly string[] }
  /** It cannot be taken. */
  | { say: "cannot"; cannot: Cannot }
  /** `files`: how many of the archive's are there. */
  | { say: "progress"; channel: string; done: number; files: number }
  | { say: "done"; uploaded: Uploaded & Partial<SentArchive> }
  /** The server said no, or (null) did not answer for a while. */
  | { say: "paused"; refusal: Refusal | null };
