/** Servers of the bench, each in a process group of its own: ended with all their processes, at one moment. */
import type { ChildProcess } from "node:child_process";

const running = new Set<ChildProcess>();
process.on("exit", () => running.forEach(killGroup));

/** What still runs ends when the bench does, however that comes. @param child started as `detached`. */
export function endWithBench(child: ChildProcess): void {
  running.add(child);
  child.once("exit", () => running.delete(child));
}

/** SIGKILL to a server and its workerd. @param child started as `detached`. */
export function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
