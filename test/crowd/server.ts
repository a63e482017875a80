/**
 * A PLACE that the crowd may trouble from within: served as `npm start` serves it, but for its worker, which stands in an environment that
 * fails when it is told to (test/load/workers/troubled.ts). Its parent tells it over the channel between them, one thing at a time.
 */
import type { Plugin } from "esbuild";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../../tools/run-command.ts";
import { startServer } from "../../tools/serve/server.ts";
import { stopOnSignal } from "../../tools/serve/stop-on-signal.ts";
import { bundleWorkers } from "../support/worker-bundle.ts";

/** What its parent tells it. */
export interface Told {
  what: string;
  forMs: number;
  /** 0 up to 1: of two ways the one or the other, and how far. */
  lot: number;
  workspace: string;
  rooms: readonly string[];
}

/** What was put off by a clock that was ahead comes so much later once it is back, and has to be there before D1 and search are looked at. */
const STEP_MAX_MS = 20_000;

/** Six hundred passwords would be hashed for two minutes before a word is said. What one costs is tried elsewhere (test/tools/password-cost.test.ts). */
const cheapPasswords: Plugin = {
  name: "cheap-passwords",
  setup({ onLoad }) {
    // No `u`: esbuild reads it in Go's way.
    onLoad({ filter: /\/worker\/identity\/password-cost\.ts$/ }, () => ({
      contents: "export const COST = { N: 2, r: 1, p: 1 };",
    }));
  },
};

async function bundled(state: string): Promise<string> {
  const folder = join(state, "troubled-worker");
  const index = join(ROOT, "test", "load", "workers", "troubled.ts");
  await bundleWorkers({ entries: { index }, folder, plugins: [cheapPasswords] });
  return folder;
}

const { port = "0", state = "" } = parseArgs({
  strict: false,
  options: { port: { type: "string" }, state: { type: "string" } },
}).values as { port?: string; state?: string };
const server = await startServer({ port: Number(port), state, app: false, worker: await bundled(state) });
stopOnSignal(server.stop);

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Rooms and hub are forgotten: first asleep with their sockets open, then with their sockets closed, as by a new version. */
async function evict({ forMs, workspace, rooms }: Told): Promise<void> {
  for (const webSockets of ["hibernate", "close"] as const) {
    const evicted = async (kind: string, name: string) => {
      try {
        await server.runtime.unsafeEvictDurableObject("place", kind, { name, webSockets });
      } catch (error) {
        // One that nobody woke since it slept is out of memory already.
        if (!(error instanceof Error && error.message.includes("not currently running"))) throw error;
      }
    };
    for (const name of rooms) await evicted("ChannelRoom", name);
    await evicted("WorkspaceHub", workspace);
    await pause(forMs / 2);
  }
}

async function trouble(told: Told): Promise<void> {
  if (told.what === "evict") return evict(told);
  const query = new URLSearchParams(told.rooms.map((room) => ["room", room]));
  query.set("what", told.what);
  query.set("ms", String(Math.round(told.forMs)));
  query.set("step", String(Math.round((told.lot - 0.5) * 2 * STEP_MAX_MS)));
  const answer = await server.runtime.dispatchFetch(`http://place/__trouble?${query}`);
  if (!answer.ok) throw new Error(`${told.what} did not begin: ${answer.status} ${await answer.text()}`);
  await pause(told.forMs);
}

// Whoever started it may have ended without a word.
process.on("disconnect", () => void server.stop().finally(() => process.exit(1)));
process.on("message", (told: Told) => {
  trouble(told).then(
    () => process.send?.(null),
    (error: unknown) => process.send?.(error instanceof Error ? error.message : String(error)),
  );
});
console.log(`PLACE is ready: ${server.url}`);
