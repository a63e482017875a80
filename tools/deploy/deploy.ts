/**
 * A deployment, step by step. Finds the account's D1 databases and its bucket or makes them, applies the migrations, builds, uploads (the cron
 * with it), makes the secrets that are missing, and asks the address whether it is well. Each step that was done is found done the next
 * time, so the whole of it may be run again. wrangler.toml stays free of anybody's account: the databases' ids are put into a copy beside
 * it, which git ignores, and the bucket is left out of it where the account has no R2.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BUCKET, ensureBucket, withoutBucket, WITHOUT_R2 } from "../bucket.ts";
import { DATABASES } from "../databases.ts";
import { ensurePushKeys, PUSH_KEYS } from "../push-keys.ts";
import { ROOT, type CommandResult } from "../run-command.ts";

export const CONFIG = "wrangler.deploy.toml";
/** Of a dry run, which knows no account: the commands of the runbook go on reaching the databases that the last deploy found. */
export const DRY_CONFIG = "wrangler.dry-run.toml";

export interface Tools {
  /** Runs wrangler with these arguments and input, without showing what it prints. */
  wrangler(args: string[], input?: string): Promise<CommandResult>;
  build(): Promise<void>;
  /** The copy of wrangler.toml, under this name. */
  write(config: string, name: string): Promise<void>;
  ask(address: string): Promise<Response>;
  print(line: string): void;
  /** Between two looks at whether it is well, ms. */
  pauseMs: number;
}
/** A worker is everywhere within seconds. */
const LOOKS = 30;

/** @returns the address; null after a dry run @throws Error with a sentence where it ends: nothing after that step was done */
export async function deploy(
  { dryRun, files }: { dryRun: boolean; files: boolean },
  tools: Tools,
): Promise<string | null> {
  const { print } = tools;
  let config = await readFile(join(ROOT, "wrangler.toml"), "utf8");
  for (const { name, placeholder } of DATABASES)
    if (!config.includes(placeholder))
      throw new Error(`wrangler.toml does not have the placeholder for the id of the database "${name}" any more.`);
  if (dryRun) {
    for (const line of plan(files, config)) print(line);
    await tools.write(files ? config : withoutBucket(config), DRY_CONFIG);
    await tools.build();
    print(await run(tools, ["deploy", "-c", DRY_CONFIG, "--dry-run"]));
    return null;
  }
  // Each is asked for by a program of its own, which takes its time to start.
  const [ids, hasBucket] = await Promise.all([
    databaseIds(tools),
    files && ensureBucket((...args) => tools.wrangler(args)),
  ]);
  for (const { name, placeholder } of DATABASES) config = config.replace(placeholder, ids.get(name) ?? "");
  if (files && !hasBucket) print(WITHOUT_R2);
  await tools.write(hasBucket ? config : withoutBucket(config), CONFIG);
  print("Building …");
  await tools.build();
  // Migrations only add: the version that runs works on the new tables too.
  await Promise.all(
    DATABASES.map(({ name }) => {
      print(`Migrating "${name}" …`);
      return run(tools, ["d1", "migrations", "apply", name, "--remote", "-c", CONFIG]);
    }),
  );
  print("Uploading …");
  const address = /https:\/\/\S+\.workers\.dev/u.exec(await run(tools, ["deploy", "-c", CONFIG]))?.[0];
  // Behind the upload: a secret belongs to a worker that is there.
  if (await ensurePushKeys(CONFIG, (args, input) => tools.wrangler(args, input)))
    print("Made the key by which push services know this PLACE, and kept it as a secret of the worker.");
  if (!address)
    throw new Error("PLACE is deployed. Cloudflare told no workers.dev address: is that switched off for the account?");
  await demandWell(tools, address);
  print(`PLACE is deployed and well: ${address}`);
  return address;
}

/** What a deploy would do, to an account that has none of it. */
function plan(files: boolean, config: string): string[] {
  const crons = /^crons = (.*)$/mu.exec(config)?.[1] ?? "none";
  return [
    "This is what a deploy does; what is there already is found and used:",
    ...DATABASES.map(({ name, migrations }) => `  the D1 database "${name}", with the migrations in ${migrations}/`),
    files ? `  the R2 bucket "${BUCKET}", where R2 is switched on` : "  no R2 bucket, and so no files and no backups",
    `  the worker with the app, and its cron ${crons}`,
    `  the secret ${PUSH_KEYS}, where there is none`,
    "  then it asks the address whether it is well, and prints it",
    "Nothing of that is done now. It is built, and wrangler says what it would upload:",
  ];
}

async function demandWell({ ask, print, pauseMs }: Tools, address: string): Promise<void> {
  let last = "";
  for (let look = 0; look < LOOKS; look++) {
    try {
      const answer = await ask(`${address}/api/health`);
      if (answer.ok) return;
      last = `it answers ${answer.status}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (look === 0) print("Waiting until it answers …");
    await new Promise((done) => setTimeout(done, pauseMs));
  }
  throw new Error(
    `PLACE is uploaded to ${address} and not well: ${last}. The version before is back by: npx wrangler rollback -c ${CONFIG}`,
  );
}

/** By name; those that are missing are made. */
async function databaseIds(tools: Tools): Promise<Map<string, string>> {
  const found = await listed(tools);
  const missing = DATABASES.filter(({ name }) => !found.has(name));
  if (missing.length === 0) return found;
  await Promise.all(
    missing.map(({ name }) => {
      tools.print(`Creating the database "${name}" …`);
      return run(tools, ["d1", "create", name]);
    }),
  );
  const all = await listed(tools);
  for (const { name } of missing)
    if (!all.has(name))
      throw new Error(`The database "${name}" was created but is not listed. Run this again in a minute.`);
  return all;
}

async function listed({ wrangler }: Tools): Promise<Map<string, string>> {
  const { code, output } = await wrangler(["d1", "list", "--json"]);
  if (code !== 0)
    throw new Error(`The account cannot be reached. Sign in first: npx wrangler login\n\n${output.trim()}`);
  const list = JSON.parse(output.slice(output.indexOf("["))) as { name: string; uuid: string }[];
  return new Map(list.map(({ name, uuid }) => [name, uuid]));
}

async function run({ wrangler }: Tools, args: string[]): Promise<string> {
  const { code, output } = await wrangler(args);
  if (code !== 0) throw new Error(`wrangler ${args.join(" ")} failed; nothing after it was done.\n\n${output.trim()}`);
  return output;
}
