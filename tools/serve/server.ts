/** PLACE on one port of this machine: the built app and the bundled worker on bare workerd, state in a folder. */
import type { D1Database } from "@cloudflare/workers-types";
import { join, resolve } from "node:path";
import type { Miniflare as Runtime, V4MiniflareOptions } from "miniflare";
import type { RateLimits } from "../../protocol/index.ts";
import { PUSH_KEYS, pushKeysIn } from "../push-keys.ts";
import { ringBindings, ringIn } from "../ring-keys.ts";
import { ensureBuilt, WORKER_DIR } from "./build.ts";
import { CannotStart } from "./cannot-start.ts";
import { prepareDatabase } from "./database.ts";
import type { DemoFilled } from "./demo.ts";
import { askHealth } from "./health.ts";
import { openLocalD1 } from "./local-d1.ts";
import { convertV4MiniflareOptions, Log, LogLevel, Miniflare, MiniflareCoreError, Response } from "./miniflare.ts";
import { everyNight, nightlyWorker, runNight, turnKeys } from "./nightly.ts";
import { outsideNetwork } from "./outside-network.ts";
import { ownPages } from "./own-pages.ts";
import { demandFreePort } from "./port.ts";
import { claimStateFolder, type StateFolder } from "./state-folder.ts";
import { watchOver } from "./watchdog.ts";
import { readWorkerOptions, type ReadOptions } from "./worker-options.ts";

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
  /** The folder of the worker's bundle. Default: the one that is built of its sources. */
  worker?: string;
  /** After how many seconds without an answer the server is ended; 0: never. Default: a minute. */
  watchdog?: number;
  /** Webhooks and previews may lead to this machine, for development. Default: no. */
  loopback?: boolean;
  /** `PLACE_SIGN_IN`: with whose accounts one signs in (docs/operator.md). Default: with none. */
  signIn?: string | undefined;
  /** How long another program's lock on the database is waited for, ms. Default: half a minute. */
  patienceMs?: number;
  /** Is told, line by line, what takes time. */
  print?: (line: string) => void;
}

export interface RunningServer {
  url: string;
  /** The Node process; its workerd is a child of it. */
  pid: number;
  /** What the demo class got, when it was filled by this start. */
  demo: DemoFilled | null;
  d1: D1Database;
  /** What it runs on, for who looks at it or troubles it from outside. */
  runtime: Runtime;
  stop(): Promise<void>;
}

/** The runtime comes up in a second; a machine that is busy may need more. */
const RUNTIME_WAIT_MS = 60_000;
const HEALTH_WAIT_MS = 30_000;

/**
 * Builds what is out of date, makes the database ready, and serves: the port is opened when the tables and the demo class are there.
 * @throws CannotStart when the port or the folder is in use, or the database cannot be had
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { port, host = "127.0.0.1", demo = false, app = true, patienceMs = 30_000, print = () => undefined } = options;
  const { watchdog = 60 } = options;
  const folder = await claimStateFolder(resolve(options.state));
  try {
    // A process is gone a moment before the last of its threads lets go of the port.
    await demandFreePort(port, host, folder.endedOne ? 2_000 : 0);
    await ensureBuilt(print, app);
    // Beside what the databases are asked for, on the other core. Wrangler looks into what was built as well.
    const reading = readWorkerOptions();
    // Who asks for it below hears of it; what fails before that is told first.
    reading.catch(() => undefined);
    const { demoPassword } = options;
    const filled = await prepareDatabase({ state: folder.path, demo, demoPassword, patienceMs, print });
    const keys = { [PUSH_KEYS]: await pushKeysIn(folder.path), ...ringBindings(await ringIn(folder.path)) };
    const read = await reading;
    const pages = read.assets as { directory: string } | undefined;
    if (app && pages) pages.directory = await ownPages(pages.directory, folder.path);
    const given = miniflareOptions(options, { state: folder.path, host, keys, read });
    return { ...(await serve(folder, given, watchdog)), demo: filled };
  } catch (error) {
    await folder.release();
    throw error;
  }
}

async function serve(
  folder: StateFolder,
  options: V4MiniflareOptions,
  watchdog: number,
): Promise<Omit<RunningServer, "demo">> {
  const miniflare = new Miniflare(convertV4MiniflareOptions(options));
  try {
    const late = `The runtime did not come up within ${RUNTIME_WAIT_MS / 1_000} s.`;
    const { origin: url } = await within(RUNTIME_WAIT_MS, miniflare.ready, late);
    await folder.record(url);
    const { sentence } = await askHealth(url, HEALTH_WAIT_MS);
    if (sentence !== null) throw new CannotStart(`PLACE came up and does not answer: ${sentence}`);
    const { d1, close } = await openLocalD1(folder.path);
    const stopWatching = watchOver(url, watchdog);
    const dispatch = (address: string, init: { headers: Record<string, string> }) =>
      miniflare.dispatchFetch(address, init);
    const night = () => runNight(dispatch);
    // At once and not at night: who asked for a new key on a machine of their own has just started it with it.
    await turnKeys(dispatch);
    const endNights = everyNight(folder.path, night, console.error);
    return {
      url,
      pid: process.pid,
      d1,
      runtime: miniflare,
      async stop() {
        endNights();
        await stopWatching();
        await close();
        await miniflare.dispose();
        await folder.release();
      },
    };
  } catch (error) {
    // One that stands still is ended with this process at the latest.
    await within(10_000, miniflare.dispose(), "").catch(() => undefined);
    // Somebody may have taken the port in the meantime.
    await demandFreePort(options.port ?? 0, options.host ?? "", 1_000);
    if (!(error instanceof MiniflareCoreError)) throw error;
    throw new CannotStart(`The runtime did not come up: ${error.message.split("\n")[0] ?? ""}`, { cause: error });
  }
}

async function within<T>(ms: number, work: Promise<T>, sentence: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CannotStart(sentence)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** A machine of one's own has no plan to stay within, and everybody on it comes from the same address. */
const OWN_IMPORT_PER_DAY = 100_000_000;
const OWN_GUESTS_PER_ADDRESS = 100_000;
const OWN_RATE_LIMITS = {
  // An import sends as fast as the disk writes.
  BY_ACCOUNT_OFTEN: { namespace_id: "1006", simple: { limit: 6_000, period: 60 as const } },
  NEW_BY_ADDRESS: { namespace_id: "1003", simple: { limit: 120, period: 60 as const } },
};

interface Known {
  state: string;
  host: string;
  keys: Record<string, string>;
  /** What wrangler.toml says. */
  read: ReadOptions;
}

function miniflareOptions(
  { port, limits, app = true, worker = WORKER_DIR, loopback = false, signIn }: ServerOptions,
  { state, host, keys, read: workerOptions }: Known,
): V4MiniflareOptions {
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
        modules: [{ type: "ESModule", path: join(worker, "index.js") }],
        modulesRoot: worker,
        bindings: {
          ...(workerOptions.bindings ?? {}),
          ...(limits && { PLACE_LIMITS: JSON.stringify(limits) }),
          ...keys,
          PLACE_IMPORT_PER_DAY: String(OWN_IMPORT_PER_DAY),
          PLACE_GUESTS_PER_ADDRESS: String(OWN_GUESTS_PER_ADDRESS),
          ...(signIn !== undefined && { PLACE_SIGN_IN: signIn }),
          ...(loopback && { PLACE_ALLOW_LOOPBACK: "1" }),
          ...(process.env["PLACE_METRICS_TOKEN"] && { PLACE_METRICS_TOKEN: process.env["PLACE_METRICS_TOKEN"] }),
        },
        outboundService: outsideNetwork(loopback),
        ratelimits: { ...(workerOptions.ratelimits ?? {}), ...OWN_RATE_LIMITS },
      },
      nightlyWorker(String(workerOptions.compatibilityDate)),
    ],
  };
}
