/**
 * Files that stand over a field and were not sent: kept as they change, and taken up by the next page of the same browser. Each stands in one
 * page at a time: a page holds a lock for each of its trays, which ends with the page.
 */
import { read, readJson, write } from "../../base/browser/storage.ts";
import { KeptBytes, type KeptFile, type KeptTray } from "./kept-bytes.ts";

/** More than this is not kept: the browser asks before it leaves them. */
const TRAY_MAX_BYTES = 200_000_000;
const TRAYS_MAX = 10;
/** Their tickets are good for eight days. */
const KEPT_MS = 7 * 24 * 60 * 60_000;
/**
 * Set while there is something to look for, so that nobody opens a database for nothing. It has the ids of messages that were sent since, as
 * JSON: it is written at once, where the database may come too late for a page that closes in the next moment.
 */
const MARK = "place.trays";
const SENT_MAX = 50;

export type LeftTray = KeptTray & { message: string; files: KeptFile[] };

/** One change after the other: a removal does not overtake what was kept before. */
let last: Promise<unknown> = Promise.resolve();
/** Message id → gives its lock back. */
const held = new Map<string, () => void>();
/** Ids of messages that were sent: what was still to be kept of their trays is not. */
const sent = new Set<string>();

export const mayHaveTrays = (): boolean => read(MARK) !== null;

function sentBefore(): string[] {
  const ids = readJson(MARK, []);
  return Array.isArray(ids) ? (ids as string[]) : [];
}

export class KeptTrays {
  readonly #bytes: KeptBytes;

  constructor(account: string) {
    this.#bytes = new KeptBytes(account);
  }

  /** As they are now; none: there is nothing left to keep. */
  keep(message: string, at: Omit<KeptTray, "at">, files: KeptFile[]): void {
    const bytes = files.reduce((sum, file) => sum + file.bytes.size, 0);
    if (files.length === 0 || bytes > TRAY_MAX_BYTES) return this.drop(message);
    if (!mayHaveTrays()) write(MARK, "[]");
    void hold(message);
    this.#next(() =>
      sent.has(message) ? Promise.resolve() : this.#bytes.put(message, files, { ...at, at: Date.now() }),
    );
  }

  drop(message: string): void {
    letGo(message);
    if (mayHaveTrays()) this.#next(() => this.#bytes.remove(message));
  }

  /** They belong to a message on its way: whoever carries it keeps them from now on (carry.ts). */
  sent(message: string): void {
    sent.add(message);
    if (mayHaveTrays()) write(MARK, JSON.stringify([...sentBefore(), message].slice(-SENT_MAX)));
    letGo(message);
  }

  /** Those of a class that no open page has, the newest of each channel; what is too old is forgotten. */
  async takeUp(workspace: string): Promise<LeftTray[]> {
    const all = (await this.#bytes.trays()).toSorted((a, b) => b.at - a.at);
    const gone = new Set(sentBefore());
    const taken: LeftTray[] = [];
    for (const tray of all) {
      // Its bytes may still be on their way.
      if (gone.has(tray.message) && tray.at > Date.now() - KEPT_MS) continue;
      // Those of this page stand there already.
      if (tray.workspace !== workspace || held.has(tray.message) || !(await hold(tray.message))) continue;
      const isKept = tray.at > Date.now() - KEPT_MS && taken.length < TRAYS_MAX;
      if (isKept && taken.every(({ channel }) => channel !== tray.channel)) taken.push(tray);
      else this.drop(tray.message);
    }
    if (all.length === 0) write(MARK, null);
    return taken;
  }

  /** A store that fails costs going on after a reload, and nothing now. */
  #next(change: () => Promise<void>): void {
    last = last.then(change).catch(() => undefined);
  }
}

/** False where another page has it. */
function hold(message: string): Promise<boolean> {
  // Away from a secure address there are no locks, and two pages may show the same files: sent twice, they are stored once.
  if (held.has(message)) return Promise.resolve(true);
  if (!("locks" in navigator)) {
    held.set(message, () => undefined);
    return Promise.resolve(true);
  }
  return new Promise((resolve) => {
    void navigator.locks.request(`place-tray:${message}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      if (lock) return new Promise<void>((done) => held.set(message, done));
      return undefined;
    });
  });
}

function letGo(message: string): void {
  held.get(message)?.();
  held.delete(message);
}
