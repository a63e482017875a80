/** A new key beside the old ones: nothing ends before its browsers had time to renew. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { rotateDeployment, rotateFolder } from "../../tools/place/keys/push.ts";
import { newPushKey, pushKeysWith, type PushKey } from "../../tools/push-keys.ts";

const DAY_MS = 24 * 60 * 60_000;
const NOW = Date.UTC(2026, 10, 30);
let folder = "";
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "place-rotate-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a machine of one's own: the new one first, old ones behind it, and what is older than 90 days gone", async () => {
  const [recent, old] = [newPushKey(NOW - 40 * DAY_MS), newPushKey(NOW - 100 * DAY_MS)];
  await writeFile(join(folder, "push-keys.json"), pushKeysWith(recent, [old]));
  expect(await rotateFolder(folder, false, NOW)).toContain(
    "the new key is 2026-11-30. Older than 90 days, and gone: 1.",
  );
  const keys = JSON.parse(await readFile(join(folder, "push-keys.json"), "utf8")) as PushKey[];
  expect(keys.map(({ kid }) => kid)).toEqual(["2026-11-30", recent.kid]);
  expect(keys[1]).toEqual(recent);
  expect(await rotateFolder(folder, false, NOW)).toContain("nothing was changed");
});

test("the only key stays, however old: browsers have it", async () => {
  const old = newPushKey(NOW - 400 * DAY_MS);
  await writeFile(join(folder, "push-keys.json"), pushKeysWith(old));
  await rotateFolder(folder, false, NOW);
  expect(JSON.parse(await readFile(join(folder, "push-keys.json"), "utf8"))).toHaveLength(2);
});

test("a deployment: a secret of its own for each key, since none can be read again", async () => {
  const there = ["PLACE_PUSH_KEYS", "PLACE_PUSH_KEYS_2026_05_01", "PLACE_PUSH_KEYS_2026_10_20", "OTHER"];
  const asked: string[] = [];
  const said = await rotateDeployment(
    false,
    (args, input) => {
      asked.push(args.slice(1, 3).join(" ").trim());
      if (args[1] === "put") expect(JSON.parse(input ?? "")).toMatchObject([{ kid: "2026-11-30" }]);
      return Promise.resolve({
        code: 0,
        output: args[1] === "list" ? JSON.stringify(there.map((name) => ({ name }))) : "",
      });
    },
    NOW,
  );
  expect(asked).toEqual(["list --format", "put PLACE_PUSH_KEYS_2026_11_30", "delete PLACE_PUSH_KEYS_2026_05_01"]);
  expect(said).toContain("the new key is 2026-11-30");
});

test("where it could not be set, nothing is taken away", async () => {
  const asked: string[] = [];
  const away = (args: string[]) => {
    asked.push(args[1] ?? "");
    const isList = args[1] === "list";
    return Promise.resolve({
      code: isList ? 0 : 1,
      output: isList ? '[{"name":"PLACE_PUSH_KEYS_2020_01_01"}]' : "no network",
    });
  };
  await expect(rotateDeployment(false, away, NOW)).rejects.toThrow("nothing was changed");
  expect(asked).toEqual(["list", "put"]);
});

test("a key that leaked on its day gets a newer one beside it that day, on both", async () => {
  await writeFile(join(folder, "push-keys.json"), pushKeysWith(newPushKey(NOW)));
  expect(await rotateFolder(folder, true, NOW)).toContain("the new key is 2026-11-30-02");
  const keys = JSON.parse(await readFile(join(folder, "push-keys.json"), "utf8")) as PushKey[];
  expect(keys.map(({ kid }) => kid)).toEqual(["2026-11-30-02", "2026-11-30"]);
  const put: string[] = [];
  const wrangler = (args: string[]) => {
    if (args[1] === "put") put.push(args[2] ?? "");
    return Promise.resolve({ code: 0, output: '[{"name":"PLACE_PUSH_KEYS_2026_11_30"}]' });
  };
  await rotateDeployment(true, wrangler, NOW);
  expect(put).toEqual(["PLACE_PUSH_KEYS_2026_11_30_02"]);
});
