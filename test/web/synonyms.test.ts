/** Words that mean the same, edited by two of the teaching team at once. */
import { expect, test } from "vitest";
import { RefusedError } from "../../client/index.ts";
import { refusal } from "../../protocol/refusals.ts";
import { Synonyms } from "../../web/src/lib/features/search/synonyms.svelte.ts";

/** A class whose words have a version, as the server has them. @param between is run once, right before the next change is written */
function classWith(...first: string[][]) {
  const there = { groups: first, version: 1 };
  const state: { between: (() => void) | null; isHasty: boolean } = { between: null, isHasty: false };
  const set = (...groups: string[][]) => Object.assign(there, { groups, version: there.version + 1 });
  const call = (name: string, _: unknown, body?: { groups: string[][]; version: number }) => {
    if (name === "search.synonyms") return Promise.resolve({ ...there });
    state.between?.();
    if (!state.isHasty) state.between = null;
    if (body?.version !== there.version) return Promise.reject(new RefusedError(refusal("stale"), 409));
    return Promise.resolve({ ...set(...(body.groups ?? [])) });
  };
  const teacher = () => new Synonyms({ api: { call }, id: "w" } as never);
  return { there, state, set, teacher };
}

test("what both add is there, also where the other was quicker", async () => {
  const { there, state, set, teacher } = classWith(["a", "b"]);
  state.between = () => set(["theirs", "too"], ["a", "b"]);
  expect(await teacher().add(["hw", "homework"])).toMatchObject({ ok: true });
  expect(there.groups).toEqual([
    ["hw", "homework"],
    ["theirs", "too"],
    ["a", "b"],
  ]);
});

test("what somebody else changed meanwhile is not replaced: it is told, and who saves once more has both", async () => {
  const { there, state, set, teacher } = classWith(["hw", "homework"], ["a", "b"]);
  const mine = teacher();
  await mine.load();
  state.between = () => set(["hw", "assignment"], ["a", "b"]);
  const told = await mine.replace(["hw", "homework"], ["hw", "homework", "tasks"]);
  expect(told).toMatchObject({ ok: false, refusal: { code: "stale" } });
  expect(told.ok ? "" : told.refusal.sentence).toMatch(/changed these words meanwhile/u);
  expect(there.groups).toEqual([
    ["hw", "assignment"],
    ["a", "b"],
  ]);
  expect(mine.groups, "the list stays as it is while something is written in it").toEqual([
    ["hw", "homework"],
    ["a", "b"],
  ]);
  expect(await mine.replace(["hw", "homework"], ["hw", "homework", "tasks"])).toMatchObject({ ok: true });
  expect(there.groups).toEqual([
    ["hw", "homework", "tasks"],
    ["hw", "assignment"],
    ["a", "b"],
  ]);
  // Of another group it would be told again.
  set(["x", "y"]);
  expect(await mine.replace(["a", "b"], ["a", "c"])).toMatchObject({ ok: false });
});

test("who is never quicker is told so in the end", async () => {
  const { state, set, teacher } = classWith();
  state.isHasty = true;
  let writes = 0;
  state.between = () => set([`w${(writes += 1)}`, "x"]);
  expect(await teacher().add(["a", "b"])).toMatchObject({ ok: false, refusal: { code: "stale" } });
  expect(writes).toBe(3);
});
