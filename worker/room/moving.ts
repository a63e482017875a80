/** Moving messages from one room to another: what the worker asks of a room, and rooms of each other. */
import type { Message } from "../../protocol/index.ts";
import type { ChannelFacts } from "./facts.ts";

/** With what readers are not told of it (JSON). */
export type MovedMessage = Message & { sealed?: string };

export type MoveOrder =
  /** Of a room from which messages went, to each thread that hangs on one of them: it hangs there now, as its facts say. */
  | { type: "hang" }
  /** Of the worker: what was moved by this name, and where to. */
  | { type: "asked"; id: string }
  /** Of the worker, and of the room that takes messages back: these, as they are now. */
  | { type: "look"; seqs: number[] }
  /** Of the worker, to the room where they stand: go to `target`. Safe to repeat. */
  | { type: "out"; id: string; seqs: number[]; target: ChannelFacts; by: string }
  /** Of the worker, to the same room: take them back, where they were moved since then (ms). */
  | { type: "back"; id: string; since: number; by: string }
  /** Of that room, to the target: stand here from now on, once for each `as`, as they are now. */
  | { type: "take"; from: string; by: string; messages: { as: string; answers?: string; message: MovedMessage }[] }
  /** Of that room, to the target: these went back to there, as they were at `rev`. Those that are not any more are answered, and stay. */
  | { type: "leave"; stones: { seq: number; rev: number | undefined; to: { channel: string; seq: number } }[] };

/** Where a message stood, and where it stands. */
export interface MovedPlace {
  from: number;
  to: number;
}
/** `isDone` false: it goes on by itself; `isThere` false: there is no such move, or not any more. */
export interface Moved {
  messages: MovedMessage[];
  places: MovedPlace[];
  isDone: boolean;
  isThere: boolean;
  /** Of `asked`: where they went, and when that was asked for, ms. */
  went?: { channelId: string; channelNo: number; at: number };
}
