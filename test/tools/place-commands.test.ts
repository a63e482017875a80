/** What `npm run place` loads before it knows what it is for. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { expect, test } from "vitest";
import { ROOT } from "../../tools/run-command.ts";

/** What comes with the runtime of this machine: wrangler and miniflare, more than a second and 150 MB. */
const RUNTIME = ["tools/serve/server.ts", "tools/serve/local-d1.ts"];
const STATIC = /^(?:import|export)\b(?! type\b)[^;]*? from "(\.[^"]+\.ts)";/gmu;

/** Files that are there as soon as this one is. */
function loadedBy(file: string): Set<string> {
  const loaded = new Set([file]);
  for (const each of loaded)
    for (const [, next = ""] of readFileSync(join(ROOT, each), "utf8").matchAll(STATIC))
      loaded.add(join(dirname(each), next));
  return loaded;
}

test("whoever talks to a deployment does without the runtime of this machine: neither the program nor a command of a class loads it at once", () => {
  expect([...loadedBy("tools/place/import/local-place.ts")]).toEqual(expect.arrayContaining(RUNTIME));
  for (const file of ["main.ts", "import/command.ts", "archive/export.ts", "search/find.ts", "talk/tail.ts"])
    expect(RUNTIME.filter((each) => loadedBy(`tools/place/${file}`).has(each))).toEqual([]);
});
