import { describe, expect, test } from "vitest";
import { closeness, middleOf, moved, zoomed, zoomedTo } from "#lib/class/people/cut.ts";

const wide = { width: 1_000, height: 600 };

describe("the square of a picture that is taken", () => {
  test("is at first the largest one, in its middle", () => {
    expect(middleOf(wide)).toEqual({ x: 200, y: 0, side: 600 });
    expect(middleOf({ width: 30, height: 90 })).toEqual({ x: 0, y: 30, side: 30 });
  });

  test("never leaves the picture, however far it is dragged or zoomed", () => {
    let cut = middleOf(wide);
    for (const [dx, dy, by] of [
      [-9, 4, 3],
      [0.3, -7, 0.1],
      [50, 50, 1.7],
      [-0.1, 0.2, 1e9],
      [3, -3, 1e-9],
    ] as const) {
      cut = zoomed(moved(cut, wide, dx, dy), wide, by, { x: 0.9, y: 0.1 });
      expect(
        Math.min(cut.x, cut.y, wide.width - cut.x - cut.side, wide.height - cut.y - cut.side),
      ).toBeGreaterThanOrEqual(0);
    }
    expect(cut.side).toBe(600);
  });

  test("what lies under the fingers stays there while it comes closer", () => {
    const cut = moved(zoomed(middleOf(wide), wide, 2), wide, 0.1, 0.1);
    const at = { x: 0.25, y: 0.75 };
    const closer = zoomed(cut, wide, 1.5, at);
    expect(closer.x + at.x * closer.side).toBeCloseTo(cut.x + at.x * cut.side);
    expect(closer.y + at.y * closer.side).toBeCloseTo(cut.y + at.y * cut.side);
  });

  test("comes as close as 64 pixels, and a smaller picture is taken whole", () => {
    expect(zoomed(middleOf({ width: 100, height: 100 }), { width: 100, height: 100 }, 99).side).toBe(64);
    const tiny = { width: 20, height: 40 };
    expect(zoomed(middleOf(tiny), tiny, 99).side).toBe(20);
    expect(closeness(middleOf(tiny), tiny)).toBe(0);
  });

  test("the slider says how close it is, and puts it there", () => {
    for (const close of [0, 0.3, 1]) expect(closeness(zoomedTo(middleOf(wide), wide, close), wide)).toBeCloseTo(close);
  });
});
