/**
 * `npm run dev`: Vite with hot reload at http://127.0.0.1:5173, and behind it the worker under `wrangler dev`, which reloads
 * on a change. State is that of `npm start`, so the demo class is there.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PUSH_KEYS, pushKeysIn } from "./push-keys.ts";
import { ringBindings, ringIn } from "./ring-keys.ts";
import { packageEnv, ROOT, runCommand } from "./run-command.ts";
import { CannotStart } from "./serve/cannot-start.ts";
import { prepareDatabase } from "./serve/database.ts";
import { demandFreePort } from "./serve/port.ts";
import { claimStateFolder } from "./serve/state-folder.ts";

const WORKER_PORT = process.env["PORT"] ?? "8787";
const state = resolve(ROOT, process.env["PLACE_STATE"] ?? ".place");

/** Makes the database ready as `npm start` does. This process keeps the folder's lock for as long as wrangler serves from it. */
async function prepareState(): Promise<void> {
  const folder = await claimStateFolder(state);
  try {
    await demandFreePort(Number(WORKER_PORT), "127.0.0.1", folder.endedOne ? 2_000 : 0);
    await prepareDatabase({ state, demo: true, patienceMs: 30_000, print: console.log });
    await folder.record(`http://127.0.0.1:${WORKER_PORT}`);
  } catch (error) {
    await folder.release();
    throw error;
  }
  // Wrangler wants the assets' folder to exist; the pages come from Vite.
  await mkdir(join(ROOT, "build"), { recursive: true });
}

/** Keys for wrangler as a file for this account alone: what is said on a command line everybody on the machine reads. */
async function keysFile(): Promise<string> {
  const keys = { [PUSH_KEYS]: await pushKeysIn(state), ...ringBindings(await ringIn(state)) };
  const file = join(state, "dev.env");
  const lines = Object.entries(keys).map(([name, value]) => `${name}='${value}'\n`);
  await writeFile(file, lines.join(""), { mode: 0o600 });
  return file;
}

const children: ChildProcess[] = [];
function keep(command: string, args: string[], env: Record<string, string> = {}): void {
  const child = spawn(command, args, { cwd: ROOT, env: packageEnv(env), stdio: "inherit" });
  child.once("exit", (code) => stopAll(code ?? 0));
  children.push(child);
}

let stopping = false;
function stopAll(code: number): void {
  if (stopping) return;
  stopping = true;
  for (const child of children) child.kill("SIGTERM");
  process.exitCode = code;
}

try {
  await prepareState();
} catch (error) {
  console.error(error instanceof CannotStart ? error.message : error);
  process.exit(1);
}
await runCommand("svelte-kit", ["sync"], { quiet: true });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopAll(0));
keep("wrangler", [
  ...["dev", "--ip", "127.0.0.1", "--port", WORKER_PORT, "--inspector-port", "0", "--persist-to", state],
  ...["--env-file", await keysFile()],
  ...["--show-interactive-dev-session=false", "--log-level", "warn"],
]);
keep("vite", ["dev"], { PLACE_DEV_WORKER: `http://127.0.0.1:${WORKER_PORT}` });
