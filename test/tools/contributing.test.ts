/**
 * The examples of CONTRIBUTING.md stand as files beside the tests, where `npm run check` reads their types: whoever copies one has something
 * that compiles.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ROOT } from "../../tools/run-command.ts";

/** A block of code whose first line says in which file it is to stand, with the margin that it has in a list. */
const BLOCK = /^(?<margin> *)```ts\n *\/\/ (?<path>\S+)\n(?<code>.*?)^ *```$/gmsu;
/** From where an example is to stand, other files are as far as they are not from here. */
const FROM = /^import .* from ".*";$/gmu;
const EXAMPLES = {
  "worker/room/followers/hourly.ts": "test/worker/examples/hourly.ts",
  "worker/room/followers/archive.ts": "test/worker/examples/archive.ts",
  "web/src/lib/features/read-aloud/register.ts": "test/web/examples/read-aloud/register.ts",
};

it("the page's examples of a part, a follower and a feature are those whose types are read", () => {
  const page = readFileSync(join(ROOT, "CONTRIBUTING.md"), "utf8");
  const shown = [...page.matchAll(BLOCK)].map(({ groups: { margin = "", path = "", code = "" } = {} }) => [
    path,
    code.replaceAll(new RegExp(`^${margin}`, "gmu"), "").replaceAll(FROM, "import"),
  ]);
  const kept = Object.entries(EXAMPLES).map(([path, file]) => [
    path,
    readFileSync(join(ROOT, file), "utf8").replaceAll(FROM, "import"),
  ]);
  expect(shown).toEqual(kept);
});
