#!/usr/bin/env bash
# vitest 5.1.1 (with Node 24.21.0), the JSON and JUnit reporters of a run in which an error belongs to no test.
#
# Guess: a run that ends with exit code 1 says `success: false` in its JSON report, and what went wrong stands in it. Seen: a timer that a
# test left behind throws after it, the process ends with 1, and the JSON says `success: true`, no failed test, no failed suite, every
# file "passed" with an empty message: the error is nowhere in it. The JUnit report of the same run has it, as a suite of its own with
# one test more ("vitest unhandled errors"). Whoever counts by the JSON report has to take the exit code as well, and needs a reporter
# of their own (`onTestRunEnd(modules, unhandledErrors)`) to say what it was.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund vitest@5.1.1 node@24.21.0 >/dev/null 2>&1
cat >late.test.mjs <<'JS'
import { test } from "vitest";
test("leaves a timer", async () => {
  setTimeout(() => {
    throw new Error("too late for the test");
  }, 10);
  await new Promise((resolve) => setTimeout(resolve, 60));
});
JS
export PATH="$folder/node_modules/.bin:$PATH"
code=0
node node_modules/vitest/vitest.mjs run --reporter=json --outputFile.json=out.json --reporter=junit --outputFile.junit=out.xml \
  >/dev/null 2>&1 || code=$?
CODE=$code node --input-type=module <<'JS'
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
const text = readFileSync("out.json", "utf8");
const { success, numFailedTests, numFailedTestSuites, testResults } = JSON.parse(text);
const junit = readFileSync("out.xml", "utf8");
const seen = {
  code: Number(process.env.CODE),
  json: { success, numFailedTests, numFailedTestSuites, files: testResults.map(({ status, message }) => [status, message]) },
  namedInJson: text.includes("too late for the test"),
  junit: /<testsuites [^>]*tests="(\d+)" failures="(\d+)" errors="(\d+)"/u.exec(junit)?.slice(1).map(Number),
  namedInJunit: junit.includes("too late for the test"),
};
console.log(seen);
assert.deepEqual(seen, {
  code: 1,
  json: { success: true, numFailedTests: 0, numFailedTestSuites: 0, files: [["passed", ""]] },
  namedInJson: false,
  junit: [2, 0, 1],
  namedInJunit: true,
});
JS
