/** The D1 of a state folder from beside a running server, as `wrangler d1 execute --local` opens it: SQLite lets both in. */
import type { D1Database } from "@cloudflare/workers-types";
import { join, resolve } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import { ROOT } from "../run-command.ts";

export async function openLocalD1(state: string): Promise<{ d1: D1Database; close(): Promise<void> }> {
  const { workerOptions } = readWorkerOptions(join(ROOT, "wrangler.toml"));
  const { d1Databases } = workerOptions;
  const options = {
    log: new Log(LogLevel.WARN),
    cf: false as const,
    resourcePersistencePath: join(resolve(state), "v3"),
    workers: [
      { name: "place", modules: true, script: "export default {}", d1Databases: d1Databases as Record<string, string> },
    ],
  };
  const miniflare = new Miniflare(convertV4MiniflareOptions(options));
  const d1 = (await miniflare.getD1Database("DB")) as unknown as D1Database;
  return { d1, close: () => miniflare.dispose() };
}
