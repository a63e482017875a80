/** `place rotate-keys`: a new key by which push services know this PLACE, beside the old ones, which go when every browser had time to renew. */
import { existsSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { CannotImport } from "../../imports/cannot-import.ts";
import { newPushKey, PUSH_KEYS, pushKeysIn, pushKeysWith, type PushKey } from "../push-keys.ts";
import { runCommand, type CommandResult } from "../run-command.ts";

export const ROTATE_USAGE = `npm run place -- rotate-keys [--state FOLDER | --remote]

  Makes a new key by which push services know this PLACE. Browsers take it the next time that PLACE is opened in them; until then they are
  reached by the one they have, so nothing ends early: an old key goes after 90 days. Keys of class sites and bots' tokens are
  changed by their owners, in the class settings.
  --state FOLDER   of this machine's PLACE (default .place, or PLACE_STATE); it takes the new key at its next start
  --remote         the deployment of the account that wrangler is signed in to, at once`;

const DAY_MS = 24 * 60 * 60_000;
/** So long a browser may stay closed and still be reached. */
const OLD_KEYS_MS = 90 * DAY_MS;
const CONFIG = "wrangler.deploy.toml";

type Wrangler = (args: string[], input?: string) => Promise<CommandResult>;
const quietly: Wrangler = (args, input) =>
  runCommand("wrangler", args, { quiet: true, env: { CI: "1" }, ...(input !== undefined && { input }) });

/** Returns the exit code. @throws CannotImport */
export async function rotateKeysCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      state: { type: "string", default: process.env["PLACE_STATE"] ?? ".place" },
      remote: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) console.log(ROTATE_USAGE);
  else console.log(values.remote ? await rotateDeployment() : await rotateFolder(values.state));
  return 0;
}

/** @returns what was done, for people @throws CannotImport where there is no PLACE */
export async function rotateFolder(state: string, now = Date.now()): Promise<string> {
  if (!existsSync(state)) throw new CannotImport(`There is no PLACE in ${resolve(state)}.`);
  const keys = JSON.parse(await pushKeysIn(state)) as PushKey[];
  const made = newPushKey(now);
  if (keys.some(({ kid }) => kid === made.kid))
    return `The key of today (${made.kid}) is there already: nothing was changed.`;
  // The newest of the old ones stays whatever its age: browsers that were here yesterday have it.
  const stay = keys.filter(({ kid }, at) => at === 0 || now - Date.parse(kid) < OLD_KEYS_MS);
  const file = join(state, "push-keys.json");
  await writeFile(`${file}.new`, `${pushKeysWith(made, stay)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return said(made.kid, keys.length - stay.length);
}

const nameOf = (kid: string) => `${PUSH_KEYS}_${kid.replaceAll("-", "_")}`;
const DATED = new RegExp(`^${PUSH_KEYS}_(\\d{4})_(\\d\\d)_(\\d\\d)$`, "u");

/** A secret cannot be read again, so each key is one of its own, named by its day. @throws CannotImport where wrangler cannot */
export async function rotateDeployment(wrangler: Wrangler = quietly, now = Date.now()): Promise<string> {
  const listed = await wrangler(["secret", "list", "--format", "json", "-c", CONFIG]);
  if (listed.code !== 0)
    throw new CannotImport(
      `The secrets could not be listed. Sign in first: npx wrangler login\n\n${listed.output.trim()}`,
    );
  const names = [...listed.output.matchAll(/"name":\s*"([^"]+)"/gu)].map(([, name = ""]) => name);
  const made = newPushKey(now);
  if (names.includes(nameOf(made.kid))) return `The key of today (${made.kid}) is there already: nothing was changed.`;
  const put = await wrangler(["secret", "put", nameOf(made.kid), "-c", CONFIG], pushKeysWith(made));
  if (put.code !== 0)
    throw new CannotImport(`The new key could not be set; nothing was changed.\n\n${put.output.trim()}`);
  const dated = names.filter((name) => DATED.test(name)).sort();
  const old = dated
    .slice(0, -1)
    .filter((name) => now - Date.parse(DATED.exec(name)?.slice(1).join("-") ?? "") >= OLD_KEYS_MS);
  for (const name of old) await wrangler(["secret", "delete", name, "-c", CONFIG], "y\n");
  return said(made.kid, old.length);
}

const said = (kid: string, gone: number) =>
  `The new key is ${kid}.${gone > 0 ? ` Older than 90 days, and gone: ${gone}.` : ""} Browsers take it when PLACE is opened in them; the older ones work until then.`;
