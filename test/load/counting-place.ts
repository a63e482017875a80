/** PLACE with counters around it (workers/counting.ts), filled with the bench's class, on bare workerd. */
import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import { ROOT } from "../../tools/run-command.ts";
import { openLocalD1 } from "../../tools/serve/local-d1.ts";
import { migrate } from "../../tools/serve/migrate.ts";
import { fillBenchClass, type BenchClass } from "./bench-class.ts";
import { get } from "./http.ts";
import type { Counts } from "./counts.ts";

export interface CountingPlace extends BenchClass {
  url: string;
  /** What was counted since the last call. */
  counts(): Promise<Counts>;
  stop(): Promise<void>;
}

export async function startCountingPlace(longHistory: number, people: number): Promise<CountingPlace> {
  const folder = await mkdtemp(join(tmpdir(), "place-counting-"));
  const outfile = join(folder, "worker.js");
  await build({
    entryPoints: [join(import.meta.dirname, "workers", "counting.ts")],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    logLevel: "error",
  });
  const state = join(folder, "state");
  const { d1, close } = await openLocalD1(state);
  await migrate(d1);
  const { headers, token } = await fillBenchClass(d1, longHistory, people);
  await close();
  const { workerOptions } = readWorkerOptions(join(ROOT, "wrangler.toml"));
  const { assets: _assets, ...options } = workerOptions;
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      port: 0,
      log: new Log(LogLevel.WARN),
      cf: false,
      resourcePersistencePath: join(state, "v3"),
      workers: [
        {
          ...options,
          name: "place",
          modules: [{ type: "ESModule", path: outfile }],
          modulesRoot: folder,
          bindings: {
            ...(workerOptions.bindings ?? {}),
            PLACE_LIMITS: JSON.stringify({ post: { burst: 1e9, perSecond: 1e9 } }),
          },
        },
      ],
    }),
  );
  const url = (await miniflare.ready).origin;
  return {
    url,
    headers,
    token,
    counts: async () => JSON.parse(await get(`${url}/__counters`, {})) as Counts,
    async stop() {
      await miniflare.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
