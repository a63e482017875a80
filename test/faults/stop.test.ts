/** Supervisors signal the one process that they started: of `npm start`, that is npm. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ROOT } from "../../tools/run-command.ts";
import { ensureBuilt } from "../../tools/serve/build.ts";
import { processesWith } from "../../tools/serve/processes.ts";
import { runNpmStart, runProgram, type Run } from "../support/run-program.ts";

const READY = /PLACE is ready: (\S+)/u;
/** Stands in the environment of all that a start starts. */
const MARK = "PLACE_TEST_STOP";

let state: string;
let run: Run | null = null;
const args = () => ["--port", "0", "--state", state, "--no-demo", "--no-app"];
const mark = () => ({ [MARK]: state });
const left = () => processesWith(`${MARK}=${state}`, "");

beforeAll(() => ensureBuilt(() => undefined, false));
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "place-stop-"));
});
afterEach(async () => {
  for (const { pid } of left()) process.kill(pid, "SIGKILL");
  await run?.ended;
  await rm(state, { recursive: true, force: true });
}, 60_000);

test.each(["SIGTERM", "SIGHUP", "SIGKILL"] as const)(
  "I9: %s to npm alone stops the server in order, and nothing of it is left",
  async (signal) => {
    run = runNpmStart(args(), { env: mark() });
    const url = (await run.printed(READY))[1] ?? "";
    process.kill(run.child.pid!, signal);
    // Whoever still ran would hold the output open.
    await run.ended;
    expect(left()).toEqual([]);
    expect(existsSync(join(state, "running.json")), "a server that was killed leaves its record").toBe(false);
    await expect(fetch(url)).rejects.toThrow();
  },
);

test("I9: a server that was not started by npm goes on when who started it ends", async () => {
  // As `node tools/start.ts &` in a shell that is closed.
  const shell = `const { spawn } = await import("node:child_process");
    spawn(process.execPath, process.argv.slice(1), { detached: true, stdio: "inherit" });`;
  const program = join(ROOT, "tools", "start.ts");
  run = runProgram("--input-type=module", ["--eval", shell, "--", program, ...args()], { env: mark() });
  const url = (await run.printed(READY))[1] ?? "";
  process.kill(run.child.pid!, "SIGKILL");
  await expect.poll(() => left().some(({ pid }) => pid === run?.child.pid)).toBe(false);
  // Several times as long as it takes a server to see that npm is gone.
  for (const until = Date.now() + 1_000; Date.now() < until;)
    expect((await fetch(`${url}/api/health`)).status).toBe(200);
  const [server] = left().filter(({ command }) => command.includes("start.ts"));
  process.kill(server!.pid, "SIGTERM");
  await run.ended;
});
