/** The server of the browser tests: the demo class in a new state folder that is gone afterwards. */
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt, WORKER_DIR } from "../../tools/serve/build.ts";
import { startServer } from "../../tools/serve/server.ts";
import { stopOnSignal } from "../../tools/serve/stop-on-signal.ts";

const state = await mkdtemp(join(tmpdir(), "place-e2e-"));
await ensureBuilt(console.log);
const worker = await withCheapPasswords(join(state, "worker"));
// What a message links to, a test may serve on this machine.
const { log: print } = console;
const server = await startServer({ port: Number(process.argv[2]), state, worker, demo: true, loopback: true, print });
stopOnSignal(async () => {
  await server.stop();
  await rm(state, { recursive: true, force: true });
});
console.log(`PLACE is ready: ${server.url}`);

/**
 * The built worker, in which a password costs nothing: three people of every test make an account, and a tenth of all the processor's time
 * went into that. Which cost it is stands with each hash, so that nothing else differs; what a password really costs is paid in test/faults.
 */
async function withCheapPasswords(folder: string): Promise<string> {
  await cp(WORKER_DIR, folder, { recursive: true });
  const file = join(folder, "index.js");
  const built = await readFile(file, "utf8");
  const cheap = built.replace(/(?<==\{)N:16384,r:8,p:5(?=,maxmem:)/u, "N:2,r:1,p:1");
  if (cheap === built) throw new Error("The cost of a password does not stand in the worker as it did.");
  await writeFile(file, cheap);
  return folder;
}
