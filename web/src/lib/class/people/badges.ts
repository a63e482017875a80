import { t } from "#texts/badges";
import type { Role } from "../../../../../protocol/people.ts";

/** Beside a name: only where it tells the reader something. */
export const BADGES: Partial<Record<Role, string>> = { owner: t.teacher, teacher: t.teacher, ta: t.ta, guest: t.guest };

/** Around a face: the teaching team. */
export const RINGED: Partial<Record<Role, true>> = { owner: true, teacher: true, ta: true };
