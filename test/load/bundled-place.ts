/** PLACE with something of the bench put around its worker (workers/), on bare workerd, with its inspector. */
import type { Plugin } from "esbuild";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, type V4WorkerOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import { childrenNamed } from "../../tools/serve/processes.ts";
import { bundleWorkers } from "../support/worker-bundle.ts";
import type { Checkout } from "./checkout.ts";
import { LIMITS } from "./place-target.ts";

export interface BundledPlace {
  url: string;
  /** The workerd process. */
  pid: number;
  /** Address of the inspector of PLACE's isolate, which holds the worker and all objects. */
  inspector(): Promise<string>;
  stop(): Promise<void>;
}

interface Wanted {
  checkout: Checkout;
  /** A file of workers/, whose import of PLACE's worker becomes that of the checkout. */
  entry: string;
  /** The folder of the state, which also takes the bundle. */
  folder: string;
  serviceBindings?: V4WorkerOptions["serviceBindings"];
}

export async function startBundled({ checkout, entry, folder, serviceBindings }: Wanted): Promise<BundledPlace> {
  await bundleWorkers({
    entries: { worker: join(import.meta.dirname, "workers", entry) },
    folder,
    plugins: [workerOf(checkout)],
  });
  const { workerOptions } = readWorkerOptions(join(checkout.root, "wrangler.toml"));
  const { assets: _assets, ...options } = workerOptions;
  const before = new Set(workerds());
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      port: 0,
      inspectorPort: 0,
      log: new Log(LogLevel.ERROR),
      cf: false,
      resourcePersistencePath: join(folder, "v3"),
      workers: [
        {
          ...options,
          name: "place",
          modules: [{ type: "ESModule", path: join(folder, "worker.js") }],
          modulesRoot: folder,
          bindings: { ...(workerOptions.bindings ?? {}), PLACE_LIMITS: JSON.stringify(LIMITS) },
          ...(serviceBindings && { serviceBindings }),
        },
      ],
    }),
  );
  const url = (await miniflare.ready).origin;
  return {
    url,
    pid: workerds().find((pid) => !before.has(pid)) ?? 0,
    inspector: async () => new URL("/core:user:place", await miniflare.getInspectorURL()).href,
    stop: () => miniflare.dispose(),
  };
}

const workerds = () => childrenNamed(process.pid, "workerd").map(({ pid }) => pid);

function workerOf({ root }: Checkout): Plugin {
  return {
    name: "worker-of-checkout",
    setup({ onResolve }) {
      // No `u`: esbuild reads it in Go's way.
      onResolve({ filter: /\/worker\/index\.ts$/ }, () => ({ path: join(root, "worker", "index.ts") }));
    },
  };
}
