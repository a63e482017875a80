/** Starts what is measured: PLACE with sessions and permissions as in earnest, and the two yardsticks beside it. */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startServer } from "../../tools/serve/server.ts";
import { startServerProcess } from "../../tools/serve/server-process.ts";
import { packageEnv } from "../../tools/run-command.ts";
import { channelId, CHANNELS, fillBenchClass, FIRST_FRESH, SHORT } from "./bench-class.ts";
import { get } from "./http.ts";
import type { Channel, Target, TargetName } from "./target.ts";

/** The bench writes faster than people may. */
const LIMITS = { post: { burst: 1e9, perSecond: 1e9 } };

export interface PlaceTarget extends Target {
  url: string;
  /** The header that says who person `i` is. */
  headers(i: number): Record<string, string>;
  stop(): Promise<void>;
}

/** @param longHistory messages in the long channel */
export async function startPlace(longHistory: number): Promise<PlaceTarget> {
  const state = await mkdtemp(join(tmpdir(), "place-bench-"));
  // Filled by a server of its own, so that the measured one starts with clean memory.
  const filling = await startServer({ port: 0, state, app: false });
  const { headers } = await fillBenchClass(filling.d1, longHistory);
  await filling.stop();

  const server = await startServerProcess({ port: 0, state, limits: LIMITS });
  let next = FIRST_FRESH;
  return {
    name: "PLACE",
    url: server.url,
    pid: server.pid,
    headers,
    openChannel(): Channel {
      if (next > CHANNELS) throw new Error("the bench ran out of channels");
      const no = next++;
      const address = `${server.url.replace(/^http/u, "ws")}/api/channels/${channelId(no)}/socket`;
      return {
        socket: (i, rev) => ({ url: rev === undefined ? address : `${address}?rev=${rev}`, headers: headers(i) }),
        recorded: () => recordedIn(state, no),
      };
    },
    ask: (i) => get(`${server.url}/api/channels/${channelId(SHORT)}/messages?limit=1`, headers(i)),
    async stop() {
      await server.stop();
      await rm(state, { recursive: true, force: true });
    },
  };
}

/** What D1's own file says of a channel, read beside the running server. */
function recordedIn(state: string, channelNo: number): { seq: number; id: string }[] {
  const folder = join(state, "v3", "d1", "miniflare-D1DatabaseObject");
  const file = readdirSync(folder).find((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite");
  const database = new DatabaseSync(join(folder, file ?? ""), { readOnly: true });
  const rows = database
    .prepare("select key - ?1 * 4294967296 as seq, id from messages where key / 4294967296 = ?1 order by key")
    .all(channelNo) as unknown as { seq: number; id: string }[];
  database.close();
  return rows;
}

export interface Yardsticks {
  single: Target;
  grouped: Target;
  stop(): Promise<void>;
}

export async function startYardsticks(): Promise<Yardsticks> {
  const child = spawn("node", [join(import.meta.dirname, "yardstick-server.ts")], {
    env: packageEnv(),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => line.startsWith("ready ") && resolve(line.slice(6)));
    child.once("exit", (code) => reject(new Error(`the yardsticks ended (${code})`)));
  });
  let opened = 0;
  const target = (name: Exclude<TargetName, "PLACE">): Target => ({
    name,
    pid: child.pid ?? 0,
    openChannel() {
      const base = `${url.replace(/^http/u, "ws")}/${name}/${++opened}`;
      return { socket: (_i, rev) => ({ url: rev === undefined ? base : `${base}?rev=${rev}`, headers: {} }) };
    },
    ask: () => get(`${url}/${name}/asked`, {}),
  });
  return {
    single: target("single"),
    grouped: target("grouped"),
    stop: () =>
      new Promise((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGTERM");
      }),
  };
}
