/** The server of the browser tests: the demo class in a new state folder that is gone afterwards. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer } from "../../tools/serve/server.ts";
import { stopOnSignal } from "../../tools/serve/stop-on-signal.ts";

const state = await mkdtemp(join(tmpdir(), "place-e2e-"));
const server = await startServer({ port: Number(process.argv[2]), state, demo: true, print: console.log });
stopOnSignal(async () => {
  await server.stop();
  await rm(state, { recursive: true, force: true });
});
console.log(`PLACE is ready: ${server.url}`);
