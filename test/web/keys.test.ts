/** Shortcuts on the keyboards of other countries: events as Chromium and Safari send them on Windows and macOS. */
import { describe, expect, test } from "vitest";
import { isComposing } from "../../web/src/lib/base/browser/composing.ts";
import { keyOf } from "../../web/src/lib/base/browser/keys.ts";

describe("R149: a shortcut is asked for by its letter", () => {
  test.each([
    ["an English keyboard", { key: "k", code: "KeyK" }, "k"],
    ["Caps Lock or Shift", { key: "K", code: "KeyK" }, "k"],
    ["Dvorak, where K stands at another key's place", { key: "k", code: "KeyV" }, "k"],
    ["a French keyboard, whose A stands at Q's place", { key: "a", code: "KeyQ" }, "a"],
    ["an Arabic keyboard", { key: "ن", code: "KeyK" }, "k"],
    ["a Russian keyboard", { key: "Л", code: "KeyK" }, "k"],
    ["a Greek keyboard", { key: "φ", code: "KeyF" }, "f"],
    ["a Turkish keyboard, whose I has no dot", { key: "ı", code: "KeyI" }, "i"],
    ["a German ö, which stands where English has no letter", { key: "ö", code: "Semicolon" }, "ö"],
    ["a question mark of Arabic", { key: "؟", code: "Slash" }, "?"],
    ["a sign", { key: "+", code: "NumpadAdd" }, "+"],
    ["a key with a name", { key: "ArrowDown", code: "ArrowDown" }, "arrowdown"],
    ["a key without a place, of a keyboard on a screen", { key: "ن", code: "" }, "ن"],
  ])("%s", (_, pressed, letter) => {
    expect(keyOf(pressed)).toBe(letter);
  });
});

test("R149: Enter belongs to a word that is being chosen, also where Safari says so by 229 alone", () => {
  const event = (of: Partial<KeyboardEvent>) => ({ isComposing: false, keyCode: 13, ...of }) as KeyboardEvent;
  expect([{}, { isComposing: true }, { keyCode: 229 }].map((of) => isComposing(event(of)))).toEqual([
    false,
    true,
    true,
  ]);
});
