/** How near a picture of a gallery is looked at, and what a finger over it asks for. */
import { describe, expect, test } from "vitest";
import { panned, SCALE_MAX, swipeOf, WHOLE, zoomed, type Stage, type View } from "#lib/features/files/zoom.ts";

const stage: Stage = { picture: { width: 400, height: 300 }, frame: { width: 400, height: 600 } };
/** The point of the picture, from its middle and in its own measure, that lies at this place of the frame. */
const under = ({ scale, x, y }: View, at: { x: number; y: number }) => ({
  x: (at.x - x) / scale,
  y: (at.y - y) / scale,
});

describe("a picture that is looked at from nearer", () => {
  test("shows the same of it at the place where the wheel or the fingers are", () => {
    const at = { x: 120, y: 40 };
    const near = zoomed(zoomed(WHOLE, stage, 3, at), stage, 1.5, at);
    expect(near.scale).toBe(4.5);
    expect(under(near, at).x).toBeCloseTo(under(WHOLE, at).x);
    expect(under(near, at).y).toBeCloseTo(under({ ...WHOLE, scale: 1 }, at).y);
  });

  test("by keys stays in the middle, comes no nearer than it may, and is whole again where it began", () => {
    expect(zoomed(WHOLE, stage, 2)).toEqual({ scale: 2, x: 0, y: 0 });
    expect(zoomed(WHOLE, stage, 100).scale).toBe(SCALE_MAX);
    expect(zoomed(zoomed(WHOLE, stage, 5, { x: 190, y: 100 }), stage, 0.01)).toEqual(WHOLE);
  });

  test("is moved up to its edge and no further; what is lower than its frame stays in the middle", () => {
    const near = zoomed(WHOLE, stage, 1.5);
    expect(panned(near, stage, 5_000, 5_000)).toEqual({ scale: 1.5, x: 100, y: 0 });
    expect(panned(near, stage, -5_000, 0)).toEqual({ scale: 1.5, x: -100, y: 0 });
    expect(panned(WHOLE, stage, 50, 50)).toEqual(WHOLE);
  });
});

test("a finger that goes far enough to a side or down asks for something, and one that trembles for nothing", () => {
  expect(swipeOf({ x: -80, y: 30 })).toBe("left");
  expect(swipeOf({ x: 80, y: -30 })).toBe("right");
  expect(swipeOf({ x: 20, y: 120 })).toBe("close");
  for (const small of [
    { x: 40, y: 0 },
    { x: 0, y: 60 },
    { x: 0, y: -300 },
  ])
    expect(swipeOf(small)).toBeNull();
});
