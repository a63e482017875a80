/** Formulas in a line of a list, where nothing is drawn. */
import { describe, expect, test } from "vitest";
import { formulaWords } from "../../protocol/markup/formula-words.ts";
import { plainWords } from "../../protocol/markup/plain-words.ts";

describe("a formula in letters", () => {
  test.each([
    ["x^2 + y_1", "x² + y₁"],
    ["\\frac{1}{2}", "1/2"],
    ["\\frac{a+b}{2n}", "(a+b)/2n"],
    ["\\sum_{i=0}^{n} \\alpha_i", "∑_(i=0)ⁿ αᵢ"],
    ["\\sqrt{x^2+1} \\leq \\infty", "√(x²+1) ≤ ∞"],
    ["\\text{if } x \\in \\mathbb{R}", "if x ∈ R"],
    ["O(n \\log n)", "O(n log n)"],
  ])("%s is %s", (source, words) => expect(formulaWords(source)).toBe(words));

  test("what is broken, nested for ever or very long ends, without a mark of its own", () => {
    for (const source of ["\\frac{", "{".repeat(3_000), "\\frac{".repeat(900), "^".repeat(5_000), "\\"]) {
      expect(formulaWords(source).length).toBeLessThanOrEqual(2_100);
    }
  });

  test("stands so among the words of a message", () => {
    expect(plainWords("Why is $e^{i\\pi} = -1$?", "hidden")).not.toMatch(/[$\\]/u);
  });
});
