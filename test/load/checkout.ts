/** A checkout of PLACE that is measured: this one, or another beside it (`--beside`). */
import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { packageEnv, ROOT } from "../../tools/run-command.ts";

export interface Checkout {
  name: "PLACE" | "other";
  /** The folder of its package.json. */
  root: string;
}

export const OURS: Checkout = { name: "PLACE", root: ROOT };

/** @throws Error when there is no PLACE that could be started */
export function otherCheckout(folder: string): Checkout {
  const root = resolve(folder);
  for (const needed of ["tools/start.ts", "worker/index.ts", "migrations", "node_modules"]) {
    if (!existsSync(join(root, needed)))
      throw new Error(`${root} is no checkout of PLACE with node_modules: ${needed} is missing`);
  }
  return { name: "other", root };
}

/** The environment in which a checkout's own programs, and its own Node, come first. */
export function envOf({ root }: Checkout, more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const env = packageEnv(more);
  return { ...env, PATH: `${join(root, "node_modules", ".bin")}${delimiter}${env["PATH"] ?? ""}` };
}
