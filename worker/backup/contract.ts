/** What the object of a class's backups is to the worker. Its stub is typed by it (see room/contract.ts for why). */
import type { Backup } from "../../protocol/backups.ts";
import { toTheEnd } from "../room/stubs.ts";

/** Of which class. */
export interface BackupOrder {
  workspaceNo: number;
  workspaceId: string;
  workspaceName: string;
}

export interface BackupJob {
  /** Of the class's backups all that are kept, the newest first, behind the one that is being made. */
  list(workspaceId: string): Promise<Backup[]>;
  /**
   * Begins one; one that is being made goes on.
   * @param andNext when it came to its end, the class behind this one begins: the night's backups are made one after the other
   */
  make(order: BackupOrder, andNext: boolean): Promise<Backup[]>;
  /** The class is being deleted: nothing is made any more, and what there is goes. */
  end(): Promise<void>;
}

export const backupsOf = (env: Pick<Env, "BACKUPS">, workspaceId: string) =>
  // Named in wrangler.toml: of ClassBackups, which implements it.
  toTheEnd(env.BACKUPS.getByName(workspaceId)) as unknown as BackupJob;
