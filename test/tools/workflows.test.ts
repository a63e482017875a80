/** What runs at GitHub: nobody sees it fail here, so that what makes a step green without its work being done is looked for. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT } from "../../tools/run-command.ts";

const FOLDER = join(ROOT, ".github", "workflows");
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { scripts: Record<string, string> };

describe.each(readdirSync(FOLDER))("%s", (name) => {
  const text = readFileSync(join(FOLDER, name), "utf8");
  const steps = text.split(/^ {6}- /mu).slice(1);

  test("asks for scripts that there are, within a time, with the rights that it names", () => {
    const asked = [...text.matchAll(/npm run ([\w:-]+)/gu)].map(([, script = ""]) => script);
    expect(asked.filter((script) => !(script in scripts))).toEqual([]);
    if (text.includes(".ci/run")) expect(existsSync(join(ROOT, ".ci", "run"))).toBe(true);
    expect(text.match(/^ {4}timeout-minutes: /gmu)).toHaveLength(text.match(/^ {4}runs-on: /gmu)?.length ?? 0);
    expect(text).toMatch(/^permissions:$/mu);
  });

  // Without a name it is `bash -e`, in which a pipe is as well as its last part is; with one it has `pipefail`.
  test("names the shell of a step that has a pipe", () => {
    const piped = steps.filter((step) => /^ +(?!#).*[^|]\|\s\w/mu.test(step.replace(/^.*(?:if|#).*$/gmu, "")));
    expect(piped.filter((step) => !/^ +shell: bash$/mu.test(step))).toEqual([]);
    if (name === "preview.yml") expect(piped.length).toBe(1);
  });
});
