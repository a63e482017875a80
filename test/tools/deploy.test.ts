/** `npm run deploy` against an account that is made up: what wrangler is asked for, in which order, and what comes of each answer. */
import { expect, test } from "vitest";
import { CONFIG, deploy, DRY_CONFIG, type Tools } from "../../tools/deploy/deploy.ts";

/** An account by what wrangler says of it: what is made in it is there the next time. */
function anAccount({ r2 = true, well = 2, fails = "" } = {}) {
  const account = {
    databases: new Map<string, string>(),
    hasBucket: false,
    secrets: new Map<string, string>(),
    deploys: 0,
  };
  const done: string[] = [];
  const printed: string[] = [];
  const configs = new Map<string, string>();
  let looks = 0;
  const ok = (output = "") => ({ code: 0, output });
  const answer = (args: string[], input?: string) => {
    const said = args.filter((arg) => arg !== "-c" && arg !== CONFIG && arg !== DRY_CONFIG).join(" ");
    if (fails !== "" && said.startsWith(fails)) return { code: 1, output: "no" };
    if (said === "d1 list --json")
      return ok(JSON.stringify([...account.databases].map(([name, uuid]) => ({ name, uuid }))));
    done.push(said);
    if (said.startsWith("d1 create ")) account.databases.set(args[2]!, `id-of-${args[2]}`);
    if (said.startsWith("r2 bucket info")) {
      if (!r2) return { code: 1, output: "[code: 10042]" };
      return account.hasBucket ? ok() : { code: 1, output: "[code: 10006]" };
    }
    if (said.startsWith("r2 bucket create")) account.hasBucket = true;
    if (said.startsWith("secret list"))
      return ok(JSON.stringify([...account.secrets.keys()].map((name) => ({ name }))));
    if (said.startsWith("secret put")) account.secrets.set(args[2]!, input ?? "");
    if (said === "deploy")
      return ok(`Deployed place triggers\n  https://place.school.workers.dev\n  schedule: 0 3 * * *\n`);
    return ok();
  };
  const tools: Tools = {
    wrangler: (args, input) => Promise.resolve(answer(args, input)),
    build: () => Promise.resolve(void done.push("build")),
    write: (text, name) => Promise.resolve(void configs.set(name, text)),
    ask: () => Promise.resolve(new Response(null, { status: ++looks >= well ? 200 : 503 })),
    print: (line) => printed.push(line),
    pauseMs: 0,
  };
  const go = (dryRun = false) => deploy({ dryRun, files: true }, tools);
  return { account, done, printed, go, config: () => configs.get(CONFIG) ?? "" };
}

test("an account that has nothing gets all of it, in an order in which each step finds what it needs", async () => {
  const { done, go, printed, config } = anAccount();
  expect(await go()).toBe("https://place.school.workers.dev");
  // The bucket and the databases are made side by side.
  expect(done.slice(0, 4).toSorted()).toEqual([
    ...["d1 create place", "d1 create place-search"],
    ...["r2 bucket create place-files", "r2 bucket info place-files"],
  ]);
  expect(done.slice(4)).toEqual([
    "build",
    ...["d1 migrations apply place --remote", "d1 migrations apply place-search --remote", "deploy"],
    ...["secret list --format json", "secret put PLACE_PUSH_KEYS"],
  ]);
  expect(config()).toContain('database_id = "id-of-place"');
  expect(config()).toContain("crons = [");
  expect(printed.at(-1)).toContain("deployed and well: https://place.school.workers.dev");
});

test("again makes nothing twice, and keeps the keys that are there", async () => {
  const { account, done, go } = anAccount();
  await go();
  const secret = account.secrets.get("PLACE_PUSH_KEYS");
  done.length = 0;
  await go();
  expect(done.filter((said) => /create|secret put/u.test(said))).toEqual([]);
  expect(account.secrets.get("PLACE_PUSH_KEYS")).toBe(secret);
});

test("a dry run says what there would be, and asks the account for nothing", async () => {
  const { done, go, printed, config } = anAccount();
  await go();
  done.length = 0;
  expect(await go(true)).toBeNull();
  expect(done).toEqual(["build", "deploy --dry-run"]);
  expect(config(), "what the runbook's commands reach").toContain('database_id = "id-of-place"');
  for (const told of ["place-search", "place-files", "0 3 * * *", "PLACE_PUSH_KEYS"])
    expect(printed.join("\n")).toContain(told);
});

test("without R2 it is deployed without files, and says so", async () => {
  const { go, printed, config } = anAccount({ r2: false });
  await go();
  expect(config()).not.toContain("place-files");
  expect(printed.join("\n")).toContain("R2 is not switched on");
});

test("where a migration fails nothing is uploaded, and where it is not well the way back is named", async () => {
  const broken = anAccount({ fails: "d1 migrations apply place " });
  await expect(broken.go()).rejects.toThrow(/d1 migrations apply place .*failed; nothing after it was done/u);
  expect(broken.done).not.toContain("deploy");
  await expect(anAccount({ well: 1_000 }).go()).rejects.toThrow(/not well: it answers 503.*wrangler rollback/u);
});

test("who is not signed in is told how", async () => {
  await expect(anAccount({ fails: "d1 list" }).go()).rejects.toThrow("npx wrangler login");
});
