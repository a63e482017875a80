import { spawn } from "node:child_process";
import { delimiter, join } from "node:path";

/** The folder of package.json. */
export const ROOT = join(import.meta.dirname, "..");

/** The environment in which this package's own programs (and its own Node) come first. */
export function packageEnv(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const path = `${join(ROOT, "node_modules", ".bin")}${delimiter}${process.env["PATH"] ?? ""}`;
  return {
    ...process.env,
    PATH: path,
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_WRITE_LOGS: "false",
    ...more,
  };
}

export interface CommandResult {
  /** Exit code; 1 where a signal ended it. */
  code: number;
  /** Both streams together, where they were kept. */
  output: string;
}

/** Runs a program of this package to its end. `quiet` keeps its output instead of showing it; `input` is what it reads. */
export function runCommand(
  command: string,
  args: string[],
  { quiet = false, env = {}, input }: { quiet?: boolean; env?: Record<string, string>; input?: string } = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: packageEnv({ ...(quiet && { NO_COLOR: "1", FORCE_COLOR: "0" }), ...env }),
      stdio: [input === undefined ? "ignore" : "pipe", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
      shell: process.platform === "win32",
    });
    let output = "";
    const keep = (chunk: Buffer) => (output += chunk.toString());
    child.stdout?.on("data", keep);
    child.stderr?.on("data", keep);
    child.stdin?.end(input);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
