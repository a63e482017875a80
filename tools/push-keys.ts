/** The key pair by which push services know a PLACE (worker/push/keys.ts): made here, for a state folder or a deployment, and told to nobody. */
import { generateKeyPairSync } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { newKid } from "./key-names.ts";
import { runCommand, type CommandResult } from "./run-command.ts";

/** Name of the binding, and of the secret of a deployment. */
export const PUSH_KEYS = "PLACE_PUSH_KEYS";

export interface PushKey {
  kid: string;
  publicKey: string;
  privateKey: string;
}

/** @param now ms since 1970 @param kids of the keys that there are */
export function newPushKey(now = Date.now(), kids: readonly string[] = []): PushKey {
  const { x, y, d } = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x ?? "", "base64url"), Buffer.from(y ?? "", "base64url")]);
  return { kid: newKid(now, kids), publicKey: point.toString("base64url"), privateKey: d ?? "" };
}

/** What the binding is set to: the newest first, older ones behind it for browsers that have not renewed. */
export const pushKeysWith = (key: PushKey, older: readonly PushKey[] = []): string => JSON.stringify([key, ...older]);

/** Of a machine of one's own: made with the first start, and kept in its state folder for this account of the machine alone. */
export async function pushKeysIn(state: string): Promise<string> {
  const file = join(state, "push-keys.json");
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const made = pushKeysWith(newPushKey());
    await writeFile(file, `${made}\n`, { mode: 0o600 });
    return made;
  }
}

/**
 * Sees to it that a deployment has its key. One that is there is left alone, and never read: nobody can.
 * @param wrangler runs wrangler with these arguments and input, without showing what it prints
 * @returns whether one was made
 * @throws Error where the secrets can neither be listed nor set
 */
export async function ensurePushKeys(config: string, wrangler = quietWrangler): Promise<boolean> {
  const listed = await wrangler(["secret", "list", "--format", "json", "-c", config]);
  if (listed.code !== 0) throw failed("listed", listed);
  if (listed.output.includes(`"${PUSH_KEYS}"`)) return false;
  const put = await wrangler(["secret", "put", PUSH_KEYS, "-c", config], pushKeysWith(newPushKey()));
  if (put.code !== 0) throw failed("set", put);
  return true;
}

const failed = (what: string, { output }: CommandResult) =>
  new Error(
    `PLACE is deployed. Its secrets could not be ${what}, so nobody is notified by push yet; run this again.\n\n${output.trim()}`,
  );
const quietWrangler = (args: string[], input?: string) =>
  runCommand("wrangler", args, { quiet: true, env: { CI: "1" }, ...(input !== undefined && { input }) });
