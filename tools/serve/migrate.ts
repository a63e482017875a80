/** Applies the migrations of a database to its local D1 and remembers them in the table that wrangler uses, so that either may go on. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { MAIN } from "../databases.ts";
import { ROOT } from "../run-command.ts";
import { CannotStart } from "./cannot-start.ts";
import type { LocalD1 } from "./local-d1.ts";

type Tables = Pick<LocalD1, "d1" | "file" | "transaction">;

const TABLE = `CREATE TABLE IF NOT EXISTS d1_migrations(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT UNIQUE,
  applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL
)`;

/**
 * Returns the names of the migrations that were applied now. Each is one transaction.
 * @throws CannotStart where a newer PLACE was here: what it keeps there is not known to this one
 */
export async function migrate(
  { d1, file, transaction }: Tables,
  folder = join(ROOT, MAIN.migrations),
): Promise<string[]> {
  await d1.prepare(TABLE).run();
  const { results } = await d1.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const known = new Set(results.map((row) => row.name));
  const ours = (await readdir(folder)).filter((name) => name.endsWith(".sql"));
  const newer = [...known].filter((name) => !ours.includes(name)).sort();
  if (newer.length > 0)
    throw new CannotStart(
      `The database was used by a newer PLACE (${newer.at(-1)} is not known here). Update PLACE, or choose another folder: npm start -- --state FOLDER`,
    );
  const names = ours.filter((name) => !known.has(name)).sort();
  for (const name of names) {
    // The last statement of a file need not have its sign.
    const done = `INSERT INTO d1_migrations (name) VALUES ('${name.replaceAll("'", "''")}')`;
    const script = `${await readFile(join(folder, name), "utf8")}\n;${done}`;
    await transaction(() => file.exec(script));
  }
  return names;
}
