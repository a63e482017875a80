import type { Role } from "../../../../protocol/people.ts";

/** Beside a name: only where it tells the reader something. */
export const BADGES: Partial<Record<Role, string>> = { owner: "Teacher", teacher: "Teacher", ta: "TA", guest: "Guest" };

export const ROLE_NAMES: Record<Role, string> = {
  owner: "Owner",
  teacher: "Teacher",
  ta: "Teaching assistant",
  student: "Student",
  guest: "Guest",
};

export const ROLE_WORDS: Record<Role, string> = {
  owner: "Everything, and the class itself",
  teacher: "Invites, makes channels, gives roles",
  ta: "Makes channels, keeps them in order",
  student: "Reads, writes, makes private channels",
  guest: "Looks around and writes",
};
