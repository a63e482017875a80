/** Keys that seal, by command: a newer one beside the older, and an end only for what nothing needs. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { neededInDeployment, neededInFolder, type Needed } from "../../tools/place/keys/needed.ts";
import { addToDeployment, addToFolder, finishDeployment, finishFolder } from "../../tools/place/keys/ring.ts";
import type { Wrangler } from "../../tools/place/keys/secrets.ts";
import { keepRing, newRingKey, ringBindings, ringIn, type RingKey } from "../../tools/ring-keys.ts";
import { prepareDatabase } from "../../tools/serve/database.ts";
import { openLocalD1 } from "../../tools/serve/local-d1.ts";

const DAY_MS = 24 * 60 * 60_000;
const NOW = Date.UTC(2026, 10, 30);
let folder = "";
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "place-ring-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));

const file = () => join(folder, "keys.json");

describe("a machine of one's own", () => {
  test("gets a key that stands before the older ones, for this account of the machine alone", async () => {
    expect(ringBindings(await ringIn(folder))).toEqual({});
    expect(await addToFolder(folder, false, NOW - 10 * DAY_MS)).toContain("2026-11-20");
    expect(await addToFolder(folder, false, NOW)).toContain("2026-11-30");
    expect(await addToFolder(folder, false, NOW)).toContain("nothing was changed");
    const { keys } = await ringIn(folder);
    expect(keys.map(({ kid, from }) => [kid, from])).toEqual([
      ["2026-11-30", NOW],
      ["2026-11-20", NOW - 10 * DAY_MS],
    ]);
    expect(new Set(keys.map(({ key }) => Buffer.from(key, "base64url").length))).toEqual(new Set([32]));
    expect((await stat(file())).mode & 0o077).toBe(0);
    expect(ringBindings(await ringIn(folder))).toEqual({ PLACE_KEYS: JSON.stringify(keys) });
  });

  test("whose key leaked on the day it was made gets another one that day, named behind it, and gives the leaked one up", async () => {
    await addToFolder(folder, false, NOW);
    expect(await addToFolder(folder, false, NOW + 1)).toContain("Where it leaked: --again.");
    expect(await addToFolder(folder, true, NOW + 2)).toContain("2026-11-30-02");
    const ring = await ringIn(folder);
    // As the operator's page says: the leaked one is taken out by its kid.
    await keepRing(folder, { ...ring, keys: ring.keys.filter(({ kid }) => kid !== "2026-11-30") });
    expect(await addToFolder(folder, true, NOW + 3)).toContain("2026-11-30-03");
    const { keys } = await ringIn(folder);
    expect(keys.map(({ kid }) => kid)).toEqual(["2026-11-30-03", "2026-11-30-02"]);
    const lines = await finishFolder(folder, [], NOW + 9 * DAY_MS);
    expect(lines.join(" ")).toContain("The key of 2026-11-30-02 is gone");
  });

  test("gives up those that nothing needs, a week after the newest, and says what needs the others", async () => {
    const [newest, middle, oldest] = [9, 40, 90].map((days) => newRingKey(NOW - days * DAY_MS, [])) as [
      RingKey,
      RingKey,
      RingKey,
    ];
    await keepRing(folder, { keys: [newest, middle, oldest], firstIsOver: false });
    const needed: Needed = [
      { what: "second factors", kid: newest.kid, count: 7 },
      { what: "second factors", kid: middle.kid, count: 3 },
      { what: "webhooks", kid: middle.kid, count: 1 },
      { what: "webhooks", kid: "2020-01-01", count: 2 },
    ];
    expect(await finishFolder(folder, needed, NOW - 3 * DAY_MS)).toEqual([
      "The newest key is of 2026-11-21. Those before it stay until 2026-11-29: the backups of the last nights are sealed by them.",
    ]);
    expect((await ringIn(folder)).keys).toHaveLength(3);
    expect(await finishFolder(folder, needed, NOW)).toEqual([
      "The key of 2020-01-01 is not here, and webhooks (2) need it.",
      "The key of 2026-10-21 stays: needed by second factors (3), webhooks (1). They are sealed anew at night, and by npm start.",
      "The key of 2026-09-01 is gone: nothing needed it any more.",
      "The keys that PLACE began with are gone: nothing needed them any more.",
    ]);
    expect(await ringIn(folder)).toEqual({ keys: [newest, middle], firstIsOver: true });
    expect(ringBindings(await ringIn(folder))).toMatchObject({ PLACE_FIRST_KEY: "over" });
    expect(await finishFolder(folder, [], NOW)).toEqual(["The key of 2026-10-21 is gone: nothing needed it any more."]);
    expect(await finishFolder(folder, [], NOW)).toEqual(["There is the key of 2026-11-21 alone: nothing was changed."]);
  });

  test("without a newer key none is given up", async () => {
    expect(await finishFolder(folder, [], NOW)).toEqual([
      "There is no newer key: npm run place -- rotate-keys makes one.",
    ]);
    expect(existsSync(file())).toBe(false);
  });

  test("counts in its database what is sealed by which key, and makes none where there is none", async () => {
    await expect(neededInFolder(folder)).rejects.toThrow("There is no PLACE in");
    expect(existsSync(join(folder, "v3"))).toBe(false);
    await prepareDatabase({ state: folder, demo: false, patienceMs: 1_000, print: () => undefined });
    const { d1, close } = await openLocalD1(folder);
    const put = (sql: string) => d1.prepare(sql).run();
    const factor = "insert into second_factors (user_no, secret, last_step, wrong, wrong_since) values";
    await put(`${factor} (1, 'Ab-_', 0, 0, 0), (2, '2026-11-20.Ab', 0, 0, 0), (3, '2026-11-20.Cd', 0, 0, 0)`);
    const key = "insert into widget_keys (kid, workspace_no, alg, material, created_at, created_by, retired_at) values";
    await put(
      `${key} ('a', 1, 'HS256', '2026-11-20.x', 0, 1, null), ('b', 1, 'HS256', 'y', 0, 1, 5), ('c', 1, 'EdDSA', 'z', 0, 1, null)`,
    );
    const hook =
      "insert into outgoing_hooks (id, workspace_no, channel_no, name, url, secret, rules, created_at, created_by) values";
    await put(
      `${hook} ('h', 1, 1, 'n', 'u', 'sealed:Ab', '{}', 0, 1), ('i', 1, 1, 'n', 'u', 'whsec_plain.x', '{}', 0, 1)`,
    );
    const command =
      "insert into bot_commands (id, workspace_no, member_no, name, takes, says, secret, created_at) values";
    await put(`${command} ('c', 1, 1, 'n', '', '', 'sealed:2026-11-30.Ab', 0)`);
    await close();
    expect([...(await neededInFolder(folder))].sort((a, b) => (a.what + a.kid < b.what + b.kid ? -1 : 1))).toEqual([
      { what: "commands of bots", kid: "2026-11-30", count: 1 },
      { what: "second factors", kid: "", count: 1 },
      { what: "second factors", kid: "2026-11-20", count: 2 },
      { what: "signing secrets of class sites", kid: "2026-11-20", count: 1 },
      { what: "webhooks", kid: "", count: 1 },
    ]);
  });
});

describe("a deployment", () => {
  /** wrangler, with these secrets in its account. */
  function account(names: string[], fails?: string) {
    const asked: { args: string[]; input: string | undefined }[] = [];
    const wrangler: Wrangler = (args, input) => {
      asked.push({ args, input });
      const [, what = ""] = args;
      if (what === fails) return Promise.resolve({ code: 1, output: "no network" });
      const listed = JSON.stringify(names.map((name) => ({ name, type: "secret_text" })));
      return Promise.resolve({ code: 0, output: what === "list" ? `wrangler\n${listed}` : "" });
    };
    return { asked, wrangler, done: () => asked.slice(1).map(({ args }) => args.slice(1, 3).join(" ")) };
  }

  test("gets a secret of its own for each key, which is said on no command line and seals when it is everywhere", async () => {
    const { asked, wrangler, done } = account(["PLACE_KEYS_2026_11_20", "OTHER"]);
    expect(await addToDeployment(false, wrangler, NOW)).toContain("2026-11-30");
    expect(done()).toEqual(["put PLACE_KEYS_2026_11_30"]);
    const [made] = JSON.parse(asked[1]!.input ?? "") as RingKey[];
    expect(made).toMatchObject({ kid: "2026-11-30", from: NOW + 120_000 });
    expect(asked.flatMap(({ args }) => args).join(" ")).not.toContain(made!.key);
    const again = account(["PLACE_KEYS_2026_11_30"]);
    expect(await addToDeployment(false, again.wrangler, NOW)).toContain("nothing was changed");
    expect(again.done()).toEqual([]);
    await expect(addToDeployment(false, account([], "put").wrangler, NOW)).rejects.toThrow(
      "nothing of that was changed",
    );
    await expect(addToDeployment(false, account([], "list").wrangler, NOW)).rejects.toThrow("npx wrangler login");
  });

  test("gets another one on the same day where that day's leaked, as a secret that can be told from it and is found again", async () => {
    const { asked, wrangler, done } = account(["PLACE_KEYS_2026_11_30", "PLACE_KEYS_2026_11_20"]);
    expect(await addToDeployment(true, wrangler, NOW)).toContain("2026-11-30-02");
    expect(done()).toEqual(["put PLACE_KEYS_2026_11_30_02"]);
    expect(JSON.parse(asked[1]!.input ?? "")).toMatchObject([{ kid: "2026-11-30-02" }]);
    const later = account(["PLACE_KEYS_2026_11_30_02", "PLACE_KEYS_2026_11_20"]);
    await finishDeployment([], later.wrangler, NOW + 9 * DAY_MS);
    expect(later.done()).toEqual(["delete PLACE_KEYS_2026_11_20", "put PLACE_FIRST_KEY"]);
  });

  test("gives up what nothing needs, by the counts that D1 gave", async () => {
    const names = [
      "PLACE_KEYS_2026_11_20",
      "PLACE_KEYS_2026_05_01",
      "PLACE_KEYS_2025_05_01",
      "PLACE_PUSH_KEYS_2020_01_01",
    ];
    const { asked, wrangler, done } = account(names);
    const needed: Needed = [{ what: "second factors", kid: "2026-05-01", count: 2 }];
    const lines = await finishDeployment(needed, wrangler, NOW);
    expect(done()).toEqual(["delete PLACE_KEYS_2025_05_01", "put PLACE_FIRST_KEY"]);
    expect(asked.at(-1)!.input).toBe("over");
    expect(lines[0]).toContain("The key of 2026-05-01 stays: needed by second factors (2).");
    const fails = account(names, "delete");
    await expect(finishDeployment([], fails.wrangler, NOW)).rejects.toThrow("could not be taken away; it stays");
  });

  test("is counted by wrangler in D1; where that fails, nothing is taken for not needed", async () => {
    const results: Needed = [{ what: "webhooks", kid: "", count: 4 }];
    const answer = (code: number, output: string) => () => Promise.resolve({ code, output });
    const said = JSON.stringify([{ results, success: true, meta: {} }]);
    expect(await neededInDeployment(answer(0, said))).toEqual(results);
    await expect(neededInDeployment(answer(1, "not signed in"))).rejects.toThrow("nothing was changed");
    await expect(neededInDeployment(answer(0, "[]"))).rejects.toThrow("nothing was changed");
  });
});

test("what is counted is what is sealed anew", async () => {
  const [counted, sealed] = await Promise.all(
    ["tools/place/keys/needed.ts", "worker/store/sealed.ts"].map((path) => readFile(path, "utf8")),
  );
  const tables = [...counted!.matchAll(/from (\w+)/gu)].map(([, table]) => table);
  const columns = [...sealed!.matchAll(/table: "(\w+)",\s+column/gu)].map(([, table]) => table);
  expect(columns).toHaveLength(4);
  expect(tables).toEqual(expect.arrayContaining(columns));
});
