/**
 * An exclusive lock on a folder that dies with its process, however that ends: SQLite's own lock on a file of its own, which the
 * system takes back. It works on Linux, macOS and Windows, is not inherited by children, and leaves nothing that a person has to clear.
 */
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isBusy } from "./cannot-start.ts";

export interface FolderLock {
  release(): void;
}

/** Nobody else may open the file: a process that closes it gives up the lock that it holds there. */
const lockFileIn = (folder: string) => join(folder, "lock");

/** Null where another process, or this one, holds it. @throws as SQLite does where the file cannot be made */
export function lockFolder(folder: string): FolderLock | null {
  const database = new DatabaseSync(lockFileIn(folder), { timeout: 0 });
  try {
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if (isBusy(error)) return null;
    throw error;
  }
}
