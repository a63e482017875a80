/** A file's name in a line. */
import { expect, it } from "vitest";
import FileName from "../../../web/src/lib/conversation/files/FileName.svelte";
import { drawn } from "./support/drawn.ts";

it("a name keeps its ending in sight, and is whole for who reads it out or copies it", () => {
  for (const [name, ending] of [
    ["The minutes of the meeting of the whole faculty, third version.docx", ".docx"],
    ["archive.tar.gz", ".gz"],
    ["Makefile", ""],
    ["Dr. Who knows", ""],
    [".env", ".env"],
  ] as const) {
    const line = drawn(FileName, { name }).getByTitle(name);
    expect(line.textContent).toBe(name);
    expect(line.lastElementChild?.textContent).toBe(ending);
  }
});
