/**
 * Builds what class sites include: `build/embed.js`, one classic script of a few kilobytes at an address that never changes, the types of
 * what it offers, and beside the app's files what only some pages ask for: the launcher, and asking about lines.
 */
import { build, type BuildOptions } from "esbuild";
import { copyFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("src/embed", import.meta.url));
const FOLDER = "_app/immutable/embed";
const COMMON: BuildOptions = { bundle: true, minify: true, target: "es2022", legalComments: "none", charset: "utf8" };

/** @param into the folder of what is served */
export async function buildEmbed(into: string): Promise<void> {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: { ask: join(SOURCES, "ask/ask.ts"), launcher: join(SOURCES, "launcher.ts") },
    format: "esm",
    outdir: join(into, FOLDER),
    entryNames: "[name]-[hash]",
    metafile: true,
  });
  const files = Object.keys(metafile.outputs).map((file) => basename(file));
  const addressOf = (name: string) => `/${FOLDER}/${files.find((file) => file.startsWith(`${name}-`)) ?? ""}`;
  await build({
    ...COMMON,
    entryPoints: [join(SOURCES, "embed.ts")],
    format: "iife",
    outfile: join(into, "embed.js"),
    define: { FILES: JSON.stringify({ ask: addressOf("ask"), launcher: addressOf("launcher") }) },
  });
  await copyFile(join(SOURCES, "place.d.ts"), join(into, "embed.d.ts"));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await buildEmbed(fileURLToPath(new URL("../build", import.meta.url)));
