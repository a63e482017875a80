/** Words that are offered while one types: what is late is never shown for what is newer. */
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createApi } from "../../client/index.ts";
import type { WorkspaceState } from "../../web/src/lib/class/state/workspace.svelte.ts";
import { OfferedWords } from "../../web/src/lib/features/search/offered-words.svelte.ts";

interface Asked {
  q: string;
  signal: AbortSignal;
  answer: (words: string[], checkpoints?: { name: string }[]) => void;
}
let asked: Asked[];
let offered: OfferedWords;
beforeAll(async () => {
  // What a first call fetches takes real time, which the clock of these tests does not pass.
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ words: [], people: [], channels: [] })));
  await createApi().call("search.suggest", { workspace: "w" }, { q: "x" });
});
beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  vi.stubGlobal("fetch", (address: string, { signal }: { signal: AbortSignal }) => {
    const { pathname, searchParams } = new URL(address, "http://place.test");
    const q = searchParams.get("q") ?? pathname;
    return new Promise((resolve) =>
      asked.push({
        ...{ q, signal },
        answer: (words, checkpoints = []) => resolve(Response.json({ words, people: [], channels: [], checkpoints })),
      }),
    );
  });
  offered = new OfferedWords({ api: createApi(), id: "w" } as unknown as WorkspaceState);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
const type = async (...words: (string | undefined)[]) => {
  for (const word of words) {
    offered.look(word);
    await vi.advanceTimersByTimeAsync(100);
  }
};
const settle = () => vi.advanceTimersByTimeAsync(0);

test("R119: keys that follow each other fast are asked for once, and the same word is not asked for again", async () => {
  offered.look("r");
  offered.look("re");
  await type("rec");
  await type("rec");
  expect(asked.map(({ q }) => q)).toEqual(["rec"]);
});

test("R119: an answer that comes late is not shown in place of a newer one, and its request is given up", async () => {
  await type("rec", "recu");
  const [first, second] = asked;
  expect([first?.signal.aborted, second?.signal.aborted]).toEqual([true, false]);
  second?.answer(["recursion"]);
  await settle();
  first?.answer(["record"]);
  await settle();
  expect(offered.words).toEqual(["recursion"]);
});

test("I5: words that come after I left a channel are not shown, nor those that were shown", async () => {
  await type("rec");
  asked[0]?.answer(["record"]);
  await settle();
  await type("reco");
  offered.forget();
  expect(offered.words).toEqual([]);
  asked[1]?.answer(["recorded"]);
  await settle();
  expect(offered.words).toEqual([]);
  // The same word is asked for anew.
  await type("reco");
  expect(asked.map(({ q }) => q)).toEqual(["rec", "reco", "reco"]);
});

test("R119: what is asked for no more is not shown when it comes", async () => {
  await type("rec", undefined);
  asked[0]?.answer(["record"]);
  await settle();
  expect(offered.words).toEqual([]);
  await type("rec");
  offered.stop();
  asked[1]?.answer(["record"]);
  await settle();
  expect(offered.words).toEqual([]);
});

test("R121: the names of checkpoints are asked for once, and those of before I left a channel are not shown", async () => {
  const [first] = [offered.lookForCheckpoints(), offered.lookForCheckpoints()];
  await settle();
  expect(asked.map(({ q }) => q)).toEqual(["/api/workspaces/w/checkpoints"]);
  asked[0]?.answer(
    [],
    ["Über: Heaps", "Lecture 5", "lecture 5", "2026: outlook", "!"].map((name) => ({ name })),
  );
  await first;
  expect(offered.checkpoints).toEqual(["uber-heaps", "lecture-5"]);
  offered.forget();
  expect(offered.checkpoints).toEqual([]);
  const early = offered.lookForCheckpoints();
  offered.forget();
  const late = offered.lookForCheckpoints();
  await settle();
  asked[1]?.answer([], [{ name: "Lecture of theirs" }]);
  await early;
  expect(offered.checkpoints).toEqual([]);
  asked[2]?.answer([], [{ name: "Lecture 5" }]);
  await late;
  expect(offered.checkpoints).toEqual(["lecture-5"]);
});
