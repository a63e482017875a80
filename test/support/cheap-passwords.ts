/**
 * Passwords that cost nothing, for the worker's tests alone: a sixth of all their time went into scrypt, and on a loaded machine that was
 * what ran into their timeouts. The code that hashes is the same; what it costs stands in a file of its own, and no setting changes it.
 * The browser tests do the same with the built worker (test/e2e/serve.ts); the faults run with what a password really costs.
 */
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const REAL = fileURLToPath(new URL("../../worker/identity/password-cost.ts", import.meta.url)).replaceAll("\\", "/");

export function cheapPasswords(): Plugin {
  return {
    name: "place-cheap-passwords",
    enforce: "pre",
    // Who reads the file as text is given the text that stands in it.
    load: (id) =>
      id.split("?")[0] === REAL && !/[?&]raw\b/u.test(id) ? "export const COST = { N: 2, r: 1, p: 1 };" : null,
  };
}
