/** Files over a field that nobody has sent, as the next page finds them. */
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { stubStorage } from "../support/browser-stubs.ts";

let stored: Map<string, string>;
beforeEach(() => {
  stored = stubStorage();
  vi.stubGlobal("indexedDB", new IDBFactory());
  vi.stubGlobal("navigator", {});
});
afterEach(() => void vi.unstubAllGlobals());

/** A page of this browser: what its module remembers is its own. */
async function openPage() {
  vi.resetModules();
  const { KeptTrays, mayHaveTrays } = await import("../../web/src/lib/conversation/files/kept-trays.ts");
  return { trays: new KeptTrays("ada"), mayHaveTrays };
}
const FILE = { name: "a.txt", bytes: new Blob(["one"]), alt: "" };
const at = (channel: string) => ({ workspace: "w", channel });
const left = async () => (await (await openPage()).trays.takeUp("w")).map(({ message }) => message);

test("they stand there again; those of a message that was sent do not, although its page closed in the next moment", async () => {
  const { trays } = await openPage();
  trays.keep("sent", at("lab"), [FILE]);
  trays.keep("unsent", at("general"), [FILE]);
  await vi.waitFor(async () => expect((await left()).toSorted()).toEqual(["sent", "unsent"]));
  // What would have taken them out of the database goes with the page.
  trays.sent("sent");
  expect(await left()).toEqual(["unsent"]);
  expect(await left()).toEqual(["unsent"]);
});

test("where nothing is left, nothing is looked for any more", async () => {
  const { trays, mayHaveTrays } = await openPage();
  trays.keep("unsent", at("general"), [FILE]);
  await vi.waitFor(async () => expect(await left()).toEqual(["unsent"]));
  trays.drop("unsent");
  await vi.waitFor(async () => expect(await left()).toEqual([]));
  expect(mayHaveTrays()).toBe(false);
  expect(stored.has("place.trays")).toBe(false);
});
