/**
 * `npm run deploy`: to the Cloudflare account that wrangler is signed in to. Finds the account's D1 database `place` and its
 * bucket or creates them, applies the migrations, builds and uploads. wrangler.toml stays free of anybody's account: the database's
 * id is put into a copy beside it, which git ignores, and the bucket is left out of it where the account has no R2.
 *
 *   node tools/deploy.ts [--dry-run] [--no-files]
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBucket, withoutBucket, WITHOUT_R2 } from "./bucket.ts";
import { ROOT, runCommand } from "./run-command.ts";
import { buildWeb } from "./serve/build.ts";

const DATABASE = "place";
const CONFIG = "wrangler.deploy.toml";
const PLACEHOLDER = "00000000-0000-0000-0000-000000000001";

const { values } = parseArgs({
  allowNegative: true,
  options: { "dry-run": { type: "boolean", default: false }, files: { type: "boolean", default: true } },
});

try {
  const id = values["dry-run"] ? PLACEHOLDER : ((await databaseId()) ?? (await createDatabase()));
  const config = await readFile(join(ROOT, "wrangler.toml"), "utf8");
  if (!config.includes(PLACEHOLDER))
    throw new Error("wrangler.toml does not have the placeholder for the database's id any more.");
  const hasBucket = values.files && (values["dry-run"] || (await ensureBucket()));
  if (values.files && !hasBucket) console.log(WITHOUT_R2);
  await writeFile(join(ROOT, CONFIG), (hasBucket ? config : withoutBucket(config)).replace(PLACEHOLDER, id));
  console.log("Building …");
  await buildWeb();
  if (!values["dry-run"]) await wrangler("d1", "migrations", "apply", DATABASE, "--remote", "-c", CONFIG);
  await wrangler("deploy", "-c", CONFIG, ...(values["dry-run"] ? ["--dry-run"] : []));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function databaseId(): Promise<string | undefined> {
  const { code, output } = await runCommand("wrangler", ["d1", "list", "--json"], { quiet: true });
  if (code !== 0)
    throw new Error(`The account cannot be reached. Sign in first: npx wrangler login\n\n${output.trim()}`);
  const list = JSON.parse(output.slice(output.indexOf("["))) as { name: string; uuid: string }[];
  return list.find(({ name }) => name === DATABASE)?.uuid;
}

async function createDatabase(): Promise<string> {
  console.log(`Creating the database "${DATABASE}" …`);
  await wrangler("d1", "create", DATABASE);
  const id = await databaseId();
  if (!id) throw new Error(`The database "${DATABASE}" was created but is not listed. Run this again in a minute.`);
  return id;
}

async function wrangler(...args: string[]): Promise<void> {
  const { code } = await runCommand("wrangler", args, { env: { CI: "1" } });
  if (code !== 0) throw new Error(`wrangler ${args.join(" ")} failed; nothing after it was done.`);
}
