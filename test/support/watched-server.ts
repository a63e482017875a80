/** Run by test/faults/start.test.ts: a server of two lines below the watchdog, which ends well once it was asked as often as its argument says. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { watchOver } from "../../tools/serve/watchdog.ts";

const [questions, status] = process.argv.slice(2).map(Number);
let asked = 0;
const server = createServer((_request, response) => {
  response.writeHead(status ?? 200, { "content-type": "application/json" }).end("{}");
  asked += 1;
  if (asked === questions) response.once("close", () => process.exit(0));
}).listen(0, "127.0.0.1", () => {
  watchOver(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 2);
});
