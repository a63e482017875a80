/** The keys that seal and sign (worker/identity/key-ring.ts), of a state folder: none until somebody asks for one (`npm run place -- rotate-keys`). */
import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newKid } from "./key-names.ts";

/** Names of the bindings, and of the secrets of a deployment. */
export const RING = "PLACE_KEYS";
export const FIRST_KEY = "PLACE_FIRST_KEY";
/** What `FIRST_KEY` is set to when nothing needs the keys any more that objects made for themselves. */
export const OVER = "over";

export interface RingKey {
  kid: string;
  key: string;
  /** ms since 1970: it seals from then on. */
  from: number;
}
/** The file of a state folder. */
export interface Ring {
  /** The newest first. */
  keys: RingKey[];
  firstIsOver: boolean;
}

/** @param now ms since 1970 @param kids of the keys that there are @param afterMs how long it is known before it seals */
export function newRingKey(now: number, kids: readonly string[], afterMs = 0): RingKey {
  return { kid: newKid(now, kids), key: randomBytes(32).toString("base64url"), from: now + afterMs };
}

const fileOf = (state: string) => join(state, "keys.json");

export async function ringIn(state: string): Promise<Ring> {
  try {
    return JSON.parse(await readFile(fileOf(state), "utf8")) as Ring;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return { keys: [], firstIsOver: false };
  }
}

/** For this account of the machine alone. */
export async function keepRing(state: string, ring: Ring): Promise<void> {
  const file = fileOf(state);
  await writeFile(`${file}.new`, `${JSON.stringify(ring)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** What the worker is told of it; nothing where there is none. */
export function ringBindings({ keys, firstIsOver }: Ring): Record<string, string> {
  return { ...(keys.length > 0 && { [RING]: JSON.stringify(keys) }), ...(firstIsOver && { [FIRST_KEY]: OVER }) };
}
