/** `npm run routes`: every route of the worker, as the app has them. */
import { build } from "esbuild";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./run-command.ts";

const folder = await mkdtemp(join(tmpdir(), "place-routes-"));
const outfile = join(folder, "app.mjs");
await build({
  entryPoints: [join(ROOT, "worker", "app.ts")],
  outfile,
  bundle: true,
  format: "esm",
  platform: "node",
  // Node has no Durable Objects; the map of addresses needs none.
  plugins: [
    {
      name: "no-objects",
      setup({ onResolve, onLoad }) {
        onResolve({ filter: /^cloudflare:/ }, ({ path }) => ({ path, namespace: "no-objects" }));
        onLoad({ filter: /.*/, namespace: "no-objects" }, () => ({
          contents: "export class DurableObject {}; export const env = {};",
        }));
      },
    },
  ],
});
const { app } = (await import(outfile)) as { app: { routes: { method: string; path: string }[] } };
const lines = app.routes
  .filter(({ method }) => method !== "ALL")
  .map(({ method, path }) => `${method.padEnd(7)}${path}`);
console.log([...new Set(lines)].join("\n"));
await rm(folder, { recursive: true });
