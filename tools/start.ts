/** `npm start`: the whole of PLACE on this machine, until Ctrl-C. */
import { randomBytes } from "node:crypto";
import { relative } from "node:path";
import { parseArgs } from "node:util";
import type { RateLimits } from "../protocol/index.ts";
import { readRateLimits } from "../protocol/operator-rate-limits.ts";
import { DEMO_OWNER } from "./demo/cast.ts";
import { letGo } from "./serve/let-go.ts";
import { startServer, type RunningServer } from "./serve/server.ts";
import { CannotStart } from "./serve/cannot-start.ts";
import { stopOnSignal } from "./serve/stop-on-signal.ts";

const USAGE = `npm start -- [--port 8787] [--host 127.0.0.1] [--state .place] [--wait 30] [--watchdog 60] [--no-demo] [--no-app]
--wait: how many seconds another program's lock on the database is waited for.
--watchdog: after how many seconds without an answer the server is ended; 0: never.
The environment may say it too: PORT, HOST, PLACE_STATE, and PLACE_LIMITS (JSON, see protocol/limits.ts).
PLACE_ALLOW_LOOPBACK=1: webhooks and link previews may lead to this machine, for development.
PLACE_SIGN_IN: with whose accounts one signs in (JSON, see docs/operator.md).`;

const LET_GO_AFTER_MS = 2_000;

function readOptions() {
  const { values } = parseArgs({
    allowNegative: true,
    options: {
      port: { type: "string", default: process.env["PORT"] ?? "8787" },
      host: { type: "string", default: process.env["HOST"] ?? "127.0.0.1" },
      state: { type: "string", default: process.env["PLACE_STATE"] ?? ".place" },
      wait: { type: "string", default: "30" },
      watchdog: { type: "string", default: "60" },
      demo: { type: "boolean", default: true },
      app: { type: "boolean", default: true },
      help: { type: "boolean", default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new CannotStart(`"${values.port}" is not a port.`);
  return { ...values, port, patienceMs: seconds(values.wait) * 1_000, watchdog: seconds(values.watchdog) };
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value < 1e6))
    throw new CannotStart(`"${text}" is not a number of seconds.`);
  return value;
}

function readLimits(text = process.env["PLACE_LIMITS"]): { limits?: Partial<RateLimits> } {
  if (!text) return {};
  const limits = readRateLimits(text);
  if (!limits) throw new CannotStart("PLACE_LIMITS is no JSON of the table in protocol/limits.ts, or of a part of it.");
  return { limits };
}

/** Reached from this machine alone: then everybody may know the demo teacher's password. */
const isLoopback = (host: string) => /^(127\.|localhost$|::1$)/u.test(host);

function greet({ url, demo }: RunningServer, state: string, hasDemo: boolean, ownerPassword: string): string {
  const lines = [`PLACE is ready: ${url}`, ""];
  if (demo) lines.push(`  The demo class is new: ${demo.people} people, ${demo.messages} messages.`);
  if (hasDemo) {
    // Browsers know passkeys for a name, not for a number.
    const address = url.replace("//127.0.0.1:", "//localhost:");
    lines.push(`  Open ${address} and press "Try it": you are a guest in the demo class at once.`);
    if (ownerPassword) lines.push(`  Or sign in as its teacher: ${DEMO_OWNER.handle}, password ${ownerPassword}`);
  }
  lines.push("  Or create a class of your own there, and open its join link in a second browser.");
  lines.push(
    `  All of it is kept in ${relative(process.cwd(), state) || state}; delete that folder to begin anew. Ctrl-C stops.`,
  );
  return lines.join("\n");
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return console.log(USAGE);
  const isOpen = !isLoopback(options.host);
  const loopback = process.env["PLACE_ALLOW_LOOPBACK"] === "1";
  const signIn = process.env["PLACE_SIGN_IN"];
  const demoPassword = isOpen ? randomBytes(9).toString("base64url") : DEMO_OWNER.password;
  const server = await startServer({ ...options, ...readLimits(), loopback, signIn, demoPassword, print: console.log });
  // A password that was made up is told once, when the class was filled with it.
  const password = isOpen && !server.demo ? "" : demoPassword;
  stopOnSignal(server.stop);
  console.log(greet(server, options.state, options.demo, password));
  // What answered the last questions is done by then.
  setTimeout(letGo, LET_GO_AFTER_MS).unref();
}

try {
  await main();
} catch (error) {
  const forPeople = error instanceof CannotStart || (error instanceof TypeError && "code" in error);
  console.error(forPeople ? error.message : error);
  process.exit(1);
}
