/** CPU time and memory of a process and all its children, from /proc (Linux). */
import { readdirSync, readFileSync } from "node:fs";

/** The kernel counts CPU time in hundredths of a second on every platform Node runs on. */
const TICK_MS = 10;

/** The process and all that it started, and they. */
export function treeOf(root: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const fields = statOf(pid);
    if (fields) parents.set(pid, Number(fields[1]));
  }
  const tree = [root];
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child);
  return tree;
}

/** The fields after the program's name, which stands in brackets and may hold anything. */
function statOf(pid: number): string[] | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /su, "")
      .split(" ");
  } catch {
    return null;
  }
}

/** `cpuMs`: user and system time so far. `rssKb`: resident memory now. */
export function usage(root: number): { cpuMs: number; rssKb: number } {
  let cpuMs = 0;
  let rssKb = 0;
  for (const pid of treeOf(root)) {
    const fields = statOf(pid);
    if (!fields) continue;
    cpuMs += (Number(fields[11]) + Number(fields[12])) * TICK_MS;
    try {
      rssKb += Number(/VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      // ended meanwhile
    }
  }
  return { cpuMs, rssKb };
}
