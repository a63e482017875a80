/** How large a file may be. Apart from what files are: who may what knows messages, and messages know files. */
import { FILE_MAX_BYTES, FILE_STAFF_MAX_BYTES } from "./limits.ts";
import type { Role } from "./people.ts";
import { isStaff } from "./permissions.ts";

/** Bytes of a file that somebody of this role may send. */
export const fileMaxFor = (role: Role): number => (isStaff(role) ? FILE_STAFF_MAX_BYTES : FILE_MAX_BYTES);
