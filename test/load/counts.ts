/** What PLACE with counters around it (workers/counting.ts) tells. */
export interface Counts {
  /** Rows of the objects' own SQLite; an alarm that is set counts as one written. */
  roomRead: number;
  roomWritten: number;
  d1Read: number;
  d1Written: number;
  /** Fetches, calls and alarms of objects: a request each. */
  objectRequests: number;
  /** Incoming frames: a twentieth of a request each. */
  frames: number;
  /** Milliseconds in which anything was pending anywhere. */
  awakeMs: number;
}
