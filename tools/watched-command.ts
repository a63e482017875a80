/** A program that may stand still: shown while it runs, and ended with all that it started once it says nothing any more. */
import { spawn } from "node:child_process";
import { packageEnv, ROOT } from "./run-command.ts";

export interface WatchedResult {
  /** Exit code; 1 where a signal ended it. */
  code: number;
  /** It said nothing for so long, and was ended. */
  stoodStill: boolean;
}

/** @param silenceMs longer than anything it does without a word */
export function runWatched(command: string, args: string[], silenceMs: number): Promise<WatchedResult> {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that one signal reaches what it started.
    const child = spawn(command, args, {
      cwd: ROOT,
      env: packageEnv(),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let stoodStill = false;
    const end = () => {
      try {
        process.kill(-(child.pid ?? 0), "SIGKILL");
      } catch {
        // It has ended.
      }
    };
    const isStill = () => {
      stoodStill = true;
      end();
    };
    let timer = setTimeout(isStill, silenceMs);
    const show = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      stream.write(chunk);
      clearTimeout(timer);
      timer = setTimeout(isStill, silenceMs);
    };
    child.stdout.on("data", show(process.stdout));
    child.stderr.on("data", show(process.stderr));
    const stopped = () => (end(), process.exit(1));
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stopped);
    child.once("error", reject);
    // What it started and did not end goes with it.
    child.once("exit", end);
    child.once("close", (code) => {
      clearTimeout(timer);
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, stopped);
      resolve({ code: code ?? 1, stoodStill });
    });
  });
}
