/**
 * Writes worker/handles/look-alikes.ts: of Unicode's confusables (UTS 39, as the package `unhomoglyph` carries them) those letters
 * that a handle can have in the form in which it is compared. Run it after a new version of the package.
 */
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format, resolveConfig } from "prettier";
import { fold } from "../protocol/fold.ts";
import { ROOT } from "./run-command.ts";

const require = createRequire(import.meta.url);
const TARGET = join(ROOT, "worker", "handles", "look-alikes.ts");
const IN_HANDLES = /^[\p{L}\p{N}_.-]$/u;

/** What letters are read as → those letters in a row. */
export function lookAlikes(): Record<string, string> {
  const confusables = require("unhomoglyph/data.json") as Record<string, string>;
  const found = new Map<string, string>();
  const add = (letter: string, prototype: string) => {
    const seen = fold(prototype);
    // A capital is compared as its small letter, which may have a look-alike of its own: that one counts.
    if (seen !== letter && !/[a-z]/u.test(letter) && IN_HANDLES.test(letter) && !found.has(letter))
      found.set(letter, seen);
  };
  const entries = Object.entries(confusables);
  for (const [letter, prototype] of entries) if (fold(letter) === letter) add(letter, prototype);
  for (const [letter, prototype] of entries) if ([...fold(letter)].length === 1) add(fold(letter), prototype);
  const byPrototype: Record<string, string> = {};
  for (const [letter, prototype] of [...found].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    byPrototype[prototype] = (byPrototype[prototype] ?? "") + letter;
  return Object.fromEntries(Object.entries(byPrototype).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

async function write(): Promise<void> {
  const { version } = JSON.parse(await readFile(require.resolve("unhomoglyph/package.json"), "utf8")) as {
    version: string;
  };
  const code = `/**
 * Written by tools/look-alikes.ts from unhomoglyph ${version} (MIT): Unicode's confusables.txt, version 13.0.0
 * (https://www.unicode.org/Public/security/13.0.0/confusables.txt). What letters are read as → those letters in a row.
 */
export const LOOK_ALIKES: Readonly<Record<string, string>> = ${JSON.stringify(lookAlikes())};
`;
  const style = (await resolveConfig(TARGET)) ?? {};
  await writeFile(TARGET, await format(code, { ...style, filepath: TARGET }));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await write();
