/**
 * What the first request of an isolate costs beyond what it costs an empty Hono worker: the free plan gives a request 10 ms of CPU,
 * and a class that comes back after a pause meets new isolates. Every sample is a worker of its own that nobody has asked before,
 * in one workerd, PLACE and the empty one in turn. Counted is the CPU of that process, not the time that passed.
 */
import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import { ROOT } from "../../../tools/run-command.ts";
import { bundleWorkers } from "../../support/worker-bundle.ts";
import { treeOf } from "../process-tree.ts";
import { counted, type Scenario } from "../scenario.ts";
import { median } from "../stats.ts";

const SAMPLES = 10;
/** The front's own first requests are none of anybody's. */
const WARM_UPS = 20;
const KINDS = ["place", "empty"] as const;
type Kind = (typeof KINDS)[number];

export const firstRequest: Scenario = {
  name: "first-request",
  async run() {
    // Who is signed in: nobody, which no database is asked for.
    const nobody = await firstAndSecond("/api/session", 200);
    // As far as a request comes without a database: parsed, its sender looked for, refused.
    const refused = await firstAndSecond("/api/channels/none/messages?before=50", 401, 404);
    const more = (found: Found) => median(found.place.first) - median(found.empty.first);
    return {
      measured: [
        counted("first request of an isolate: ms more than an empty Hono worker", more(nobody), "ms of CPU", 3, 1),
      ],
      raw: {
        "first request of an isolate, ms of CPU": median(nobody.place.first),
        "first request of an empty Hono worker, ms of CPU": median(nobody.empty.first),
        "second request of that isolate, ms of CPU": median(nobody.place.second),
        "first request that is refused, ms more than an empty Hono worker's": more(refused),
      },
    };
  },
};

type Found = Record<Kind, { first: number[]; second: number[] }>;

/** @param emptyStatus what the empty worker answers, which knows one address only */
async function firstAndSecond(path: string, placeStatus: number, emptyStatus = placeStatus): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), "place-first-request-"));
  const miniflare = await startIsolates(folder);
  try {
    const url = (await miniflare.ready).origin;
    const pid = workerdOf(process.pid);
    const expected = { place: placeStatus, empty: emptyStatus, nobody: 404 };
    const ask = async (kind: Kind | "nobody", i: number): Promise<number> => {
      const before = cpuMs(pid);
      const answer = await fetch(`${url}/${kind}${i}${path}`);
      await answer.arrayBuffer();
      const ms = cpuMs(pid) - before;
      if (answer.status !== expected[kind]) throw new Error(`${kind}: ${answer.status}`);
      return ms;
    };
    for (let i = 0; i < WARM_UPS; i++) await ask("nobody", 0);
    // One of each kind more: the first of all compiles what the others find compiled.
    for (const kind of KINDS) await ask(kind, SAMPLES);
    const found: Found = { place: { first: [], second: [] }, empty: { first: [], second: [] } };
    for (let i = 0; i < SAMPLES; i++) {
      for (const kind of KINDS) {
        found[kind].first.push(await ask(kind, i));
        found[kind].second.push(await ask(kind, i));
      }
    }
    return found;
  } finally {
    await miniflare.dispose();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startIsolates(folder: string): Promise<Miniflare> {
  const entries = {
    place: join(ROOT, "worker", "index.ts"),
    empty: workerFile("empty-hono"),
    front: workerFile("front"),
  };
  await bundleWorkers({ entries, folder });
  const { workerOptions } = readWorkerOptions(join(ROOT, "wrangler.toml"));
  const { compatibilityDate } = workerOptions;
  const worker = (name: string, file: string) => ({
    name,
    ...(typeof compatibilityDate === "string" && { compatibilityDate }),
    modules: [{ type: "ESModule" as const, path: join(folder, `${file}.js`) }],
    modulesRoot: folder,
  });
  const isolates = KINDS.flatMap((kind) => Array.from({ length: SAMPLES + 1 }, (_, i) => worker(`${kind}${i}`, kind)));
  const serviceBindings = Object.fromEntries(isolates.map(({ name }) => [name, name]));
  return new Miniflare(
    convertV4MiniflareOptions({
      port: 0,
      log: new Log(LogLevel.ERROR),
      cf: false,
      workers: [{ ...worker("front", "front"), serviceBindings }, ...isolates],
    }),
  );
}

const workerFile = (name: string) => join(import.meta.dirname, "..", "workers", `${name}.ts`);

/** The workerd that this process started last. */
function workerdOf(parent: number): number {
  const found = treeOf(parent).filter((pid) => readFileSync(`/proc/${pid}/comm`, "utf8").startsWith("workerd"));
  const last = found.at(-1);
  if (last === undefined) throw new Error("no workerd was started");
  return last;
}

/** CPU that a process has used so far, all its threads, ms; to the microsecond, where `ps` counts in hundredths of a second. */
function cpuMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const ns = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ")[0]),
  );
  return ns.reduce((sum, each) => sum + each, 0) / 1e6;
}
