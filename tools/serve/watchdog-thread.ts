/** The thread of watchdog.ts. */
import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { askOnce } from "./health.ts";
import { childrenNamed } from "./processes.ts";
import type { Watch } from "./watchdog.ts";

/** The main thread gets that long to end the process by itself. */
const LAST_WORDS_MS = 2_000;

const { url, everyMs, tries } = workerData as Watch;
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

for (let unanswered = 0; unanswered < tries;) {
  await wait(everyMs);
  // Any answer will do: a server that says that it cannot serve does not stand still.
  unanswered = (await askOnce(url, everyMs)).answered ? 0 : unanswered + 1;
}
say(
  `PLACE stands still: ${url} left ${tries} questions in a row unanswered. It is ended; start it again, nothing that was sent is lost.`,
);
for (const { pid } of childrenNamed(process.pid, "workerd")) process.kill(pid, "SIGKILL");
parentPort?.postMessage("stands still");
await wait(LAST_WORDS_MS);
process.kill(process.pid, "SIGKILL");

function say(line: string): void {
  try {
    writeSync(2, `${line}\n`);
  } catch {
    // Nobody reads there, or its pipe is full: the line is lost, the end is not.
  }
}
