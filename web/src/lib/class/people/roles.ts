import { t } from "#texts/roles";
import type { Role } from "../../../../../protocol/people.ts";

export const ROLE_NAMES: Record<Role, string> = {
  owner: t.owner,
  teacher: t.teacher,
  ta: t.ta,
  student: t.student,
  guest: t.guest,
};

export const ROLE_WORDS: Record<Role, string> = {
  owner: t.ownerWords,
  teacher: t.teacherWords,
  ta: t.taWords,
  student: t.studentWords,
  guest: t.guestWords,
};
