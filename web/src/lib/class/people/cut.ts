/** Which square of a picture is taken: a machine of numbers, in the picture's own pixels. */
export interface Sides {
  width: number;
  height: number;
}
export interface Cut {
  x: number;
  y: number;
  side: number;
}

/** No further into it: what is cut smaller than this is drawn larger than it is. */
const SIDE_MIN = 64;
const ZOOM_MAX = 8;

const within = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
const whole = ({ width, height }: Sides) => Math.min(width, height);
const least = (of: Sides) => Math.min(whole(of), Math.max(SIDE_MIN, whole(of) / ZOOM_MAX));

/** The largest one, in the middle. */
export function middleOf(of: Sides): Cut {
  const side = whole(of);
  return { x: (of.width - side) / 2, y: (of.height - side) / 2, side };
}

/** @param dx, dy by how much of its own side it moves over the picture */
export function moved({ x, y, side }: Cut, of: Sides, dx: number, dy: number): Cut {
  return { x: within(x + dx * side, 0, of.width - side), y: within(y + dy * side, 0, of.height - side), side };
}

/** @param by more than 1 goes closer @param at what stays where it is: 0 to 1 of the side */
export function zoomed(cut: Cut, of: Sides, by: number, at = { x: 0.5, y: 0.5 }): Cut {
  const side = within(cut.side / by, least(of), whole(of));
  const grown = (cut.side - side) / side;
  return moved({ ...cut, side }, of, at.x * grown, at.y * grown);
}

/** How close it is: 0, all that fits, to 1. */
export function closeness({ side }: Cut, of: Sides): number {
  const most = Math.log(whole(of) / least(of));
  return most === 0 ? 0 : Math.log(whole(of) / side) / most;
}

/** @param close 0 to 1 */
export function zoomedTo(cut: Cut, of: Sides, close: number): Cut {
  const side = whole(of) * (least(of) / whole(of)) ** within(close, 0, 1);
  return zoomed(cut, of, cut.side / side);
}
