/** Which rule of the database a write ran into. */

/** True when the write failed because these columns (e.g. `users.handle_key`) have to be unique. */
export function isConflict(error: unknown, columns: string): boolean {
  return says(error, `UNIQUE constraint failed: ${columns}`);
}

/** True when the write failed because there was nothing that this column (e.g. `members.workspace_no`) could point to. */
export function isMissing(error: unknown, column: string): boolean {
  return says(error, `NOT NULL constraint failed: ${column}`);
}

function says(error: unknown, words: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause.message.includes(words)) return true;
  return false;
}
