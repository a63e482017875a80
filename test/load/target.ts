/** What is measured: PLACE or a yardstick, seen from a client as one socket per person on one channel. */
import type { Checkout } from "./checkout.ts";

export type TargetName = Checkout["name"] | "grouped" | "single";

export interface Target {
  name: TargetName;
  /** The process whose tree is the server. */
  pid: number;
  /** A channel that nobody has used yet. */
  openChannel(): Channel;
  /** A request by person `i` on the way that a socket takes, looked up as for a socket where that is done, and then over. */
  ask(i: number): Promise<unknown>;
  /** `kill -9` of the server and all its processes, and a start with what it stored, at the same address: its memory is empty. */
  restart(): Promise<void>;
}

export interface Channel {
  /** Address of person `i`'s socket and the header that says who it is. `rev`: what they have seen. */
  socket(i: number, rev?: number): Address;
  /** Ids by place, as the system of record has them; undefined where there is none. */
  recorded?(): { seq: number; id: string }[];
}

export interface Address {
  url: string;
  headers: Record<string, string>;
}
