/**
 * One running PLACE per state folder. The folder's `running.json` names it. A server that was killed leaves its workerd
 * behind, holding the port and the files: the next start ends it, after making sure that it is the one on record.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { childrenNamed, endProcess, isAlive, lookAt, type ProcessMark } from "./processes.ts";

interface Running {
  url: string;
  server: ProcessMark;
  /** The server's workerd processes. */
  runtimes: ProcessMark[];
}

/** Something the person at the keyboard can mend; told as one sentence, without a stack. */
export class CannotStart extends Error {}

const recordIn = (state: string) => join(state, "running.json");

/**
 * Returns whether the runtime of a killed server had to be ended.
 * @throws CannotStart when a living server uses the folder.
 */
export async function claimStateFolder(state: string): Promise<boolean> {
  await mkdir(state, { recursive: true });
  const before = await readRecord(state);
  if (!before) return false;
  if (before.server.pid !== process.pid && isAlive(before.server)) {
    throw new CannotStart(
      `PLACE already runs with the folder ${state}, at ${before.url} (process ${before.server.pid}).`,
    );
  }
  const left = before.runtimes.filter(isAlive);
  for (const runtime of left) await endProcess(runtime);
  await rm(recordIn(state), { force: true });
  return left.length > 0;
}

/** Writes down who serves this folder now. */
export async function recordRunning(state: string, url: string): Promise<void> {
  const server = lookAt(process.pid);
  if (!server) return;
  // A child that was just started is listed under the name it was started by.
  const running: Running = { url, server, runtimes: childrenNamed(process.pid, "workerd") };
  await writeFile(recordIn(state), `${JSON.stringify(running, null, 2)}\n`);
}

export async function releaseStateFolder(state: string): Promise<void> {
  await rm(recordIn(state), { force: true });
}

/** The address of the living server that uses this folder, or null. */
export async function runningAt(state: string): Promise<string | null> {
  const record = await readRecord(state);
  return record && isAlive(record.server) ? record.url : null;
}

async function readRecord(state: string): Promise<Running | null> {
  try {
    return JSON.parse(await readFile(recordIn(state), "utf8")) as Running;
  } catch {
    return null;
  }
}
