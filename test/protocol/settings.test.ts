import { expect, test } from "vitest";
import { DEFAULT_SETTINGS, isQuiet, groupMentionsIn, reachesMany, settingsOf } from "../../protocol/index.ts";

test("quiet hours go over midnight, by the clocks of the person's zone, in summer and in winter", () => {
  const hours = { from: "22:00", to: "07:00", zone: "Europe/Berlin" };
  const at = (iso: string) => isQuiet(hours, Date.parse(iso));
  expect([at("2026-01-15T20:59:00Z"), at("2026-01-15T21:00:00Z")]).toEqual([false, true]);
  expect([at("2026-07-15T19:59:00Z"), at("2026-07-15T20:00:00Z")]).toEqual([false, true]);
  expect([at("2026-01-16T05:59:00Z"), at("2026-01-16T06:00:00Z")]).toEqual([true, false]);
});

test("quiet hours within a day, of no length, and none", () => {
  const noon = Date.parse("2026-01-15T12:00:00Z");
  expect(isQuiet({ from: "11:00", to: "13:00", zone: "UTC" }, noon)).toBe(true);
  expect(isQuiet({ from: "12:30", to: "13:00", zone: "UTC" }, noon)).toBe(false);
  expect(isQuiet({ from: "12:00", to: "12:00", zone: "UTC" }, noon)).toBe(false);
  expect(isQuiet(null, noon)).toBe(false);
});

test("settings that were never made, or that cannot be read, are those of everybody", () => {
  for (const kept of [undefined, null, "x", [], { typing: "no", directFrom: 7, unknown: true }])
    expect(settingsOf(kept)).toEqual(DEFAULT_SETTINGS);
  expect(settingsOf({ presence: false })).toEqual({ ...DEFAULT_SETTINGS, presence: false });
});

test.each([
  ["@here and @TA.", ["here", "ta"]],
  ["(@channel)", ["channel"]],
  ["ask @teacher's door", ["teacher"]],
  ["@channels @here_now @ta-2 list@channel.example @channel.example", []],
  ["`@channel`\n```\n@here\n```", []],
])("R43: the crowds that a message names: %s", (body, crowds) => {
  expect(groupMentionsIn(body)).toEqual(crowds);
});

test("a client asks before it sends what reaches many, and not for the teaching team", () => {
  expect(["@channel", "@here", "@ta @teacher", "hi"].map(reachesMany)).toEqual([true, true, false, false]);
});
