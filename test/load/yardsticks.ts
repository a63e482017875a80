/** Starts the two yardsticks, bare objects in a process of their own. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageEnv } from "../../tools/run-command.ts";
import { get } from "./http.ts";
import { endWithBench, killGroup } from "./process-group.ts";
import type { Target, TargetName } from "./target.ts";

type YardstickName = Extract<TargetName, "single" | "grouped">;

export interface Yardsticks {
  single: Target;
  grouped: Target;
  /** Address of a bare object that holds so many messages already: asked for pages on its socket. */
  longChannel(messages: number): Promise<string>;
  stop(): Promise<void>;
}

export async function startYardsticks(): Promise<Yardsticks> {
  const state = await mkdtemp(join(tmpdir(), "place-yardstick-"));
  const first = await startServer(state, 0);
  const { url } = first;
  let { child } = first;
  const ws = url.replace(/^http/u, "ws");
  const end = async (signal: () => void) => {
    const gone = once(child, "exit");
    signal();
    await gone;
  };
  let opened = 0;
  const target = (name: YardstickName): Target => ({
    name,
    get pid() {
      return child.pid ?? 0;
    },
    openChannel() {
      const base = `${ws}/${name}/${++opened}`;
      return { socket: (_i, rev) => ({ url: rev === undefined ? base : `${base}?rev=${rev}`, headers: {} }) };
    },
    ask: () => get(`${url}/${name}/asked`, {}),
    async restart() {
      await end(() => killGroup(child));
      ({ child } = await startServer(state, Number(new URL(url).port)));
    },
  });
  return {
    single: target("single"),
    grouped: target("grouped"),
    async longChannel(messages) {
      await get(`${url}/single/long?fill=${messages}`, {});
      return `${ws}/single/long`;
    },
    async stop() {
      await end(() => child.kill("SIGTERM"));
      await rm(state, { recursive: true, force: true });
    },
  };
}

async function startServer(state: string, port: number): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn("node", [join(import.meta.dirname, "yardstick-server.ts"), state, String(port)], {
    env: packageEnv(),
    stdio: ["pipe", "pipe", "inherit"],
    // A group of its own, so that its workerd can be killed with it.
    detached: true,
  });
  endWithBench(child);
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => line.startsWith("ready ") && resolve(line.slice(6)));
    child.once("exit", (code) => reject(new Error(`the yardsticks ended (${code})`)));
  });
  return { child, url };
}
