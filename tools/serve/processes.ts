/** Who runs on this machine, as far as it takes to know a process again later. Linux by /proc, elsewhere by `ps`. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

const hasProc = existsSync("/proc/self/stat");

/** A process as it was when it was seen: the number alone may belong to another one later. */
export interface ProcessMark {
  pid: number;
  /** When it started, as the system writes it. */
  started: string;
  command: string;
}

interface Seen extends ProcessMark {
  parent: number;
}

/** The running process with this number, or null. */
export function lookAt(pid: number): ProcessMark | null {
  const seen = see(pid);
  return seen && { pid, started: seen.started, command: seen.command };
}

/** Null where it is not known: there is no such process, or the system would have to run a program to say so. */
export function parentOf(pid: number): number | null {
  return hasProc ? (see(pid)?.parent ?? null) : null;
}

export function isAlive(mark: ProcessMark): boolean {
  const now = see(mark.pid);
  return now !== null && now.started === mark.started && now.command === mark.command;
}

/** The children of a process whose command line contains `name`. */
export function childrenNamed(parent: number, name: string): ProcessMark[] {
  return allPids()
    .map(see)
    .filter((seen): seen is Seen => seen !== null && seen.parent === parent && seen.command.includes(name))
    .map(({ pid, started, command }) => ({ pid, started, command }));
}

/** The processes named so that were started with this in their environment, of this account. */
export function processesWith(variable: string, name: string): ProcessMark[] {
  return allPids()
    .filter((pid) => pid !== process.pid && environmentOf(pid).includes(variable))
    .map(see)
    .filter((seen): seen is Seen => seen !== null && seen.command.includes(name))
    .map(({ pid, started, command }) => ({ pid, started, command }));
}

/** `NAME=value` of each variable; empty where it is not told. */
function environmentOf(pid: number): string[] {
  if (!hasProc) return ps(["eww", "-o", "command=", "-p", String(pid)]).split(" ");
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch {
    // Gone in the meantime, or somebody else's.
    return [];
  }
}

/** Ends a process if it is still the one that was marked, and waits until it is gone. */
export async function endProcess(mark: ProcessMark): Promise<void> {
  if (!isAlive(mark)) return;
  process.kill(mark.pid, "SIGKILL");
  for (let tries = 0; tries < 100 && isAlive(mark); tries += 1) await new Promise((done) => setTimeout(done, 20));
}

function allPids(): number[] {
  if (hasProc) return readdirSync("/proc").map(Number).filter(Number.isInteger);
  return ps(["-axo", "pid="])
    .split("\n")
    .map(Number)
    .filter((pid) => pid > 0);
}

function see(pid: number): Seen | null {
  return hasProc ? seeInProc(pid) : seeByPs(pid);
}

function seeInProc(pid: number): Seen | null {
  try {
    // The program's name stands in brackets and may hold anything; the fields after it are numbers. Field 22 is the start.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /su, "")
      .split(" ");
    if (fields[0] === "Z") return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ").trim();
    return { pid, parent: Number(fields[1]), started: fields[19] ?? "", command };
  } catch {
    // Gone between the listing and the reading.
    return null;
  }
}

function seeByPs(pid: number): Seen | null {
  const found = /^\s*(\d+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/u.exec(
    ps(["-o", "ppid=,lstart=,command=", "-p", String(pid)]),
  );
  return found && { pid, parent: Number(found[1]), started: found[2] ?? "", command: found[3] ?? "" };
}

function ps(args: string[]): string {
  try {
    return execFileSync("ps", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    // No such process, or no `ps`: then nothing is known.
    return "";
  }
}
