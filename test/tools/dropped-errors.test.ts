import { ESLint, Linter } from "eslint";
import ts from "typescript-eslint";
import { expect, test } from "vitest";
import { noDroppedErrors } from "../../tools/lint/dropped-errors.ts";

const linter = new Linter({ cwd: process.cwd() });
const complaints = (source: string) =>
  linter
    .verify(
      source,
      [
        {
          files: ["**/*.ts"],
          languageOptions: { parser: ts.parser as Linter.Parser },
          plugins: { place: { rules: { dropped: noDroppedErrors } } },
          rules: { "place/dropped": "error" },
        },
      ],
      { filename: `${process.cwd()}/worker/some.ts` },
    )
    .map(({ message }) => message);

test.each([
  `try { f(); } catch { g(); }`,
  `try { f(); } catch {}`,
  `try { f(); } catch (error) { g(); }`,
  `work.catch(() => undefined);`,
  `work.catch((_error) => {});`,
  `work.then(use, () => undefined);`,
  `work.catch(function () { return 1; });`,
])("an error that is dropped without a word of why is found: %s", (source) => {
  expect(complaints(source)).toEqual([expect.stringContaining("An error ends here unseen")]);
});

test.each([
  `try { f(); } catch (error) { log.fault("f", error); }`,
  `try { f(); } catch {\n  // closed in the meantime\n}`,
  `work.catch((error: unknown) => log.fault("work", error));`,
  `work.catch(refuse);`,
  `work.then(use);`,
  `work\n  // It is tried again at the next one.\n  .catch(() => undefined);`,
  `work.catch(() => undefined); // the caller hears of it`,
])("an error that is used, or is dropped for a reason, passes: %s", (source) => {
  expect(complaints(source)).toEqual([]);
});

test("the worker says its faults in one way, and drops none in silence", async () => {
  const rules = (file: string) =>
    new ESLint().calculateConfigForFile(file) as Promise<{ rules: Record<string, unknown[]> }>;
  for (const file of ["worker/app.ts", "worker/room/commit/posts.ts", "worker/store/db.ts"]) {
    const of = (await rules(file)).rules;
    expect([of["no-console"]?.[0], of["place/no-dropped-errors"]?.[0]], file).toEqual([2, 2]);
  }
}, 60_000);
