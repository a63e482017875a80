/** PLACE on one port of this machine: the built app and the bundled worker on bare workerd, state in a folder. */
import type { D1Database } from "@cloudflare/workers-types";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, Response, type V4MiniflareOptions } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import type { RateLimits } from "../../protocol/index.ts";
import { ROOT } from "../run-command.ts";
import { ensureBuilt, WORKER_DIR } from "./build.ts";
import { fillDemoOnce, type DemoFilled } from "./demo.ts";
import { migrate } from "./migrate.ts";
import { CannotStart, claimStateFolder, recordRunning, releaseStateFolder } from "./state-folder.ts";

export interface ServerOptions {
  /** 0: any free one. */
  port: number;
  host?: string;
  /** The folder that keeps everything between starts. */
  state: string;
  /** Overrides of protocol/limits.ts, for load tests. */
  limits?: Partial<RateLimits>;
  /** Fill the demo class where there is none. Default: no. */
  demo?: boolean;
  /** Of the demo class's teacher; the known one unless told. */
  demoPassword?: string;
  /** Build and serve the pages too. Default: yes; tests of the API alone need not wait for them. */
  app?: boolean;
  /** Is told, line by line, what takes time. */
  tell?: (line: string) => void;
}

export interface RunningServer {
  url: string;
  /** The Node process; its workerd is a child of it. */
  pid: number;
  /** What the demo class got, when it was filled by this start. */
  demo: DemoFilled | null;
  d1: D1Database;
  stop(): Promise<void>;
}

/** Builds what is out of date, migrates and serves. @throws CannotStart when the port or the folder is in use. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { port, host = "127.0.0.1", demo = false, app = true, tell = () => undefined } = options;
  const state = resolve(options.state);
  const endedOne = await claimStateFolder(state);
  // A process is gone a moment before the last of its threads lets go of the port.
  await demandFreePort(port, host, endedOne ? 2_000 : 0);
  await ensureBuilt(tell, app);

  const miniflare = new Miniflare(convertV4MiniflareOptions(miniflareOptions(options, state, host)));
  try {
    const url = (await miniflare.ready).origin;
    await recordRunning(state, url);
    const d1 = (await miniflare.getD1Database("DB")) as unknown as D1Database;
    const applied = await migrate(d1);
    if (applied.length > 0) tell(`Applied ${applied.length === 1 ? "a migration" : `${applied.length} migrations`}.`);
    const filled = demo ? await fillDemoOnce(d1, tell, options.demoPassword) : null;
    return { url, pid: process.pid, demo: filled, d1, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function stop(): Promise<void> {
    await miniflare.dispose();
    await releaseStateFolder(state);
  }
}

/** A machine of one's own has no plan to stay within, and everybody on it comes from the same address. */
const OWN_IMPORT_PER_DAY = 100_000_000;
const OWN_GUESTS_PER_ADDRESS = 100_000;
const OWN_RATE_LIMITS = {
  // An import sends as fast as the disk writes.
  BY_ACCOUNT_OFTEN: { namespace_id: "1006", simple: { limit: 6_000, period: 60 as const } },
  NEW_BY_ADDRESS: { namespace_id: "1003", simple: { limit: 120, period: 60 as const } },
};

function miniflareOptions(
  { port, limits, app = true }: ServerOptions,
  state: string,
  host: string,
): V4MiniflareOptions {
  const { workerOptions } = readWorkerOptions(join(ROOT, "wrangler.toml"));
  const { assets: _assets, ...rest } = workerOptions;
  const withoutPages = { ...rest, serviceBindings: { ASSETS: () => new Response(null, { status: 404 }) } };
  return {
    host,
    port,
    // Quiet but for faults, and no look-up of a made-up location over the network.
    log: new Log(LogLevel.WARN),
    cf: false,
    // Where `wrangler … --persist-to` looks, so that `wrangler d1 execute` works on the same data.
    resourcePersistencePath: join(state, "v3"),
    workers: [
      {
        // The pages' router stands before the worker; where there are none to serve, nothing needs it.
        ...(app ? workerOptions : withoutPages),
        name: "place",
        modules: [{ type: "ESModule", path: join(WORKER_DIR, "index.js") }],
        modulesRoot: WORKER_DIR,
        bindings: {
          ...(workerOptions.bindings ?? {}),
          ...(limits && { PLACE_LIMITS: JSON.stringify(limits) }),
          PLACE_IMPORT_PER_DAY: String(OWN_IMPORT_PER_DAY),
          PLACE_GUESTS_PER_ADDRESS: String(OWN_GUESTS_PER_ADDRESS),
        },
        ratelimits: { ...(workerOptions.ratelimits ?? {}), ...OWN_RATE_LIMITS },
      },
    ],
  };
}

async function demandFreePort(port: number, host: string, patienceMs: number): Promise<void> {
  if (port === 0) return;
  const until = Date.now() + patienceMs;
  let code = await tryPort(port, host);
  while (code === "EADDRINUSE" && Date.now() < until) {
    await new Promise((done) => setTimeout(done, 50));
    code = await tryPort(port, host);
  }
  if (code === null) return;
  const why: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken by another program. Stop that one, or choose another port: npm start -- --port ${port + 1}`,
    EACCES: `Port ${port} may not be opened by this account. Choose one above 1023: npm start -- --port 8787`,
    EADDRNOTAVAIL: `This machine has no address ${host}.`,
  };
  throw new CannotStart(why[code] ?? `Port ${port} of ${host} cannot be opened (${code}).`);
}

/** Null where it can be listened on, otherwise the system's error code. */
function tryPort(port: number, host: string): Promise<string | null> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? "unknown"));
    probe.listen(port, host, () => probe.close(() => done(null)));
  });
}
