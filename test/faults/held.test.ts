/** What a server holds for as long as it runs: a program that is asked once at its start is not part of it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ROOT } from "../../tools/run-command.ts";
import { ensureBuilt } from "../../tools/serve/build.ts";
import { runProgram, type Run } from "../support/run-program.ts";

/** Put into the process by Node itself: tells on a signal which packages it has loaded. */
const TELL = `import { createRequire } from "node:module";
  import { isMainThread } from "node:worker_threads";
  const { cache } = createRequire(process.execPath);
  if (isMainThread) process.on("SIGUSR2", () => {
    const packages = Object.keys(cache).map((file) => /node_modules[/\\\\]((?:@[^/\\\\]+[/\\\\])?[^/\\\\]+)/.exec(file)?.[1]);
    console.log("LOADED " + JSON.stringify([...new Set(packages)]));
  });`;
const NODE_OPTIONS = `--import data:text/javascript,${encodeURIComponent(TELL)}`;

let state: string;
let run: Run | null = null;
beforeAll(() => ensureBuilt(() => undefined, false));
beforeEach(async () => {
  state = await mkdtemp(join(tmpdir(), "place-held-"));
});
afterEach(async () => {
  run?.child.kill("SIGTERM");
  await run?.ended;
  await rm(state, { recursive: true, force: true });
}, 60_000);

test.each([
  ["a new one, with the demo class", "--demo"],
  ["one without it", "--no-demo"],
])(
  "I9: a server holds the runtime and nothing of what was asked at its start, wrangler least of all: %s",
  async (_what, demo) => {
    const args = ["--port", "0", "--state", state, demo, "--no-app"];
    run = runProgram(join(ROOT, "tools", "start.ts"), args, { env: { NODE_OPTIONS } });
    await run.printed(/PLACE is ready/u);
    run.child.kill("SIGUSR2");
    const [, told = ""] = await run.printed(/LOADED (\[.*\])/u);
    const packages = JSON.parse(told) as string[];
    expect(packages, "what is looked at sees what is loaded").toContain("miniflare");
    for (const heavy of ["wrangler", "esbuild", "typescript", "vite", "svelte"]) expect(packages).not.toContain(heavy);
  },
);
