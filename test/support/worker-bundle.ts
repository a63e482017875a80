/** The worker, or something around it, as one file for bare workerd. */
import { build, type Plugin } from "esbuild";

interface Wanted {
  /** By the names of what comes out. */
  entries: Record<string, string>;
  /** Into this folder, as `NAME.js`. */
  folder: string;
  plugins?: Plugin[];
}

/** @throws as esbuild does */
export async function bundleWorkers({ entries, folder, plugins = [] }: Wanted): Promise<void> {
  await build({
    entryPoints: entries,
    outdir: folder,
    bundle: true,
    format: "esm",
    target: "es2024",
    // As Wrangler does where wrangler.toml says so.
    minify: true,
    keepNames: true,
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    plugins,
    logLevel: "error",
  });
}
