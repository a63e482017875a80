/** Of which messages somebody is notified: the same rule on a page in the background and for push. */
import { describe, expect, test } from "vitest";
import { isWorthNotifying, mayDisturb, namesReader } from "../../protocol/index.ts";

describe("R50: a message is worth a notification", () => {
  test.each([
    ["public", "mentions", false, false],
    ["public", "mentions", true, true],
    ["public", "all", false, true],
    ["public", "nothing", true, false],
    ["thread", "mentions", false, false],
    ["group", "mentions", false, false],
    ["dm", "mentions", false, true],
    ["dm", "nothing", false, false],
  ] as const)("in a %s with %s, where it names me: %s → %s", (kind, notify, namesMe, is) =>
    expect(isWorthNotifying({ kind, notify }, namesMe)).toBe(is),
  );
});

test("nothing disturbs in quiet hours, nor until a moment that somebody set", () => {
  const at = Date.UTC(2026, 10, 29, 23);
  const quietHours = { from: "22:00", to: "07:00", zone: "UTC" };
  expect(mayDisturb({ quietHours: null }, at)).toBe(true);
  expect(mayDisturb({ quietHours }, at)).toBe(false);
  expect(mayDisturb({ dndUntil: at + 1, quietHours: null }, at)).toBe(false);
  expect(mayDisturb({ dndUntil: at, quietHours: null }, at)).toBe(true);
});

describe("a message names its reader", () => {
  const ada = { handleKey: "ada", role: "student" as const };
  test.each([
    ["by their handle", { body: "Hello @Ada" }, true],
    [
      "by a crowd that they are of, where its author might reach it",
      { body: "@channel", meta: { reach: ["channel"] } },
      true,
    ],
    ["not by a crowd in words alone", { body: "@channel" }, false],
    ["not by another crowd", { body: "@ta", meta: { reach: ["ta"] } }, false],
    ["not as one who is here, which open tabs are told", { body: "@here", meta: { reach: ["here"] } }, false],
    [
      "in its thread, and not in the copy beside it",
      { body: "@ada", meta: { fromThread: { channel: "t", seq: 1, root: 1 } } },
      false,
    ],
  ] as const)("%s", (_what, message, names) =>
    expect(namesReader(message as unknown as Parameters<typeof namesReader>[0], ada)).toBe(names),
  );
});
