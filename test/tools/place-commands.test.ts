/** What `npm run place` loads before it knows what it is for. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { parseArgs } from "node:util";
import { expect, test } from "vitest";
import { joinDashedValues } from "../../tools/place/dashed-values.ts";
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

test("a token that begins with a dash, as one in 64 does, is taken as it was copied", () => {
  const options = { token: { type: "string" }, url: { type: "string" }, finish: { type: "boolean" } } as const;
  for (const token of ["-abc", "--abc", "abc", "-"]) {
    const args = joinDashedValues(["file.zip", "--finish", "--token", token, "--url", "https://class.example"]);
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    expect(values).toEqual({ finish: true, token, url: "https://class.example" });
    expect(positionals).toEqual(["file.zip"]);
  }
  const already = ["--token=-abc", "--finish", "-y", "--url", "x"];
  expect(joinDashedValues(already)).toEqual(already);
});
