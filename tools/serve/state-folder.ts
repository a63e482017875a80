/**
 * One running PLACE per state folder: it holds the folder's lock, and `running.json` says who that is. A server that was killed leaves
 * its workerd behind, holding the port and the files: the next start ends it, after making sure that it is the one on record.
 */
import { randomBytes } from "node:crypto";
import { access, constants, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asCannotStart, CannotStart, demandFreeSpace } from "./cannot-start.ts";
import { lockFolder, type FolderLock } from "./folder-lock.ts";
import { childrenNamed, endProcess, isAlive, lookAt, processesWith, type ProcessMark } from "./processes.ts";

interface Running {
  /** Null while it is being started. */
  url: string | null;
  server: ProcessMark;
  /** The server's workerd processes, as far as they are known. */
  runtimes: ProcessMark[];
  /** Stands in the environment of all that it starts. */
  mark?: string;
}

export interface StateFolder {
  path: string;
  /** The runtime of a killed server had to be ended. */
  endedOne: boolean;
  /** Writes down who serves this folder, as far as it is known: the address, the runtimes that this process has by now. */
  record(url: string | null): Promise<void>;
  release(): Promise<void>;
}

const RUNTIME = "workerd";
const MARK = "PLACE_STARTED_BY";
/** A start that has the lock writes down who it is in the next moment. */
const RECORD_WAIT_MS = 1_000;

const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));
const recordIn = (state: string) => join(state, "running.json");

/** @throws CannotStart when another process uses the folder, or it cannot be written */
export async function claimStateFolder(state: string): Promise<StateFolder> {
  try {
    await mkdir(state, { recursive: true });
    await access(state, constants.W_OK);
    await demandFreeSpace(state);
    const lock = lockFolder(state);
    if (!lock) throw new CannotStart(await usedBy(state));
    return await takeOver(state, lock);
  } catch (error) {
    throw asCannotStart(error, state);
  }
}

async function takeOver(state: string, lock: FolderLock): Promise<StateFolder> {
  const before = await readRecord(state);
  const mark = randomBytes(12).toString("hex");
  const record = (url: string | null) => writeRecord(state, url, mark);
  const release = async () => {
    await rm(recordIn(state), { force: true });
    lock.release();
  };
  try {
    const left = runtimesOf(before).filter(isAlive);
    for (const runtime of left) await endProcess(runtime);
    await record(null);
    // From here on: so that the next start knows them whenever this process is killed.
    process.env[MARK] = mark;
    return { path: state, endedOne: left.length > 0, record, release };
  } catch (error) {
    lock.release();
    throw error;
  }
}

function runtimesOf(record: Running | null): ProcessMark[] {
  if (!record) return [];
  // Killed while its runtime was coming up, it had not written it down yet. Its mark stands in the runtime's environment.
  const marked = record.mark ? processesWith(`${MARK}=${record.mark}`, RUNTIME) : [];
  return [...record.runtimes, ...marked];
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

async function writeRecord(state: string, url: string | null, mark: string): Promise<void> {
  const server = lookAt(process.pid);
  if (!server) return;
  // A child that was just started is listed under the name it was started by.
  const running: Running = { url, server, runtimes: childrenNamed(process.pid, RUNTIME), mark };
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
