/** A program of ours as an operator runs it: what it printed, and how it ended. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { packageEnv } from "../../tools/run-command.ts";

export interface Run {
  child: ChildProcess;
  /** Resolves when this was printed, on either stream. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
  ended: Promise<{ code: number | null; signal: string | null; output: string }>;
}

/** In a process group of its own. @param as the account that it runs under, by its number */
export function runProgram(
  path: string,
  args: string[],
  more: { env?: Record<string, string>; as?: number } = {},
): Run {
  const { env = {}, as } = more;
  const child = spawn("node", [path, ...args], {
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
