/**
 * `npm run routes`: every row of the contract, one a line. `--write` makes what is generated from them anew; a test holds that nobody
 * forgot to (test/tools/contract.test.ts).
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { allRoutes } from "../protocol/routes/index.ts";
import { generated } from "./contract/generated.ts";
import { needsInWords } from "./contract/in-words.ts";
import { ROOT } from "./run-command.ts";

if (process.argv.includes("--write")) {
  for (const { file, is, shouldBe } of await generated()) {
    if (is === shouldBe) continue;
    await writeFile(join(ROOT, file), shouldBe);
    console.log(`written: ${file}`);
  }
} else {
  const rows = allRoutes();
  const widest = Math.max(...rows.map(([name]) => name.length));
  for (const [name, row] of rows)
    console.log(`${name.padEnd(widest)}  ${row.method.padEnd(7)}/api${row.path}  (${needsInWords(row)})`);
}
