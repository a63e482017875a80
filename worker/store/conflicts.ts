/** Which rule of the database a write ran into. */

/** True when the write failed because these columns (e.g. `users.handle_key`) have to be unique. */
export function isConflict(error: unknown, columns: string): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause.message.includes(`UNIQUE constraint failed: ${columns}`)) return true;
  }
  return false;
}
