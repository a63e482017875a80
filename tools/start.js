/**
 * What `npm start` runs: start.ts, where this Node reads it. Plain JavaScript without anything new, so that an old Node gets as far as the sentence. What
 * comes after it is kept as it was compiled: a server need neither read types nor hold what reads them, which is a third of its memory.
 */
const NEEDS = 24;

const major = Number(process.versions.node.split(".")[0]);
if (major < NEEDS) {
  console.error(
    `PLACE runs on Node ${NEEDS}, and this is ${process.version}. Say npm ci, which brings one of its own, and then npm start.`,
  );
  process.exit(1);
}

const { spawnSync } = await import("node:child_process");
const { mkdirSync } = await import("node:fs");
const { enableCompileCache } = await import("node:module");
const { fileURLToPath } = await import("node:url");

const compiled = fileURLToPath(new URL("../dist/compiled", import.meta.url));
// For threads and processes of ours as well.
process.env.NODE_COMPILE_CACHE = compiled;
try {
  // Compiled for the first time it is by a process that ends with that, and not by the one that stays.
  if (mkdirSync(compiled, { recursive: true }) !== undefined)
    spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), "--help"], { stdio: "ignore" });
  enableCompileCache(compiled);
} catch {
  // Nobody may write there: then it is compiled each time.
}
await import("./start.ts");
