/** The key by which push services know a PLACE: made once for a folder or a deployment, and shown to nobody. */
import { createECDH } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ensurePushKeys, newPushKey, PUSH_KEYS, pushKeysIn, pushKeysWith } from "../../tools/push-keys.ts";

let folder = "";
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), "place-push-"))));
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a key is a pair of P-256, named by its day", () => {
  const { kid, publicKey, privateKey } = newPushKey(Date.UTC(2026, 10, 29));
  expect(kid).toBe("2026-11-29");
  const pair = createECDH("prime256v1");
  pair.setPrivateKey(privateKey, "base64url");
  expect(pair.getPublicKey("base64url")).toBe(publicKey);
});

test("a machine of one's own makes its key with the first start, for this account alone, and keeps it", async () => {
  const made = await pushKeysIn(folder);
  expect(await pushKeysIn(folder)).toBe(made);
  const file = join(folder, "push-keys.json");
  expect((await readFile(file, "utf8")).trim()).toBe(made);
  expect((await stat(file)).mode & 0o077).toBe(0);
});

test("a newer key stands before the older ones, by which browsers that have not renewed are reached", () => {
  const [older, newer] = [newPushKey(0), newPushKey()];
  expect(JSON.parse(pushKeysWith(newer, [older]))).toEqual([newer, older]);
});

const wranglerThat = (outputs: { code?: number; output?: string }[]) => {
  const asked: { args: string[]; input: string | undefined }[] = [];
  return {
    asked,
    run: async (args: string[], input?: string) => {
      asked.push({ args, input });
      const { code = 0, output = "" } = outputs.shift() ?? {};
      return { code, output };
    },
  };
};

test("a deployment gets its key once: it goes to wrangler by its input, and stands in no list of programs", async () => {
  const first = wranglerThat([{ output: "[]" }, {}]);
  expect(await ensurePushKeys("c.toml", first.run)).toBe(true);
  const [, put] = first.asked;
  expect(put!.args).toEqual(["secret", "put", PUSH_KEYS, "-c", "c.toml"]);
  expect(JSON.parse(put!.input!)).toHaveLength(1);
  const later = wranglerThat([{ output: `[{"name":"${PUSH_KEYS}","type":"secret_text"}]` }]);
  expect(await ensurePushKeys("c.toml", later.run)).toBe(false);
  expect(later.asked).toHaveLength(1);
});

test("where the account cannot be asked, nothing is overwritten, and it says so", async () => {
  const away = wranglerThat([{ code: 1, output: "no network" }]);
  await expect(ensurePushKeys("c.toml", away.run)).rejects.toThrow(/could not be listed.*\n\nno network/u);
  expect(away.asked).toHaveLength(1);
});
