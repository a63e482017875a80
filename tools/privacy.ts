/**
 * `node tools/privacy.ts`: looks whether everything that is stored is named on the privacy page; `--write` makes the page's generated part
 * anew. A table or column that nobody described fails it, and so does one that is described and not there.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { page, undescribed } from "./privacy/page.ts";
import { ROOT } from "./run-command.ts";

const FILE = "docs/privacy.md";
const path = join(ROOT, FILE);
const faults = await undescribed();
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);

const is = await readFile(path, "utf8");
const shouldBe = await format(await page(is), { ...(await resolveConfig(path)), filepath: path });
if (process.argv.includes("--write")) {
  if (is !== shouldBe) await writeFile(path, shouldBe);
} else if (is !== shouldBe) {
  console.error(`${FILE} is not what the schema says: node tools/privacy.ts --write`);
  process.exit(1);
}
