/** How near a picture is looked at, and what a finger asks for: a machine of numbers, in CSS pixels. */
interface Sides {
  width: number;
  height: number;
}
interface Point {
  x: number;
  y: number;
}
/** `x`, `y`: how far the middle of the picture lies from the middle of its frame. */
export interface View extends Point {
  /** 1: all of it is seen. */
  scale: number;
}
/** The picture as large as it is when all of it is seen, and the frame that it is seen in. */
export interface Stage {
  picture: Sides;
  frame: Sides;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };
export const SCALE_MAX = 8;

const within = (value: number, most: number) => Math.min(Math.max(value, -most), most) || 0;

/** Its edge comes no further in than that of the frame; what is smaller than the frame stays in the middle. */
export function panned({ scale, x, y }: View, { picture, frame }: Stage, dx: number, dy: number): View {
  const spare = (side: "width" | "height") => Math.max(0, (picture[side] * scale - frame[side]) / 2);
  return { scale, x: within(x + dx, spare("width")), y: within(y + dy, spare("height")) };
}

/** @param by more than 1 goes nearer @param at what stays where it is, from the middle of the frame */
export function zoomed(view: View, stage: Stage, by: number, at: Point = { x: 0, y: 0 }): View {
  const scale = Math.min(SCALE_MAX, Math.max(1, view.scale * by));
  const grown = scale / view.scale - 1;
  return panned({ ...view, scale }, stage, (view.x - at.x) * grown, (view.y - at.y) * grown);
}

const SWIPE_PX = 60;
const CLOSE_PX = 90;

/** What it means that a finger went so far over a picture that is seen whole, and was lifted. */
export function swipeOf({ x, y }: Point): "left" | "right" | "close" | null {
  if (Math.abs(x) > Math.abs(y)) return Math.abs(x) < SWIPE_PX ? null : x < 0 ? "left" : "right";
  return y >= CLOSE_PX ? "close" : null;
}

export const middleOf = (points: readonly Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});
/** 0 for one. */
export const apart = ([a, b]: readonly Point[]): number => (a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0);
