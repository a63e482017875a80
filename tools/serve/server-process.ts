/** PLACE as a process of its own, for what must be killed, measured from outside, or started again. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { join } from "node:path";
import type { RateLimits } from "../../protocol/index.ts";
import { packageEnv, ROOT } from "../run-command.ts";

export interface ServerProcessOptions {
  /** 0: any free one. */
  port: number;
  state: string;
  limits?: Partial<RateLimits>;
  demo?: boolean;
  /** The pages too. Default: no. */
  app?: boolean;
  /** What is started, with `npm start`'s arguments and a channel to its parent. Default: `npm start` itself. */
  program?: string;
}

export interface ServerProcess {
  url: string;
  pid: number;
  child: ChildProcess;
  /** As Ctrl-C would: waits until it is gone. */
  stop(): Promise<void>;
  /** `kill -9` of the server and its workerd at the same moment, as a power cut would. */
  kill(): Promise<void>;
  /** `kill -9` of the Node process alone: its workerd is left behind. */
  killServerOnly(): Promise<void>;
}

/** Resolves when it serves. @throws Error with what it printed when it ends before that. */
export async function startServerProcess({
  port,
  state,
  limits,
  demo = false,
  app = false,
  program,
}: ServerProcessOptions): Promise<ServerProcess> {
  const child = spawn(
    "node",
    [
      program ?? join(ROOT, "tools", "start.ts"),
      "--port",
      String(port),
      "--state",
      state,
      demo ? "--demo" : "--no-demo",
      app ? "--app" : "--no-app",
    ],
    {
      cwd: ROOT,
      env: packageEnv(limits ? { PLACE_LIMITS: JSON.stringify(limits) } : {}),
      stdio: ["ignore", "pipe", "pipe", ...(program ? (["ipc"] as const) : [])],
      // A process group of its own, so that one signal reaches workerd too.
      detached: true,
    },
  );
  const url = await readyUrl(child);
  const pid = child.pid ?? 0;
  const end = async (target: number, signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    process.kill(target, signal);
    await gone;
  };
  return {
    url,
    pid,
    child,
    stop: () => end(pid, "SIGTERM"),
    kill: () => end(-pid, "SIGKILL"),
    killServerOnly: () => end(pid, "SIGKILL"),
  };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      // The reader goes on to the end: a full pipe would stop the server.
      createInterface({ input: stream }).on("line", (line) => {
        printed.push(line);
        if (printed.length > 200) printed.shift();
        const ready = /^PLACE is ready: (\S+)$/u.exec(line);
        if (ready?.[1]) resolve(ready[1]);
      });
    }
    child.once("error", reject);
    child.once("exit", (code) =>
      reject(new Error(`The server ended (${code}) before it was ready:\n${printed.join("\n")}`)),
    );
  });
}
