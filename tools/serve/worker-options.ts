/**
 * What wrangler.toml says of the worker, as miniflare takes it. Wrangler reads it, and `.dev.vars` with it, in a process of its own that ends with
 * that: a server would hold 130 MB, for as long as it runs, for one question at its start.
 */
import { fork } from "node:child_process";
import { join } from "node:path";
import type { Unstable_MiniflareWorkerOptions as Read } from "wrangler";
import { DATABASES } from "../databases.ts";
import { CannotStart } from "./cannot-start.ts";

export type ReadOptions = Read["workerOptions"];
/** What the process says. */
export type Told = { options: ReadOptions } | { failed: string };

/** @throws CannotStart where the file cannot be read, or names databases that this machine keeps under another name */
export async function readWorkerOptions(): Promise<ReadOptions> {
  const told = await askReader();
  if ("failed" in told) throw new CannotStart(`wrangler.toml cannot be read: ${told.failed}`);
  demandKnownDatabases(told.options);
  return told.options;
}

function askReader(): Promise<Told> {
  return new Promise((resolve, reject) => {
    const reader = fork(join(import.meta.dirname, "read-worker-options.ts"), {
      // Not JSON: what cannot be handed over is told there, and not lost on the way.
      serialization: "advanced",
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      execArgv: [],
    });
    reader.once("message", (told) => resolve(told as Told));
    reader.once("error", reject);
    reader.once("exit", (code, signal) =>
      reject(new CannotStart(`wrangler.toml was not read: what reads it ended (${signal ?? code}). Start again.`)),
    );
  });
}

/** The files of a state folder have the names that tools/databases.ts makes: under another id all that was said would seem to be gone. */
function demandKnownDatabases({ d1Databases = {} }: ReadOptions): void {
  for (const { binding, placeholder } of DATABASES) {
    const of = (d1Databases as Record<string, string | { id?: string }>)[binding];
    const id = typeof of === "object" ? of.id : of;
    if (id === undefined || id === placeholder) continue;
    throw new CannotStart(
      `wrangler.toml has "${id}" as the id of ${binding}, under which this machine keeps nothing: put ${placeholder} back. A deployment gets its ids by itself (npm run deploy).`,
    );
  }
}
