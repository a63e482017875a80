/** Who holds more than whom. */
import type { Role } from "./people.ts";

export const RANK: Record<Role, number> = { guest: 0, student: 1, ta: 2, teacher: 3, owner: 4 };
/** Of the teaching team. */
export const isStaff = (role: Role) => RANK[role] >= RANK.ta;
export const isLead = (role: Role) => RANK[role] >= RANK.teacher;
