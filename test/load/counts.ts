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
  /** Of those, calls of the workspace's object by rooms and routes. */
  hubCalls: number;
  /** Requests to the Worker. */
  workerRequests: number;
  /** Milliseconds in which something was pending in a room, in the workspace's object: what keeps them from being free. */
  roomAwakeMs: number;
  hubAwakeMs: number;
  /** Round trips of objects to D1, which take longer in production than here. */
  objectD1Calls: number;
}
