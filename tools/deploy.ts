/**
 * `npm run deploy`: to the Cloudflare account that wrangler is signed in to. Finds the account's D1 databases and its
 * bucket or creates them, applies the migrations, builds and uploads. wrangler.toml stays free of anybody's account: the databases'
 * ids are put into a copy beside it, which git ignores, and the bucket is left out of it where the account has no R2.
 *
 *   node tools/deploy.ts [--dry-run] [--no-files] [--no-service-worker]
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBucket, withoutBucket, WITHOUT_R2 } from "./bucket.ts";
import { DATABASES } from "./databases.ts";
import { ensurePushKeys } from "./push-keys.ts";
import { ROOT, runCommand } from "./run-command.ts";
import { buildWeb } from "./serve/build.ts";

const CONFIG = "wrangler.deploy.toml";

const { values } = parseArgs({
  allowNegative: true,
  options: {
    "dry-run": { type: "boolean", default: false },
    files: { type: "boolean", default: true },
    "service-worker": { type: "boolean", default: true },
  },
});

try {
  let config = await readFile(join(ROOT, "wrangler.toml"), "utf8");
  for (const { name, placeholder } of DATABASES) {
    if (!config.includes(placeholder))
      throw new Error(`wrangler.toml does not have the placeholder for the id of the database "${name}" any more.`);
    if (!values["dry-run"])
      config = config.replace(placeholder, (await databaseId(name)) ?? (await createDatabase(name)));
  }
  const hasBucket = values.files && (values["dry-run"] || (await ensureBucket()));
  if (values.files && !hasBucket) console.log(WITHOUT_R2);
  await writeFile(join(ROOT, CONFIG), hasBucket ? config : withoutBucket(config));
  console.log("Building …");
  await buildWeb(values["service-worker"]);
  if (!values["dry-run"])
    for (const { name } of DATABASES) await wrangler("d1", "migrations", "apply", name, "--remote", "-c", CONFIG);
  await wrangler("deploy", "-c", CONFIG, ...(values["dry-run"] ? ["--dry-run"] : []));
  // Behind the upload: a secret belongs to a worker that is there.
  if (!values["dry-run"] && (await ensurePushKeys(CONFIG)))
    console.log("Made the key by which push services know this PLACE, and kept it as a secret of the worker.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function databaseId(database: string): Promise<string | undefined> {
  const { code, output } = await runCommand("wrangler", ["d1", "list", "--json"], { quiet: true });
  if (code !== 0)
    throw new Error(`The account cannot be reached. Sign in first: npx wrangler login\n\n${output.trim()}`);
  const list = JSON.parse(output.slice(output.indexOf("["))) as { name: string; uuid: string }[];
  return list.find(({ name }) => name === database)?.uuid;
}

async function createDatabase(database: string): Promise<string> {
  console.log(`Creating the database "${database}" …`);
  await wrangler("d1", "create", database);
  const id = await databaseId(database);
  if (!id) throw new Error(`The database "${database}" was created but is not listed. Run this again in a minute.`);
  return id;
}

async function wrangler(...args: string[]): Promise<void> {
  const { code } = await runCommand("wrangler", args, { env: { CI: "1" } });
  if (code !== 0) throw new Error(`wrangler ${args.join(" ")} failed; nothing after it was done.`);
}
