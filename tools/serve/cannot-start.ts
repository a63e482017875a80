/** Why a start ends: something the person at the keyboard can mend, told as one sentence, without a stack. */
import { statfs } from "node:fs/promises";

export class CannotStart extends Error {
  override name = "CannotStart";
}

/** Below that nothing that people write could be kept for long. */
const FREE_AT_LEAST = 16 * 2 ** 20;

/** @throws CannotStart where the disk of this folder is as good as full */
export async function demandFreeSpace(folder: string): Promise<void> {
  const { bavail, bsize, blocks } = await statfs(folder);
  // Some file systems do not say how large they are.
  if (blocks > 0 && bavail * bsize < FREE_AT_LEAST) throw new CannotStart(fullDisk(folder, bavail * bsize));
}

function fullDisk(folder: string, free?: number): string {
  const left =
    free === undefined ? "" : `: ${Math.floor(free / 2 ** 20)} MB are left, and PLACE wants ${FREE_AT_LEAST / 2 ** 20}`;
  return `The disk of ${folder} is full${left}. Make room there, or choose another folder: npm start -- --state FOLDER`;
}

const SYSTEM: Record<string, (folder: string) => string> = {
  ENOSPC: fullDisk,
  EDQUOT: fullDisk,
  EACCES: (folder) => unwritable(folder, "this account may not write there"),
  EPERM: (folder) => unwritable(folder, "this account may not write there"),
  EROFS: (folder) => unwritable(folder, "its disk can only be read"),
  ENOTDIR: (folder) => unwritable(folder, "a file is in its way"),
  EEXIST: (folder) => unwritable(folder, "a file is in its way"),
};

/** By SQLite's primary result code. */
const SQLITE: Record<number, (folder: string) => string> = {
  5: (folder) =>
    `The database in ${folder} is held by another program (a backup, wrangler d1 execute, a look into its file). End that one and start again.`,
  8: (folder) => unwritable(folder, "its database can only be read"),
  10: (folder) => `The database in ${folder} cannot be read or written: the disk says that it failed.`,
  11: (folder) =>
    `The database in ${folder} is damaged. Put a copy of the folder in its place, from when PLACE was stopped, or bring its classes back from their backups: docs/operator.md`,
  13: fullDisk,
  14: (folder) => unwritable(folder, "its database cannot be opened"),
  26: (folder) =>
    `The database in ${folder} is damaged. Put a copy of the folder in its place, from when PLACE was stopped, or bring its classes back from their backups: docs/operator.md`,
};

const unwritable = (folder: string, why: string) =>
  `The folder ${folder} cannot be used: ${why}. Choose another: npm start -- --state FOLDER`;

const DAMAGED = [11, 26];
export const isDamaged = (error: unknown): boolean => DAMAGED.includes(primaryCodeOf(error) ?? 0);
export const isBusy = (error: unknown): boolean => primaryCodeOf(error) === 5;

/** The result code of SQLite without its extension; undefined for other errors. */
function primaryCodeOf(error: unknown): number | undefined {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number"
    ? error.errcode & 0xff
    : undefined;
}

/** The error itself where it has no sentence: then it is ours. */
export function asCannotStart(error: unknown, folder: string): unknown {
  if (!(error instanceof Error) || error instanceof CannotStart) return error;
  const sqlite = SQLITE[primaryCodeOf(error) ?? -1];
  const system = "code" in error && typeof error.code === "string" ? SYSTEM[error.code] : undefined;
  const sentence = (sqlite ?? system)?.(folder);
  return sentence === undefined ? error : new CannotStart(sentence, { cause: error });
}
