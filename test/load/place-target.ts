/** Starts a checkout of PLACE with sessions and permissions as in earnest, filled with the bench's class. */
import type { D1Database } from "@cloudflare/workers-types";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { RateLimits } from "../../protocol/index.ts";
import { fileOfD1 } from "../../tools/serve/local-d1.ts";
import { channelId, CHANNELS, FIRST_FRESH, PEOPLE_MAX, SHORT, WORKSPACE, type BenchClass } from "./bench-class.ts";
import { envOf, type Checkout } from "./checkout.ts";
import { fillState } from "./fill-state.ts";
import { get } from "./http.ts";
import { endWithBench, killGroup } from "./process-group.ts";
import type { Address, Channel, Target } from "./target.ts";

/** The bench writes faster than people may, and asks for more pages. */
const FAST = { burst: 1e9, perSecond: 1e9 };
export const LIMITS = { post: FAST, page: FAST };

export interface PlaceTarget extends Target {
  url: string;
  /** The header that says who person `i` is. */
  headers(i: number): Record<string, string>;
  /** Person `i`'s second socket: presence, news and the rest of what is not the open channel. */
  workspaceSocket(i: number): Address;
  /** How many more channels can be opened. */
  channelsLeft(): number;
  stop(): Promise<void>;
}

/**
 * @param longHistory messages in the long channel
 * @param more puts into its database what else it has to have
 */
export async function startPlace(
  checkout: Checkout,
  longHistory: number,
  more?: (d1: D1Database) => Promise<void>,
): Promise<PlaceTarget> {
  const state = await mkdtemp(join(tmpdir(), "place-bench-"));
  const bench = await fillState(checkout, state, longHistory, PEOPLE_MAX, more);
  let server = await startFrom(checkout, state);
  const { url } = server;
  return {
    ...placeAddresses(url, bench, state),
    name: checkout.name,
    url,
    get pid() {
      return server.pid;
    },
    async restart() {
      await server.kill();
      server = await startFrom(checkout, state, { port: Number(new URL(url).port) });
    },
    async stop() {
      await server.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}

/** What a client needs to know of a PLACE at this address. `state`: its folder, where D1's file is read. */
export function placeAddresses(
  url: string,
  { headers }: BenchClass,
  state: string,
): Pick<PlaceTarget, "headers" | "openChannel" | "channelsLeft" | "workspaceSocket" | "ask"> {
  let next = FIRST_FRESH;
  const ws = url.replace(/^http/u, "ws");
  return {
    headers,
    openChannel(): Channel {
      if (next > CHANNELS) throw new Error("the bench ran out of channels");
      const no = next++;
      const address = `${ws}/api/channels/${channelId(no)}/socket`;
      return {
        socket: (i, rev) => ({ url: rev === undefined ? address : `${address}?rev=${rev}`, headers: headers(i) }),
        recorded: () => recordedIn(state, no),
      };
    },
    channelsLeft: () => CHANNELS + 1 - next,
    workspaceSocket: (i) => ({ url: `${ws}/api/workspaces/${WORKSPACE}/socket`, headers: headers(i) }),
    ask: (i) => get(`${url}/api/channels/${channelId(SHORT)}/messages?limit=1`, headers(i)),
  };
}

/** What D1's own file says of a channel, read beside the running server. */
function recordedIn(state: string, channelNo: number): { seq: number; id: string }[] {
  const database = new DatabaseSync(fileOfD1(state), { readOnly: true });
  const rows = database
    .prepare("select key - ?1 * 4294967296 as seq, id from messages where key / 4294967296 = ?1 order by key")
    .all(channelNo) as unknown as { seq: number; id: string }[];
  database.close();
  return rows;
}

interface Started {
  url: string;
  pid: number;
  stop(): Promise<void>;
  /** Of the whole process group, at the same moment. */
  kill(): Promise<void>;
}

/** A start that met a busy machine may stand still for good. */
const PATIENCE_MS = 60_000;
/** The pages may have to be built first. */
const BUILD_PATIENCE_MS = 300_000;
const TRIES = 3;

interface StartOptions {
  /** 0: any free one. */
  port?: number;
  /** The pages too. */
  app?: boolean;
  limits?: Partial<RateLimits>;
}

/** `npm start` of the checkout. @throws Error with what it printed when it ends before it serves */
export async function startFrom(
  checkout: Checkout,
  state: string,
  options: StartOptions = {},
  tries = TRIES,
): Promise<Started> {
  const { port = 0, app = false, limits = LIMITS } = options;
  const start = join(checkout.root, "tools", "start.ts");
  const args = ["--port", String(port), "--state", state, "--no-demo", app ? "--app" : "--no-app"];
  const child = spawn("node", [start, ...args], {
    cwd: checkout.root,
    env: envOf(checkout, { PLACE_LIMITS: JSON.stringify(limits) }),
    stdio: ["ignore", "pipe", "pipe"],
    // A process group of its own: Ctrl-C ends the bench, which then ends its servers.
    detached: true,
  });
  endWithBench(child);
  const tooLate = setTimeout(() => killGroup(child), app ? BUILD_PATIENCE_MS : PATIENCE_MS);
  let url: string;
  try {
    url = await readyUrl(child);
  } catch (error) {
    if (child.signalCode !== "SIGKILL" || tries === 1) throw error;
    console.error(`${checkout.root} did not start within ${PATIENCE_MS / 1_000} s and is started again`);
    return startFrom(checkout, state, options, tries - 1);
  } finally {
    clearTimeout(tooLate);
  }
  const end = async (signal: () => void) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    signal();
    await gone;
  };
  return {
    url,
    pid: child.pid ?? 0,
    stop: () => end(() => child.kill("SIGTERM")),
    kill: () => end(() => killGroup(child)),
  };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      // Read to the end: a full pipe would stop the server.
      createInterface({ input: stream }).on("line", (line) => {
        printed.push(line);
        if (printed.length > 200) printed.shift();
        const ready = /^PLACE is ready: (\S+)$/u.exec(line);
        if (ready?.[1]) resolve(ready[1]);
      });
    }
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`PLACE ended (${code}) before it was ready:\n${printed.join("\n")}`)),
    );
  });
}
