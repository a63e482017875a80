/**
 * Refuses migrations that lose data on D1: a table rebuild (DROP TABLE, `__new_`) empties children, because D1 ignores the
 * pragma that drizzle-kit relies on. Only additive migrations pass.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DATABASES } from "./databases.ts";
import { ROOT } from "./run-command.ts";

const BANNED: [RegExp, string][] = [
  [/\bDROP\s+TABLE\b/iu, "DROP TABLE"],
  [/__new_/u, "a table rebuild (__new_)"],
  [/\bON\s+DELETE\s+CASCADE\b/iu, "ON DELETE CASCADE"],
  [/\bDROP\s+COLUMN\b/iu, "DROP COLUMN"],
];

const faults = DATABASES.flatMap(({ migrations }) =>
  readdirSync(join(ROOT, migrations))
    .filter((name) => name.endsWith(".sql"))
    .flatMap((name) => {
      const sql = readFileSync(join(ROOT, migrations, name), "utf8");
      const found = BANNED.filter(([pattern]) => pattern.test(sql));
      return found.map(([, what]) => `${migrations}/${name} contains ${what}.`);
    }),
);

for (const fault of faults) console.error(fault);
process.exit(faults.length > 0 ? 1 : 0);
