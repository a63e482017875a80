/**
 * `npm run deploy` with wrangler itself, before a stand-in of the API that it calls: an account that has nothing has all of it afterwards, and
 * again is safe. The worker is a small one with the classes of ours, so that nothing has to be built.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CONFIG, deploy } from "../../tools/deploy/deploy.ts";
import { ROOT, runCommand } from "../../tools/run-command.ts";
import { CloudflareApi } from "../support/cloudflare-api.ts";

let folder: string;
let api: CloudflareApi;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "place-deploy-"));
  api = new CloudflareApi();
});
afterEach(async () => {
  api.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A worker of which the platform would take the classes. */
const workerOf = (config: string) =>
  [
    'import { DurableObject } from "cloudflare:workers";',
    ...[...config.matchAll(/^class_name = "(\w+)"$/gmu)].map(
      ([, name]) => `export class ${name} extends DurableObject {}`,
    ),
    'export default { fetch: () => new Response("here"), scheduled() {} };',
  ].join("\n");

async function aDeployment() {
  const base = await api.start();
  await mkdir(join(folder, "worker"));
  await mkdir(join(folder, "build"));
  await writeFile(join(folder, "build", "index.html"), "<!doctype html>");
  for (const migrations of ["migrations", "migrations-search"])
    await cp(join(ROOT, migrations), join(folder, migrations), { recursive: true });
  const env = {
    ...{ CI: "1", CLOUDFLARE_API_BASE_URL: base, CLOUDFLARE_API_TOKEN: "a-token" },
    ...{
      CLOUDFLARE_ACCOUNT_ID: "0123456789abcdef0123456789abcdef",
      NODE_COMPILE_CACHE: join(tmpdir(), "place-wrangler"),
    },
  };
  const printed: string[] = [];
  const go = () =>
    deploy(
      { dryRun: false, files: true },
      {
        wrangler: (args, input) => {
          const here = args.map((arg) => (arg === CONFIG ? join(folder, CONFIG) : arg));
          return runCommand("wrangler", here, { quiet: true, env, ...(input !== undefined && { input }) });
        },
        build: () => Promise.resolve(),
        write: async (config) => {
          await writeFile(join(folder, CONFIG), config);
          await writeFile(join(folder, "worker", "index.ts"), workerOf(config));
        },
        ask: () => Promise.resolve(new Response(null, { status: 200 })),
        print: (line) => printed.push(line),
        pauseMs: 0,
      },
    );
  return { go, printed };
}

test("R103: an account that has nothing has databases with their tables, bucket, worker, cron and secret, and keeps them the next time", async () => {
  const { go } = await aDeployment();
  expect(await go()).toBe("https://place.school.workers.dev");
  // They are made at the same time: which of them is there first is nobody's promise.
  expect(api.databases.map(({ name }) => name).toSorted()).toEqual(["place", "place-search"]);
  const named = (name: string) => api.databases.find((database) => database.name === name);
  const tables = (name: string) =>
    named(name)
      ?.file.prepare("select name from sqlite_master where type = 'table'")
      .all()
      .map(({ name }) => name);
  expect(tables("place")).toEqual(expect.arrayContaining(["users", "messages", "second_factors"]));
  expect(tables("place-search")?.length).toBeGreaterThan(1);
  expect(api.bucket).toBe("place-files");
  expect(api.crons).toEqual(["0 3 * * *"]);
  const [first] = api.uploads;
  expect(first?.metadata.bindings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ type: "d1", name: "DB", id: named("place")?.uuid }),
      expect.objectContaining({ type: "d1", name: "SEARCH", id: named("place-search")?.uuid }),
      expect.objectContaining({ type: "r2_bucket", name: "FILES", bucket_name: "place-files" }),
      expect.objectContaining({ type: "durable_object_namespace", name: "ROOMS", class_name: "ChannelRoom" }),
    ]),
  );
  expect(Object.keys(api.assets[0] ?? {})).toEqual(["/index.html"]);
  const secret = api.secrets.get("PLACE_PUSH_KEYS");
  expect(JSON.parse(secret ?? "[]")).toHaveLength(1);
  api.changes.length = 0;
  await go();
  expect(
    api.changes.filter((change) => /d1|r2|secrets/u.test(change)),
    "made again",
  ).toEqual([]);
  expect(api.uploads).toHaveLength(2);
  expect(api.secrets.get("PLACE_PUSH_KEYS")).toBe(secret);
  expect(api.unknown).toEqual([]);
}, 180_000);
