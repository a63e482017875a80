/**
 * One running PLACE per state folder: it holds the folder's lock, and `running.json` says who that is. A server that was killed leaves
 * its workerd behind, holding the port and the files: the next start ends it, after making sure that it is the one on record.
 */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asCannotStart, CannotStart, demandFreeSpace } from "./cannot-start.ts";
import { lockFolder, type FolderLock } from "./folder-lock.ts";
import { childrenNamed, endProcess, isAlive, lookAt, type ProcessMark } from "./processes.ts";

interface Running {
  /** Null while it is being started. */
  url: string | null;
  server: ProcessMark;
  /** The server's workerd processes. */
  runtimes: ProcessMark[];
}

export interface StateFolder {
  path: string;
  /** The runtime of a killed server had to be ended. */
  endedOne: boolean;
  /** Writes down who serves this folder, as far as it is known: the address, the runtimes that this process has by now. */
  record(url: string | null): Promise<void>;
  /** Writes down the runtime as soon as this process has one, so that the next start knows it whenever this one is killed. */
  recordRuntime(): Promise<void>;
  release(): Promise<void>;
}

const RUNTIME = "workerd";
/** A start that has the lock writes down who it is in the next moment. */
const RECORD_WAIT_MS = 1_000;

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const recordIn = (state: string) => join(state, "running.json");

/** @throws CannotStart when another process uses the folder, or it cannot be written */
export async function claimStateFolder(state: string): Promise<StateFolder> {
  try {
    await mkdir(state, { recursive: true });
    await demandFreeSpace(state);
    const lock = lockFolder(state);
    if (!lock) throw new CannotStart(await usedBy(state));
    return await takeOver(state, lock);
  } catch (error) {
    throw asCannotStart(error, state);
  }
}

async function takeOver(state: string, lock: FolderLock): Promise<StateFolder> {
  let written = Promise.resolve();
  const record = (url: string | null) => (written = written.then(() => writeRecord(state, url)));
  const recordRuntime = async () => {
    for (let tries = 0; tries < 100 && childrenNamed(process.pid, RUNTIME).length === 0; tries += 1) await wait(30);
    await record(null);
  };
  const release = async () => {
    await rm(recordIn(state), { force: true });
    lock.release();
  };
  try {
    const left = ((await readRecord(state))?.runtimes ?? []).filter(isAlive);
    for (const runtime of left) await endProcess(runtime);
    await record(null);
    return { path: state, endedOne: left.length > 0, record, recordRuntime, release };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Why the folder's lock is not to be had, naming who has it. */
async function usedBy(state: string): Promise<string> {
  const until = Date.now() + RECORD_WAIT_MS;
  for (;;) {
    const record = await readRecord(state);
    if (record && isAlive(record.server)) {
      const { url, server } = record;
      return url === null
        ? `PLACE is just being started with the folder ${state} (process ${server.pid}). Wait for that one, or choose another folder: npm start -- --state FOLDER`
        : `PLACE already runs with the folder ${state}, at ${url} (process ${server.pid}).`;
    }
    if (Date.now() > until)
      return `Another program holds the folder ${state}. End that one, or choose another folder: npm start -- --state FOLDER`;
    await wait(25);
  }
}

async function writeRecord(state: string, url: string | null): Promise<void> {
  const server = lookAt(process.pid);
  if (!server) return;
  // A child that was just started is listed under the name it was started by.
  const running: Running = { url, server, runtimes: childrenNamed(process.pid, RUNTIME) };
  // Whole or not at all.
  const draft = `${recordIn(state)}.new`;
  await writeFile(draft, `${JSON.stringify(running, null, 2)}\n`);
  await rename(draft, recordIn(state));
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
    // Not there, or written half before a crash: then nobody is known.
    return null;
  }
}
