/** The room's parts when its alarm rings: all are rung, whatever one of them does. */
import { afterEach, expect, test, vi } from "vitest";
import { ringAll, type Part } from "../../../worker/room/part.ts";
import { channelFacts } from "../support/in-room.ts";

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test("all parts are rung one after the other, with the channel and the time, and those that need none are passed over", async () => {
  vi.useFakeTimers({ now: 77, toFake: ["Date"] });
  const rung: unknown[] = [];
  const parts: Part[] = [
    {
      name: "slow",
      ring: async (...given) => {
        await scheduler.wait(1);
        rung.push(["slow", ...given]);
      },
    },
    { name: "silent" },
    { name: "quick", ring: (...given) => void rung.push(["quick", ...given]) },
    { name: "done", ring: () => true },
  ];
  expect(await ringAll(parts, channelFacts())).toEqual({ isDone: true, failed: new Set() });
  expect(rung).toEqual([
    ["slow", channelFacts(), 77],
    ["quick", channelFacts(), 77],
  ]);
});

test.each([
  ["says that it is not done", () => false],
  ["says so later", () => Promise.resolve(false)],
])("where one %s, the alarm has to come again, and the others are rung all the same", async (_what, ring) => {
  const last = vi.fn();
  expect(
    await ringAll(
      [
        { name: "first", ring },
        { name: "last", ring: last },
      ],
      channelFacts(),
    ),
  ).toEqual({ isDone: false, failed: new Set() });
  expect(last).toHaveBeenCalledTimes(1);
});

test.each([
  ["throws", () => raise()],
  ["fails later", () => Promise.reject(new Error("broken"))],
])(
  "I8: one that %s keeps nobody from theirs; it is noted by its name, and the alarm hears of it",
  async (_what, ring) => {
    const said = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const last = vi.fn();
    const first = { name: "first", ring };
    expect(await ringAll([first, { name: "last", ring: last }], channelFacts())).toEqual({
      isDone: true,
      failed: new Set([first]),
    });
    expect(last).toHaveBeenCalledTimes(1);
    const lines = said.mock.calls.map(([line]) => JSON.parse(String(line)) as object);
    expect(lines).toEqual([expect.objectContaining({ what: "first", channel: "channel-7" })]);
  },
);

function raise(): never {
  throw new Error("broken");
}
