/** How many messages are drawn before the first look: what fills the screen, and no more. */
import { describe, expect, test } from "vitest";
import { firstRows, rowsAround } from "../../web/src/lib/conversation/window/first-rows.ts";

const said = (author: string, body: string) => ({ author, body });
const many = (count: number, message: (index: number) => ReturnType<typeof said>) =>
  Array.from({ length: count }, (_, index) => message(index));
const one = (index: number) => said(index % 2 === 0 ? "ada" : "ben", "Good morning");
const screen = { height: 800, isCompact: false };

describe("R149: the first look draws no more than the screen has room for", () => {
  test("lines of one person after the other take less room than lines that change hands", () => {
    const alone = firstRows(
      many(100, () => said("ada", "Good morning")),
      screen,
    );
    expect(alone).toBe(28);
    expect(firstRows(many(100, one), screen)).toBe(13);
  });

  test("where names stand in the line, they take no room", () => {
    expect(firstRows(many(100, one), { ...screen, isCompact: true })).toBe(28);
  });

  test("long words and many lines fill it with fewer; from twelve lines on it is folded, and so no higher", () => {
    const long = (index: number) => said(one(index).author, "word ".repeat(60));
    const code = (lines: number) => (index: number) => said(one(index).author, "x\n".repeat(lines));
    expect(firstRows(many(100, long), { ...screen, height: 2_000 })).toBe(17);
    expect(firstRows(many(100, code(500)), { ...screen, height: 5_000 })).toBe(18);
    expect(firstRows(many(100, code(11)), { ...screen, height: 5_000 })).toBe(18);
  });

  test("never fewer than ten, never more than sixty, whatever the screen", () => {
    expect(firstRows(many(100, one), { ...screen, height: 0 })).toBe(10);
    expect(firstRows(many(100, one), { ...screen, height: Infinity })).toBe(60);
    expect(firstRows([], screen)).toBe(10);
  });

  test("a message that is spoilt is counted as a line", () => {
    const spoilt = many(100, (index) => said(one(index).author, (index === 99 ? 9 : "Good morning") as string));
    expect(firstRows(spoilt, screen)).toBe(13);
  });

  test("only the newest count", () => {
    const messages = [...many(100, () => said("ada", "x\n".repeat(50))), ...many(30, one)];
    expect(firstRows(messages, screen)).toBe(13);
  });

  test("around one that is looked for, a screen of one-line messages", () => {
    expect([400, 800, 1_440, 5_000].map((height) => rowsAround({ height, isCompact: false }))).toEqual([
      20, 31, 56, 60,
    ]);
  });
});
