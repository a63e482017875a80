/** Where the type checker, the linter or the compiler is told to look away, the code says why: there, or in a comment just above. */
import { expect, test } from "vitest";
import { sources } from "../../tools/measure/files.ts";

const TOLD_TO_LOOK_AWAY = /(?:eslint-disable|(?<!-)svelte-ignore|@ts-(?:expect-error|ignore|nocheck))\b/u;
const CAST = /\bas (?:unknown as|never|any)\b/u;
const REASON = / -- \S.*/u;
const isComment = (line: string | undefined) => /^\s*(?:\/\/|\/?\*)/u.test(line ?? "") || /\*\/$/u.test(line ?? "");

/** Lines that escape without a word. */
function unexplained(text: string): string[] {
  const lines = text.split("\n");
  return lines.filter((line, i) => {
    if (isComment(line)) return TOLD_TO_LOOK_AWAY.test(line) && !REASON.test(line);
    if (TOLD_TO_LOOK_AWAY.test(line)) return !REASON.test(line);
    // A long statement is broken after its comment.
    return CAST.test(line) && ![1, 2].some((above) => isComment(lines[i - above]));
  });
}

test("every escape in the code has its reason", () => {
  const found = sources().code.flatMap(({ path, text }) => unexplained(text).map((line) => `${path}: ${line.trim()}`));
  expect(found).toEqual([]);
});

test("an escape without a word is found, one with a reason is none", () => {
  expect(unexplained("// eslint-disable-next-line no-var\nvar a;")).toHaveLength(1);
  expect(unexplained("// eslint-disable-next-line no-var -- it hoists\nvar a;")).toEqual([]);
  expect(unexplained("<!-- svelte-ignore a11y_autofocus -->")).toHaveLength(1);
  expect(unexplained("  // @ts-expect-error\n  f();")).toHaveLength(1);
  expect(unexplained("f();\n\nconst a = b as unknown as C;")).toHaveLength(1);
  expect(unexplained("// It is one.\nconst a = b as unknown as C;")).toEqual([]);
});
