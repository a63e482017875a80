/** The yardsticks on a port of their own, on the same bare workerd as PLACE. Prints `ready URL`. */
import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";

const folder = await mkdtemp(join(tmpdir(), "place-yardstick-"));
const outfile = join(folder, "worker.js");
await build({
  entryPoints: [new URL("workers/yardstick.ts", import.meta.url).pathname],
  outfile,
  bundle: true,
  format: "esm",
  target: "es2024",
  external: ["cloudflare:*"],
});
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    port: 0,
    log: new Log(LogLevel.ERROR),
    cf: false,
    resourcePersistencePath: join(folder, "state"),
    workers: [
      {
        name: "yardstick",
        compatibilityDate: "2026-10-23",
        modules: [{ type: "ESModule", path: outfile }],
        modulesRoot: folder,
        durableObjects: {
          SINGLE: { className: "Single", useSQLite: true },
          GROUPED: { className: "Grouped", useSQLite: true },
        },
      },
    ],
  }),
);
console.log(`ready ${(await miniflare.ready).origin}`);

async function stop(): Promise<void> {
  await miniflare.dispose();
  await rm(folder, { recursive: true, force: true });
  process.exit(0);
}
process.on("SIGTERM", () => void stop());
// Whoever started them is gone.
process.stdin.on("end", () => void stop()).resume();
