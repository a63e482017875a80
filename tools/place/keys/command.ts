/** `place rotate-keys`: newer keys beside the older ones, and the end of those that nothing needs any more. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { CannotImport } from "../../../imports/cannot-import.ts";
import { neededInDeployment, neededInFolder } from "./needed.ts";
import { rotateDeployment, rotateFolder } from "./push.ts";
import { addToDeployment, addToFolder, finishDeployment, finishFolder } from "./ring.ts";

export const ROTATE_USAGE = `npm run place -- rotate-keys [--finish | --again] [--state FOLDER | --remote]

  Makes new keys: one that seals secrets (second factors, webhooks, class sites) and signs the tokens of visitors and of who is signing in,
  and one by which push services know this PLACE. What older ones sealed and signed works as before, so nothing ends early: an old key of
  push services goes after 90 days, the others when you say so. Keys of class sites and bots' tokens are changed by their owners, in the
  class settings.
  --finish         takes away the older keys that nothing needs any more, a week after the newest, and says what still needs the others
  --again          also where a key was made today already: that one leaked. It is taken away as docs/operator.md says ("A secret leaked")
  --state FOLDER   of this machine's PLACE (default .place, or PLACE_STATE); it takes the new keys at its next start
  --remote         the deployment of the account that wrangler is signed in to, at once`;

/** Returns the exit code. @throws CannotImport */
export async function rotateKeysCommand(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      state: { type: "string", default: process.env["PLACE_STATE"] ?? ".place" },
      remote: { type: "boolean", default: false },
      finish: { type: "boolean", default: false },
      again: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const lines = values.help ? [ROTATE_USAGE] : await done(values);
  for (const line of lines) console.log(line);
  return 0;
}

interface Asked {
  remote: boolean;
  finish: boolean;
  again: boolean;
  state: string;
}

async function done({ remote, finish, again, state }: Asked): Promise<string[]> {
  if (remote) {
    if (finish) return finishDeployment(await neededInDeployment());
    // One after the other: each uploads a version of the worker.
    return [await addToDeployment(again), await rotateDeployment(again)];
  }
  if (!existsSync(state)) throw new CannotImport(`There is no PLACE in ${resolve(state)}.`);
  if (finish) return finishFolder(state, await neededInFolder(state));
  return [await addToFolder(state, again), await rotateFolder(state, again)];
}
