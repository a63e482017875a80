/**
 * Ends a server that stands still. It asks from a thread of its own, so that it also sees a main thread that is blocked; that thread
 * shares no pipe with anybody: what it has to say it writes to the error output itself.
 */
import { Worker } from "node:worker_threads";

export interface Watch {
  url: string;
  /** Between two questions, and how long one may take, ms. */
  everyMs: number;
  /** Unanswered questions in a row after which it is ended. Counted, not timed: a laptop that was closed missed none. */
  tries: number;
}

const TRIES = 6;

/** @param seconds without an answer after which it is ended; 0: never @returns takes the watchdog away */
export function watchOver(url: string, seconds: number): () => Promise<void> {
  if (seconds === 0) return () => Promise.resolve();
  const workerData: Watch = { url, everyMs: (seconds * 1_000) / TRIES, tries: TRIES };
  const thread = new Worker(new URL("./watchdog-thread.ts", import.meta.url), { workerData });
  // It keeps nobody from ending.
  thread.unref();
  thread.once("message", () => process.exit(1));
  return async () => void (await thread.terminate());
}
