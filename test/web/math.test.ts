import { describe, expect, test } from "vitest";
import { formulaAt } from "../../protocol/markup/formulas.ts";
import { bodyToHtml } from "../../web/src/lib/conversation/markup/body-html.ts";
import { isPlain, type Names } from "../../web/src/lib/conversation/markup/plain-text.ts";
import { formulaHtml } from "../../web/src/lib/conversation/markup/set-formula.ts";

const nobody: Names = { member: () => undefined, channel: () => undefined, emoji: () => undefined };
const html = (body: string) => bodyToHtml(body, nobody);
const formulas = (body: string) =>
  [...html(body).matchAll(/data-math="(\w+)" data-source="([^"]*)"/gu)].map(([, kind, source]) => [kind, source]);

describe("LaTeX between dollars", () => {
  test("is a formula in the line, or one of its own", () => {
    expect(formulas("so $x^2$ and $\\frac{a}{b}$.")).toEqual([
      ["inline", "x^2"],
      ["inline", "\\frac{a}{b}"],
    ]);
    expect(formulas("$$\nx_1 &= 2 \\\\\n- y &= 3\n$$")).toEqual([["display", "x_1 &amp;= 2 \\\\\n- y &amp;= 3"]]);
    expect(formulas("then $$x$$ follows")).toEqual([["display", "x"]]);
    expect(formulas("```math\n\\sum_i i\n```")).toEqual([["display", "\\sum_i i"]]);
    expect(formulas("**$a_b$ and $c_d$**")).toHaveLength(2);
  });

  test("what has no markup but a price is still told apart from what might be a formula", () => {
    expect(isPlain("that is 5 $ or so")).toBe(true);
    expect(isPlain("$x$")).toBe(false);
  });

  test("has an end within reach, or is none", () => {
    for (const source of ["$x$", "$$x$$", "\\(x\\)", "\\[x\\]"]) {
      expect(formulaAt(source, 0)).toMatchObject({ source: "x", end: source.length });
      expect(formulaAt(source.replace("x", "x".repeat(5_000)), 0)).toBeNull();
      expect(formulaAt(source.replace("x", "a\n\nb"), 0)).toBeNull();
    }
    expect(formulaAt("$x\ny$", 0)).toBeNull();
  });
});

describe("setting a formula", () => {
  test("leaves its words whole for the ear and for who looks for them, and accents of letters that are quantities as they are", () => {
    const spoken = (source: string) =>
      formulaHtml(source, false)
        ?.replace(/<span class="katex-html".*/su, "")
        .replaceAll("\u00a0", " ") ?? "";
    expect(spoken("n \\text{ für alle é, ñ, ą, ő, ç}")).toContain("<mtext> für alle é, ñ, ą, ő, ç</mtext>");
    expect(spoken("\\text{Ångström}")).toContain("<mtext>Ångström</mtext>");
    expect(spoken("\\ddot{u} + \\hat{x}")).toContain('<mover accent="true"><mi>u</mi>');
  });

  test("makes HTML for the eye and MathML for the ear", () => {
    const set = formulaHtml("\\frac{a}{b}", false) ?? "";
    expect(set).toContain("<math");
    expect(set).toContain('class="katex-html" aria-hidden="true"');
    expect(set).toContain("\\frac{a}{b}");
  });

  test("what is no formula is none, and throws nothing", () => {
    for (const source of ["\\frac{1", "\\nonsense", "}{", "a & b", "\\begin{matrix}"])
      expect(formulaHtml(source, false)).toBeNull();
  });

  test.each([
    ...["\\href{javascript:alert(1)}{x}", "\\url{javascript:alert(1)}", "\\includegraphics{https://e.org/x.png}"],
    ...["\\htmlClass{x}{y}", "\\htmlStyle{position:fixed}{y}", "\\htmlId{main}{y}", "\\htmlData{member=x}{y}"],
    ...[
      "x % and the rest",
      "50%",
      "\\\\%",
      "a\\phantom{b}c",
      "\\def\\x{y}\\x",
      "\\newcommand{\\x}{y}\\x",
      "a\\rlap{b}c",
      "\\kern-1em x",
    ],
  ])("I9, R35: %s is shown as it was typed: nothing of it vanishes or leads anywhere", (source) => {
    expect(formulaHtml(source, false)).toBeNull();
  });

  test("R35: every letter and digit of a formula is in what is set", () => {
    for (const source of [
      "a + b_1 = 23",
      "50\\%",
      "\\text{if } x \\in A",
      "\\frac{12}{34}",
      "\\sqrt[3]{xyz}",
      "\\overset{k}{=}",
      "\\sum_{i=0}^{n} i^2",
    ]) {
      const [, ear = ""] = /<semantics>([\s\S]*?)<annotation/u.exec(formulaHtml(source, false) ?? "") ?? [];
      const letters = (text: string) => (text.match(/[\p{L}\p{N}]/gu) ?? []).sort().join("");
      expect(letters(ear.replace(/<[^>]*>|&[#\w]+;/gu, ""))).toBe(letters(source.replace(/\\[A-Za-z]+/gu, "")));
    }
  });

  test("I9: a colour is a colour and not a way into the style", () => {
    expect(formulaHtml("\\color{red;background:url(//e.org)}x", false)).toBeNull();
    expect(formulaHtml("\\textcolor{#c00}{x}", false)).toContain("#c00");
  });

  // Each needs a few milliseconds; a bomb that goes off needs for ever.
  const PATIENCE_MS = 10_000;
  const BOMBS: Record<string, string> = {
    "a macro that calls itself": "\\def\\a{\\a}\\a",
    "a macro that doubles":
      "\\def\\a{xx}\\def\\b{\\a\\a}\\def\\c{\\b\\b}\\def\\d{\\c\\c}\\def\\e{\\d\\d}\\def\\f{\\e\\e\\e\\e\\e\\e\\e\\e}\\f\\f\\f\\f\\f\\f\\f\\f",
    "a macro that grows": "\\def\\a#1{\\a{#1#1}}\\a{xx}",
    "a thousand braces": "{".repeat(1_000) + "x" + "}".repeat(1_000),
    "fractions in fractions": "\\frac{1}{".repeat(150) + "x" + "}".repeat(150),
    "roots in roots": "\\sqrt{".repeat(150) + "x" + "}".repeat(150),
    "powers of powers": "x" + "^{x".repeat(150) + "}".repeat(150),
    "a thousand brackets": "\\left(".repeat(300) + "x" + "\\right)".repeat(300),
    "a wide table": `\\begin{matrix}${"a&".repeat(900)}\\end{matrix}`,
    accents: "\\hat{".repeat(200) + "x" + "}".repeat(200),
  };
  test.each(Object.entries(BOMBS))(
    "I9: %s holds nothing up and fills no page",
    (_name, source) => {
      expect((formulaHtml(source, true) ?? "").length).toBeLessThanOrEqual(120_000);
    },
    PATIENCE_MS,
  );

  test("I9: nothing is larger than a few lines", () => {
    const set = formulaHtml("\\rule{1000em}{1000em}", false) ?? "";
    for (const [, em] of set.matchAll(/(?:width|height|border-[a-z-]+):(\d+(?:\.\d+)?)em/gu))
      expect(Number(em)).toBeLessThan(40);
  });
});
