/** PLACE and its D1 in two processes, as on Cloudflare: what D1 computes does not keep the room's thread. */
import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import { startBundled } from "./bundled-place.ts";
import type { Checkout } from "./checkout.ts";
import { fillState } from "./fill-state.ts";
import { placeAddresses, type PlaceTarget } from "./place-target.ts";

/** `pid` is the process of PLACE alone. */
export interface PlaceWithoutD1 extends PlaceTarget {
  /** Address of its isolate's inspector. */
  inspector(): Promise<string>;
}

/** It cannot be started again. */
export async function startWithD1Elsewhere(checkout: Checkout): Promise<PlaceWithoutD1> {
  const state = await mkdtemp(join(tmpdir(), "place-d1-elsewhere-"));
  const outfile = join(state, "d1-server.js");
  await build({ entryPoints: [join(import.meta.dirname, "workers", "d1-server.ts")], outfile, format: "esm" });
  const bench = await fillState(checkout, state, 1);
  const { workerOptions } = readWorkerOptions(join(checkout.root, "wrangler.toml"));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      port: 0,
      log: new Log(LogLevel.ERROR),
      cf: false,
      resourcePersistencePath: join(state, "v3"),
      workers: [
        {
          name: "d1",
          compatibilityDate: "2026-10-23",
          modules: [{ type: "ESModule", path: outfile }],
          modulesRoot: state,
          d1Databases: workerOptions.d1Databases as Record<string, string>,
        },
      ],
    }),
  );
  const { host } = await miniflare.ready;
  const place = await startBundled({
    checkout,
    entry: "d1-elsewhere.ts",
    folder: await mkdtemp(join(state, "place-")),
    serviceBindings: { D1_ELSEWHERE: { external: { address: host, http: {} } } },
  });
  return {
    ...placeAddresses(place.url, bench, state),
    name: checkout.name,
    url: place.url,
    pid: place.pid,
    inspector: place.inspector,
    restart: () => Promise.reject(new Error("a PLACE with its D1 elsewhere is not started again")),
    async stop() {
      await place.stop();
      await miniflare.dispose();
      await rm(state, { recursive: true, force: true });
    },
  };
}
