/**
 * Builds what is served: the app, and beside it what class sites show of it, into ./build (wrangler.toml's assets), the worker into ./dist/worker. Wrangler bundles the
 * worker, so what runs here is byte for byte what a deploy uploads. A stamp of the sources skips what is up to date.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT, runCommand } from "../run-command.ts";
import { CannotStart } from "./cannot-start.ts";

export const WORKER_DIR = join(ROOT, "dist", "worker");
const STAMPS = join(ROOT, "dist", "built.json");
const WEB_SOURCES = [
  ...["web", "docs", "imports", "client", "protocol"],
  ...["vite.config.ts", "vite.widget.config.ts", "package.json", "package-lock.json"],
];
const WORKER_SOURCES = ["worker", "protocol", "wrangler.toml", "package-lock.json"];

/** Answers nothing, so that every request goes to the network; the tabs that are open go on as they are. */
const RETIRED = `addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("place-app-")).map((name) => caches.delete(name)));
  await registration.unregister();
})()));
`;

const PIECE_BYTES = 65_536;

type Stamps = Partial<Record<"web" | "worker", string>>;

/**
 * Builds what is missing or older than its sources; with `app` false, the worker alone.
 * @throws CannotStart with the builder's words when a build fails.
 */
export async function ensureBuilt(print: (line: string) => void, app = true): Promise<void> {
  const stamps = await readStamps();
  const [web, worker] = await Promise.all([stampOf(WEB_SOURCES), stampOf(WORKER_SOURCES)]);
  const appIsOld = stamps.web !== web || !existsSync(join(ROOT, "build", "index.html"));
  if (app && appIsOld) {
    print("Building the app …");
    await buildWeb();
    stamps.web = web;
  }
  if (stamps.worker !== worker || !existsSync(join(WORKER_DIR, "index.js"))) {
    print("Bundling the worker …");
    await buildWorker();
    stamps.worker = worker;
    await writeStamps(stamps);
  }
}

/** @param serviceWorker false: what is served in its place takes itself, and all it kept of the app, off every device (docs/operator.md) */
export async function buildWeb(serviceWorker = true): Promise<void> {
  // Of what stands there now: what changes meanwhile is built again by the next start.
  const web = await stampOf(WEB_SOURCES);
  await step("svelte-kit", ["sync"]);
  await step("vite", ["build", "--logLevel", "warn"]);
  // After the app's own, which begins with an empty folder.
  await step("vite", ["build", "--config", "vite.widget.config.ts", "--logLevel", "warn"]);
  await step("node", ["web/embed-build.ts"]);
  await step("node", ["web/course-build.ts"]);
  if (!serviceWorker) await writeFile(join(ROOT, "build", "service-worker.js"), RETIRED);
  const { web: _before, ...stamps } = await readStamps();
  await writeStamps(serviceWorker ? { ...stamps, web } : stamps);
}

async function buildWorker(): Promise<void> {
  // Wrangler wants the assets' folder to exist, even where only the worker is asked for.
  await mkdir(join(ROOT, "build"), { recursive: true });
  await rm(WORKER_DIR, { recursive: true, force: true });
  await step("wrangler", ["deploy", "--dry-run", "--outdir", WORKER_DIR]);
}

/** @throws CannotStart with what the program said, and one sentence below it */
export async function step(command: string, args: string[]): Promise<void> {
  const { code, output } = await runCommand(command, args, { quiet: true, env: { CI: "1" } });
  if (code === 0) return;
  throw new CannotStart(
    `${output.trim()}\n\nPLACE is not built, and building it failed in "${command} ${args[0] ?? ""}" (above). Mend that, or run npm ci again.`,
  );
}

async function readStamps(): Promise<Stamps> {
  try {
    return JSON.parse(await readFile(STAMPS, "utf8")) as Stamps;
  } catch {
    // Never built, or the file is broken: build.
    return {};
  }
}

async function writeStamps(stamps: Stamps): Promise<void> {
  await mkdir(join(ROOT, "dist"), { recursive: true });
  await writeFile(STAMPS, `${JSON.stringify(stamps, null, 2)}\n`);
}

/** SHA-256 over the names and contents of all files under these paths. A piece at a time: the whole of them would be with the server for as long as it runs. */
async function stampOf(paths: string[]): Promise<string> {
  const hash = createHash("sha256");
  const piece = Buffer.alloc(PIECE_BYTES);
  for (const path of paths) {
    for (const name of await filesUnder(path)) {
      hash.update(`${name}\0`);
      await using file = await open(join(ROOT, name));
      for (;;) {
        const { bytesRead } = await file.read(piece);
        hash.update(piece.subarray(0, bytesRead));
        if (bytesRead < PIECE_BYTES) break;
      }
    }
  }
  return hash.digest("hex");
}

async function filesUnder(path: string): Promise<string[]> {
  const entries = await readdir(join(ROOT, path), { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries === null) return existsSync(join(ROOT, path)) ? [path] : [];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort();
}
