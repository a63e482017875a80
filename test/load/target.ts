/** What is measured: PLACE or a yardstick, seen from a client as one socket per person on one channel. */
export type TargetName = "PLACE" | "grouped" | "single";

export interface Target {
  name: TargetName;
  /** The process whose tree is the server. */
  pid: number;
  /** A channel that nobody has used yet. */
  openChannel(): Channel;
  /** A request by person `i` on the way that a socket takes, looked up as for a socket where that is done, and then over. */
  ask(i: number): Promise<unknown>;
}

export interface Channel {
  /** Address of person `i`'s socket and the header that says who it is. `rev`: what they have seen. */
  socket(i: number, rev?: number): { url: string; headers: Record<string, string> };
  /** Ids by place, as the system of record has them; undefined where there is none. */
  recorded?(): { seq: number; id: string }[];
}
