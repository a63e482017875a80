/** Which tests `npm run check` runs for a change. */
import { expect, it } from "vitest";
import {
  OF_CODE,
  OF_COMPONENTS,
  OF_PAGE,
  OF_WORKER,
  testsNear,
  testsOfAllFiles,
} from "../../tools/check/near-tests.ts";
import { sources } from "../../tools/measure/files.ts";

const file = (path: string, ...imports: string[]) => ({
  path,
  text: imports.map((specifier) => `import "${specifier}";\n`).join(""),
  lines: imports.length,
});
const CODE = [
  file("worker/index.ts", "./routes/index.ts"),
  file("worker/routes/index.ts", "./members.ts"),
  file("worker/routes/members.ts", "../store/bans.ts", "../store/raw.ts"),
  file("worker/store/bans.ts", "./raw.ts"),
  file("worker/store/raw.ts"),
  file("worker/store/far.ts"),
  file("worker/store/further.ts", "./far.ts"),
];
const TESTS = [
  file("test/worker/ban.test.ts", "./support/classroom.ts"),
  file("test/worker/members.test.ts"),
  file("test/worker/limits.test.ts", "./support/classroom.ts", "../../worker/index.ts"),
  file("test/worker/parts/rows.test.ts", "../../../worker/store/bans.ts"),
  file("test/worker/parts/chain.test.ts", "./one.ts"),
  file("test/worker/parts/one.ts", "./two.ts"),
  file("test/worker/parts/two.ts", "../../../worker/store/further.ts"),
  file("test/worker/support/classroom.ts"),
];
const chosenFor = (...changed: string[]) => testsNear(changed, { code: CODE, tests: TESTS }, OF_WORKER).chosen;

it("a change is asked about by the tests that import it, then by those of its noun, then by those of a route that uses it", () => {
  expect(chosenFor("worker/store/bans.ts")).toEqual([
    "test/worker/parts/rows.test.ts",
    "test/worker/ban.test.ts",
    "test/worker/members.test.ts",
  ]);
});

it("a changed test runs itself, first of all, and what stands beside tests runs those that import it", () => {
  expect(chosenFor("test/worker/limits.test.ts")).toEqual(["test/worker/limits.test.ts"]);
  expect(chosenFor("test/worker/support/classroom.ts")).toEqual([
    "test/worker/ban.test.ts",
    "test/worker/limits.test.ts",
  ]);
});

it("what is imported from further off, or only by way of a file that imports everything, is not asked about", () => {
  expect(chosenFor("worker/store/further.ts")).toEqual(["test/worker/parts/chain.test.ts"]);
  expect(chosenFor("worker/store/far.ts")).toEqual([]);
  expect(chosenFor("worker/routes/index.ts")).toEqual([]);
});

it("what the worker does not read asks nothing of its tests", () => {
  expect(chosenFor()).toEqual([]);
  expect(chosenFor("web/src/app.html", "docs/http.md", "test/web/bans.test.ts", "worker/tsconfig.json")).toEqual([]);
});

it("the nearest run, and how many more there are is said", () => {
  expect(testsNear(["worker/store/bans.ts"], { code: CODE, tests: TESTS }, { ...OF_WORKER, most: 1 })).toEqual({
    chosen: ["test/worker/parts/rows.test.ts"],
    others: 2,
  });
});

it("in this repository the tests of bans are asked about bans", () => {
  expect(testsNear(["worker/store/bans.ts"], sources(), OF_WORKER).chosen.join()).toContain("bans");
});

it("a component is asked about by the tests that draw it and by those of its noun, and nothing of the worker is", () => {
  const changed = ["web/src/lib/base/ui/WeekSwitch.svelte"];
  const files = {
    code: [file("web/src/lib/base/ui/WeekSwitch.svelte")],
    tests: [
      file("test/web/weeks.test.ts"),
      file("test/web/render/drawn.test.ts", "#lib/base/ui/WeekSwitch.svelte"),
      file("test/worker/weeks.test.ts"),
      file("test/client/weeks.test.ts"),
    ],
  };
  expect(testsNear(changed, files, OF_PAGE).chosen).toEqual(["test/web/weeks.test.ts"]);
  expect(testsNear(changed, files, OF_COMPONENTS).chosen).toEqual(["test/web/render/drawn.test.ts"]);
  expect(testsNear(changed, files, OF_CODE).chosen).toEqual([]);
  expect(testsNear(changed, files, OF_WORKER).chosen).toEqual([]);
});

it("what reads the repository's files itself runs whatever was changed", () => {
  const tests = [
    { path: "test/web/tokens.test.ts", text: 'readFileSync("web/src/app.css")', lines: 1 },
    file("test/web/weeks.test.ts"),
  ];
  expect(testsOfAllFiles(tests, OF_PAGE)).toEqual(["test/web/tokens.test.ts"]);
  expect(testsOfAllFiles(sources().tests, OF_CODE)).toContain("test/tools/escapes.test.ts");
});
