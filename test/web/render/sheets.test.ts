/** The one sheet of styles that a library brings as text is the one that the policies of our pages take. */
import "fake-indexeddb/auto";
import { createHash } from "node:crypto";
import { expect, test, vi } from "vitest";
import { EMOJI_PICKERS_SHEET } from "../../../web/sheets.ts";

test("the emoji picker's own sheet is the one that is let in", async () => {
  // Of itself it fetches its emoji from a network that is none of ours.
  const fetched = vi.fn(() => new Promise<Response>(() => undefined));
  vi.stubGlobal("fetch", fetched);
  const { default: Picker } = await import("emoji-picker-element/picker.js");
  const sheet = new Picker().shadowRoot?.querySelector("style")?.textContent ?? "";
  expect(sheet).toContain("display");
  expect(`sha256-${createHash("sha256").update(sheet).digest("base64")}`).toBe(EMOJI_PICKERS_SHEET);
  await vi.waitFor(() => expect(fetched).toHaveBeenCalled());
});
