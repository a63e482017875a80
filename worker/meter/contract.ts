/** The one object that keeps what is counted (meter.ts), as who calls it sees it. */
import type { HourOf } from "../tally.ts";

export interface Flood {
  /** ms since 1970. */
  at: number;
  /** Public ids. */
  member: string;
  /** Null: of the class's own socket. */
  channel: string | null;
  refused: number;
  closed: boolean;
}

/** What is known of a class and of PLACE as a whole. */
export interface Read {
  /** Of the last 24 hours, this one included; hours without a count are absent. */
  ofClass: HourOf[];
  ofAll: HourOf[];
  floods: Flood[];
}

export interface MeterCalls {
  /** Adds what was counted somewhere. */
  report(hours: HourOf[]): Promise<void>;
  flooded(workspaceId: string, flood: Flood): Promise<void>;
  read(workspaceId: string): Promise<Read>;
  /** All that was ever counted, of all classes together. */
  totals(): Promise<Record<string, number>>;
  /** The class was deleted. */
  forget(workspaceId: string): Promise<void>;
  /** Whether live objects answer at all. */
  ping(): Promise<true>;
}
