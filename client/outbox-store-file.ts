/** Node only. A journal: one line per change, so that a message costs one short append however many are waiting. */
import { appendFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { OutboxEntry, OutboxStore } from "./outbox-entry.ts";

type Line = { put: OutboxEntry } | { remove: string };

const REWRITE_LINES = 1_000;

function replay(text: string): Map<string, OutboxEntry> {
  const entries = new Map<string, OutboxEntry>();
  for (const line of text.split("\n")) {
    try {
      const change = JSON.parse(line) as Line;
      if ("put" in change) entries.set(change.put.id, change.put);
      else entries.delete(change.remove);
    } catch {
      // The process died in the middle of this line: the change was never confirmed.
    }
  }
  return entries;
}

/** `path`: a file of this bot alone. It is made when it is not there. */
export function createFileOutboxStore(path: string): OutboxStore {
  let entries: Map<string, OutboxEntry> | null = null;
  let written = 0;
  /** The last line may have been written half: the next one begins with a line's end, or both are lost. */
  let isTorn = false;
  let last: Promise<unknown> = Promise.resolve();
  /** One file operation at a time, in the order of the calls; a failed one does not stop the next. */
  const queue = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
  const load = async () => {
    if (entries !== null) return entries;
    await mkdir(dirname(path), { recursive: true });
    const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return "";
      throw cause;
    });
    entries = replay(text);
    written = text.split("\n").length;
    // A crash broke it off.
    isTorn = text !== "" && !text.endsWith("\n");
    return entries;
  };
  const rewrite = async (now: Map<string, OutboxEntry>) => {
    const lines = [...now.values()].map((put) => `${JSON.stringify({ put } satisfies Line)}\n`);
    // Renamed into place: a crash leaves the old journal or the new one, never half of one.
    await writeFile(`${path}.new`, lines.join(""), { flush: true });
    await rename(`${path}.new`, path);
    written = 0;
  };
  const append = async (line: Line) => {
    const begin = isTorn ? "\n" : "";
    isTorn = true;
    await appendFile(path, `${begin}${JSON.stringify(line)}\n`);
    isTorn = false;
    written += 1;
    if (written >= REWRITE_LINES && entries !== null) await rewrite(entries);
  };
  return {
    all: () => queue(async () => [...(await load()).values()]),
    put: (entry) => queue(async () => ((await load()).set(entry.id, entry), append({ put: entry }))),
    remove: (id) => queue(async () => ((await load()).delete(id), append({ remove: id }))),
  };
}
