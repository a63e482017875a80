/** What a class's session is given, and what it tells of the class. */
import type { Bootstrap, Refusal } from "../protocol/index.ts";
import type { Api } from "./api.ts";
import type { ServerClock } from "./clock.ts";
import type { ConnectionState } from "./connection.ts";
import type { Way } from "./detour.ts";
import type { Environment } from "./environment.ts";
import type { WorkspaceState } from "./workspace-state.ts";

export interface WorkspaceSnapshot {
  /** Null until bootstrap was answered once. */
  readonly state: WorkspaceState | null;
  readonly connection: ConnectionState;
  /** Milliseconds, by this machine's clock; null while the socket is open, or was never missed. */
  readonly offlineSince: number | null;
  /** Set: it is over for good, and why. */
  readonly ended: Refusal | null;
  readonly way: Way;
}
export interface WorkspaceSessionOptions extends Partial<Environment> {
  api: Api;
  workspace: string;
  serverClock?: ServerClock;
  /** The first bootstrap, where it was asked for before this session was made; null: there was no answer. */
  first?: Promise<Bootstrap | null> | undefined;
}
