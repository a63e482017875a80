/** The list of databases and the platform's own file say the same, and each of them has what is looked for under its name. */
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unstable_readConfig as readConfig } from "wrangler";
import { DATABASES } from "../../tools/databases.ts";
import { ROOT } from "../../tools/run-command.ts";
import { prepareDatabase } from "../../tools/serve/database.ts";
import { fileOfD1 } from "../../tools/serve/local-d1.ts";

test("wrangler.toml binds each database of the list, and no other", () => {
  const bound = readConfig({ config: join(ROOT, "wrangler.toml") }).d1_databases as Record<string, string>[];
  expect(
    bound.map(({ binding, database_name, database_id, migrations_dir }) => ({
      binding,
      name: database_name,
      placeholder: database_id,
      migrations: migrations_dir,
    })),
  ).toEqual(DATABASES.map(({ schema: _schema, ...rest }) => rest));
  for (const { schema, migrations } of DATABASES)
    expect([schema ?? migrations, migrations].map((path) => existsSync(join(ROOT, path)))).toEqual([true, true]);
});

test("starting makes the file of each, with its tables", async () => {
  const state = await mkdtemp(join(tmpdir(), "place-databases-"));
  try {
    await prepareDatabase({ state, demo: false, patienceMs: 1_000, print: () => undefined });
    const files = DATABASES.map(({ binding }) => fileOfD1(state, binding));
    expect(new Set(files).size).toBe(DATABASES.length);
    expect(files.map((file) => existsSync(file))).toEqual(DATABASES.map(() => true));
  } finally {
    await rm(state, { recursive: true, force: true });
  }
});
