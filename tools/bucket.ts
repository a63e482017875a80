/** The R2 bucket of a deployment. R2 is switched on by hand in Cloudflare's dashboard; PLACE is deployed without it where it is not. */
import { runCommand, type CommandResult } from "./run-command.ts";

export const BUCKET = "place-files";
export const WITHOUT_R2 = `R2 is not switched on for this account, so this PLACE keeps no files: nobody can add emoji to a class. Everything
else works. To have them, switch R2 on in Cloudflare's dashboard (R2 object storage) and run this again.`;

/** Codes of Cloudflare's R2 interface. */
const NOT_SWITCHED_ON = 10042;
const NO_SUCH_BUCKET = 10006;

/**
 * Finds the bucket or creates it.
 * @param wrangler runs wrangler with these arguments, without showing what it prints
 * @returns false where the account has no R2
 * @throws Error in any other case: an account whose pictures are there must not lose them to a line that was down for a moment
 */
export async function ensureBucket(wrangler = quietWrangler): Promise<boolean> {
  const found = await wrangler("r2", "bucket", "info", BUCKET);
  if (found.code === 0) return true;
  if (says(found, NOT_SWITCHED_ON)) return false;
  if (!says(found, NO_SUCH_BUCKET)) throw unreachable(found);
  console.log(`Creating the bucket "${BUCKET}" …`);
  const created = await wrangler("r2", "bucket", "create", BUCKET);
  if (created.code === 0) return true;
  if (says(created, NOT_SWITCHED_ON)) return false;
  throw unreachable(created);
}

/** wrangler.toml without the binding of the bucket. @throws Error where it has none */
export function withoutBucket(config: string): string {
  const rest = config.replace(/(?:^#.*\n)*^\[\[r2_buckets\]\]\n(?:(?!\[|#).*\n)*/mu, "");
  if (rest === config) throw new Error("wrangler.toml does not have the bucket any more.");
  return rest;
}

const says = ({ output }: CommandResult, code: number) => output.includes(`[code: ${code}]`);
const unreachable = ({ output }: CommandResult) =>
  new Error(
    `The bucket "${BUCKET}" could neither be found nor created. Does what you signed in with have the right to use R2?
To deploy without it, so that nobody can add emoji: npm run deploy -- --no-files\n\n${output.trim()}`,
  );
const quietWrangler = (...args: string[]) => runCommand("wrangler", args, { quiet: true, env: { CI: "1" } });
