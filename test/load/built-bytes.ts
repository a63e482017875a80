/** How large what is deployed is: the worker as the platform takes it, and what the page names for a channel that is opened first. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { WORKER_DIR } from "../../tools/serve/build.ts";
import { ROOT } from "../../tools/run-command.ts";
import type { KeptName } from "../support/kept.ts";

/** What the free plan took, packed, until mid-2026; since then 64 MiB unpacked. The smaller one is held. Bytes. */
export const FREE_PLAN_WORKER_BYTES = 3 * 1024 * 1024;

const PRELOAD = /<link\b[^>]*\bmodulepreload\b[^>]*>/gu;
const HREF = /\bhref="\.?\/?(?<path>[^"]+)"/u;

const packed = async (file: string): Promise<number> => gzipSync(await readFile(file), { level: 9 }).length;
const sum = (sizes: number[]): number => sizes.reduce((all, size) => all + size, 0);

/** Of what stands in ./build and ./dist/worker. */
export async function builtBytes(): Promise<Map<KeptName, number>> {
  const modules = (await readdir(WORKER_DIR)).filter((file) => !/\.(?:map|md)$/u.test(file));
  const page = await readFile(join(ROOT, "build", "index.html"), "utf8");
  const scripts = [...page.matchAll(PRELOAD)].flatMap(([link]) => HREF.exec(link)?.groups?.["path"] ?? []);
  return new Map<KeptName, number>([
    ["bytes of the worker, gzip", sum(await Promise.all(modules.map((file) => packed(join(WORKER_DIR, file)))))],
    [
      "bytes of JavaScript before the first message, gzip",
      sum(await Promise.all(scripts.map((file) => packed(join(ROOT, "build", file))))),
    ],
  ]);
}
