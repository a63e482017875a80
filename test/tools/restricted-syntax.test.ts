import { ESLint, Linter } from "eslint";
import ts from "typescript-eslint";
import { beforeAll, expect, test } from "vitest";

const eslint = new ESLint({ cwd: process.cwd() });
const linter = new Linter({ cwd: process.cwd() });
const RULE = "no-restricted-syntax";
/** What the project's own list of forbidden constructs says to this source in this file. */
async function complaints(file: string, source: string): Promise<string[]> {
  const { rules } = (await eslint.calculateConfigForFile(file)) as { rules: Linter.RulesRecord };
  const config = {
    files: ["**/*.ts"],
    languageOptions: { parser: ts.parser as Linter.Parser },
    rules: { [RULE]: rules[RULE] ?? "off" },
  };
  return linter.verify(source, [config], { filename: `${process.cwd()}/${file}` }).map(({ message }) => message);
}

// The first look at the configuration loads every plugin.
beforeAll(() => eslint.calculateConfigForFile("worker/some.ts"), 60_000);

test.each([
  ["worker/some.ts", "db.delete(t).where(or(...keys.map((key) => eq(t.id, key))));", "every row is meant"],
  ["worker/some.ts", "storage.transactionSync(async () => { await write(); });", "stays when the promise is rejected"],
  ["worker/some.ts", "db.transaction((tx) => tx.run(query));", "no interactive transactions"],
  ["worker/some.ts", "const QUOTES = /[“”]/u;", "in strings alone"],
  ["protocol/some.ts", "export const isPrice = (text: string) => /^€/u.test(text);", "in strings alone"],
  ["test/worker/support/some.ts", "beforeEach(() => begin());", "the first file's alone"],
  ["test/some.test.ts", "expect(await answer.arrayBuffer()).toEqual(bytes);", "Compare their bytes"],
  ["test/some.test.ts", "expect(view.buffer).toStrictEqual(other);", "Compare their bytes"],
  ["test/some.test.ts", "expect(new Request(address)).toMatchObject(other);", "Compare their bytes"],
])("%s: what does not do as it says is found: %s", async (file, source, message) => {
  expect(await complaints(file, source)).toEqual([expect.stringContaining(message)]);
});

test.each([
  ["worker/some.ts", "db.delete(t).where(inArray(t.id, keys));"],
  ["worker/some.ts", "db.select().from(t).where(or(eq(t.id, 1), eq(t.id, 2)));"],
  ["worker/some.ts", "storage.transactionSync(() => write());"],
  ["worker/some.ts", 'const QUOTES = new RegExp("[“”]", "u");'],
  ["protocol/some.ts", "const SIGN = /[§°]/u;"],
  ["test/worker/support/some.ts", "export const each = () => beforeEach(() => begin());"],
  ["test/some.test.ts", "expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes);"],
  ["test/some.test.ts", "expect(await answer.text()).toEqual(words);"],
])("%s: and its better form is not: %s", async (file, source) => {
  expect(await complaints(file, source)).toEqual([]);
});
