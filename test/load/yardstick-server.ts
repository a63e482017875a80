/** `node yardstick-server.ts STATE PORT`: the yardsticks on a port of their own, on the same bare workerd as PLACE. Prints `ready URL`. */
import { build } from "esbuild";
import { join } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare } from "miniflare";

const [state = "", port = "0"] = process.argv.slice(2);
const outfile = join(state, "worker.js");
await build({
  entryPoints: [join(import.meta.dirname, "workers", "yardstick.ts")],
  outfile,
  bundle: true,
  format: "esm",
  target: "es2024",
  external: ["cloudflare:*"],
});
const miniflare = new Miniflare(
  convertV4MiniflareOptions({
    port: Number(port),
    log: new Log(LogLevel.ERROR),
    cf: false,
    resourcePersistencePath: join(state, "state"),
    workers: [
      {
        name: "yardstick",
        compatibilityDate: "2026-10-23",
        modules: [{ type: "ESModule", path: outfile }],
        modulesRoot: state,
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
  process.exit(0);
}
process.on("SIGTERM", () => void stop());
// Whoever started them is gone.
process.stdin.on("end", () => void stop()).resume();
