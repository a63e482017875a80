#!/usr/bin/env bash
# tinykeys 4.0.0, hotkeys-js 4.1.2, @github/hotkey 3.1.4 and @tanstack/hotkeys 0.9.0 (of 2026), the listeners for shortcuts in
# pages, in jsdom 29.1.1, given the events that browsers on Windows send for keyboards of other countries.
#
# Guess: they know that a key has a letter (`key`) and a place (`code`), what is written with AltGr, and that Enter belongs to
# whoever is choosing a Japanese word; that is what such a package is for. Seen: Ctrl+K of an Arabic or Russian keyboard, whose K
# writes ن or л, is not heard by tinykeys and @github/hotkey; with Caps Lock the latter does not hear it on an English one either.
# Ctrl+/ of a German keyboard, where / stands above 7, and Ctrl+1 of a French one are heard by TanStack alone. So is "?", as it
# needs Shift, and "Shift+?" is not heard by hotkeys-js; the Arabic ؟ is no "?" for anyone. Enter while a word is being chosen is
# Enter for three of them (only tinykeys keeps still). And a German who types @ (AltGr+Q) sets off hotkeys-js's "ctrl+alt+q".
#
# What it means: a chord is asked by its letter, and where that is no Latin one by its place; Enter asks `isComposing` first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund tinykeys@4.0.0 hotkeys-js@4.1.2 @github/hotkey@3.1.4 @tanstack/hotkeys@0.9.0 jsdom@29.1.1 \
  node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import { JSDOM } from "jsdom";
const { window } = new JSDOM("<body><button></button></body>", { pretendToBeVisual: true });
const { document } = window;
const given = { platform: "Win32", userAgent: "Windows NT 10.0" };
Object.defineProperty(window, "navigator", { value: given });
Object.defineProperty(globalThis, "navigator", { value: given, configurable: true });
Object.assign(globalThis, { window, document });
for (const name of ["Node", "Element", "HTMLElement", "HTMLInputElement", "HTMLTextAreaElement", "HTMLSelectElement", "KeyboardEvent", "Event", "CustomEvent"])
  globalThis[name] = window[name];
const { tinykeys } = await import("tinykeys");
const { default: hotkeys } = await import("hotkeys-js");
const github = await import("@github/hotkey");
const { getHotkeyManager } = await import("@tanstack/hotkeys");
const button = document.querySelector("button");

let heard;
const hear = () => (heard = true);
button.addEventListener("click", hear);
const listeners = {
  tinykeys: (keys) => tinykeys(window, { [keys.replace("Ctrl", "Control")]: hear }),
  hotkeys: (keys) => (hotkeys(keys.toLowerCase(), hear), () => hotkeys.unbind(keys.toLowerCase())),
  github: (keys) => (github.install(button, keys.replace("Ctrl", "Control").replace(/[A-Z]$/, (letter) => letter.toLowerCase())), () => github.uninstall(button)),
  tanstack: (keys) => {
    const handle = getHotkeyManager().register(keys.replace("Ctrl", "Control"), hear, { target: document });
    return () => handle.unregister();
  },
};
function event(type, { keyCode, ...rest }) {
  const made = new window.KeyboardEvent(type, { bubbles: true, cancelable: true, ...rest });
  for (const name of ["keyCode", "which"]) Object.defineProperty(made, name, { value: keyCode });
  return made;
}
/** Who hears the key, of those that were told to listen for `keys`. */
function who(keys, pressed) {
  return Object.entries(listeners)
    .filter(([, listen]) => {
      heard = false;
      const stop = listen(keys);
      document.body.dispatchEvent(event("keydown", pressed));
      document.body.dispatchEvent(event("keyup", pressed));
      for (const [key, keyCode] of [["Shift", 16], ["Control", 17], ["Alt", 18]]) document.body.dispatchEvent(event("keyup", { key, keyCode }));
      stop();
      return heard;
    })
    .map(([name]) => name)
    .join();
}
const ctrlKey = true;
const shiftKey = true;
const k = { code: "KeyK", keyCode: 75 };
const question = { key: "?", code: "Slash", keyCode: 191, shiftKey };
const seen = {
  english: who("Ctrl+K", { key: "k", ...k, ctrlKey }),
  arabic: who("Ctrl+K", { key: "ن", ...k, ctrlKey }),
  russian: who("Ctrl+K", { key: "л", ...k, ctrlKey }),
  capsLock: who("Ctrl+K", { key: "K", ...k, ctrlKey }),
  germanSlash: who("Ctrl+/", { key: "/", code: "Digit7", keyCode: 55, ctrlKey, shiftKey }),
  frenchOne: who("Ctrl+1", { key: "1", code: "Digit1", keyCode: 49, ctrlKey, shiftKey }),
  question: who("?", question),
  shiftQuestion: who("Shift+?", question),
  arabicQuestion: who("Shift+?", { ...question, key: "؟" }),
  composing: who("Enter", { key: "Enter", code: "Enter", keyCode: 229, isComposing: true }),
  at: who("Ctrl+Alt+Q", { key: "@", code: "KeyQ", keyCode: 81, ctrlKey, altKey: true, modifierAltGraph: true }),
};
console.log(seen);
assert.deepEqual(seen, {
  english: "tinykeys,hotkeys,github,tanstack",
  arabic: "hotkeys,tanstack",
  russian: "hotkeys,tanstack",
  capsLock: "tinykeys,hotkeys,tanstack",
  germanSlash: "tanstack",
  frenchOne: "tanstack",
  question: "tanstack",
  shiftQuestion: "tinykeys,github,tanstack",
  arabicQuestion: "",
  composing: "hotkeys,github,tanstack",
  at: "hotkeys",
});
process.exit(0);
JS
./node_modules/.bin/node run.mjs
