/** A program of ours as an operator runs it: what it printed, and how it ended. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { packageEnv, ROOT } from "../../tools/run-command.ts";

export interface Run {
  child: ChildProcess;
  /** Resolves when this was printed, on either stream. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<{ code: number | null; signal: string | null; output: string }>;
}

interface Under {
  env?: Record<string, string>;
  /** The account that it runs under, by its number. */
  as?: number;
}

/** In a process group of its own. */
export const runProgram = (path: string, args: string[], more?: Under): Run => run("node", [path, ...args], more);

/** `npm start`, whose pid is npm's own. */
export const runNpmStart = (args: string[], more?: Under): Run => run("npm", ["start", "--", ...args], more);

function run(command: string, args: string[], { env = {}, as }: Under = {}): Run {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: packageEnv({ NO_COLOR: "1", ...env }),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
    ...(as !== undefined && { uid: as, gid: as }),
  });
  let output = "";
  const waiting: { pattern: RegExp; resolve: (found: RegExpExecArray) => void }[] = [];
  const look = () => {
    for (const { pattern, resolve } of waiting) {
      const found = pattern.exec(output);
      if (found) resolve(found);
    }
  };
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      look();
    });
  const ended = once(child, "close").then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as string | null,
    output,
  }));
  return {
    child,
    ended,
    printed: (pattern) =>
      Promise.race([
        new Promise<RegExpExecArray>((resolve) => {
          waiting.push({ pattern, resolve });
          look();
        }),
        ended.then(() => {
          const found = pattern.exec(output);
          if (!found) throw new Error(`It ended without printing ${String(pattern)}:\n${output}`);
          return found;
        }),
      ]),
  };
}
