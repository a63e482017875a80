/** How the tables of permissions are written and tried: a row for each action and target, a letter for each person who asks. */
import { describe, expect, test } from "vitest";
import type { RefusalCode } from "../../../protocol/index.ts";
import {
  decideInChannel,
  type Actor,
  type ChannelAction,
  type Place,
  type Target,
} from "../../../protocol/permissions.ts";

export const NOW = 1_800_000_000_000;
export const ACTORS: Record<string, Actor & { creator?: boolean }> = {
  guest: { role: "guest", mutedUntil: null },
  student: { role: "student", mutedUntil: null },
  /** Of an open channel: somebody who was on the teaching team when they made it. */
  maker: { role: "student", mutedUntil: null, creator: true },
  muted: { role: "student", mutedUntil: NOW + 60_000 },
  mutedTa: { role: "ta", mutedUntil: NOW + 60_000 },
  unmuted: { role: "student", mutedUntil: NOW - 1 },
  ta: { role: "ta", mutedUntil: null },
  teacher: { role: "teacher", mutedUntil: null },
  owner: { role: "owner", mutedUntil: null },
};
const CELLS: Record<string, RefusalCode | null> = {
  "+": null,
  F: "forbidden",
  N: "not_found",
  R: "read_only",
  M: "muted",
  A: "archived",
  D: "default_channel",
  O: "last_owner",
  P: "no_direct",
  G: "deleted",
  L: "locked",
};
export const TARGETS: Record<string, Target> = {
  own: { isAuthor: true },
  others: { isAuthor: false },
  open: { isAuthor: false, isOpenPoll: true },
  gone: { isAuthor: true, isDeleted: true },
  there: { hasThread: true, isDeleted: true },
  poll: { isAuthor: true, isPoll: true },
  taskFree: { task: "free" },
  taskMade: { task: "made" },
  taskGiven: { task: "given" },
  taskGone: { task: "made", isDeleted: true },
  copy: { isAuthor: true, isCopy: true },
  "self>student": { role: "owner", newRole: "student", isSelf: true },
  "self>student,otherOwner": { role: "owner", newRole: "student", isSelf: true, otherOwner: true },
  "": {},
  guest: { role: "guest" },
  student: { role: "student" },
  ta: { role: "ta" },
  teacher: { role: "teacher" },
  owner: { role: "owner" },
  "student>ta": { role: "student", newRole: "ta" },
  "ta>student": { role: "ta", newRole: "student" },
  "student>teacher": { role: "student", newRole: "teacher" },
  "teacher>student": { role: "teacher", newRole: "student" },
  "student>owner": { role: "student", newRole: "owner" },
  "owner>student": { role: "owner", newRole: "student" },
  "guest>student": { role: "guest", newRole: "student" },
  "student>guest": { role: "student", newRole: "guest" },
  otherOwner: { otherOwner: true },
  closed: { closed: "no_direct" },
};

export const inside: Place = {
  kind: "public",
  posting: "all",
  isDefault: false,
  archived: false,
  inside: true,
  creator: false,
};
// The compiler asks for a line here for every action there is; the tests then ask for a row in every table.
const CHANNEL_ACTIONS: Record<ChannelAction, true> = {
  readChannel: true,
  post: true,
  editMessage: true,
  deleteMessage: true,
  react: true,
  vote: true,
  addPollOption: true,
  openThread: true,
  pin: true,
  setCheckpoint: true,
  moveMessages: true,
  managePoll: true,
  makeTask: true,
  finishTask: true,
  readVersions: true,
  joinChannel: true,
  leaveChannel: true,
  startThread: true,
  followThread: true,
  editChannel: true,
  editChannelRules: true,
  archiveChannel: true,
  manageWidget: true,
  addToChannel: true,
  removeFromChannel: true,
  renameGroup: true,
  reachMany: true,
  editOwnMembership: true,
  manageHooks: true,
  showOnWeb: true,
  lockThread: true,
  setKeeping: true,
};

export interface Row {
  action: string;
  target: string;
  /** Actor → the code to refuse with, or null. */
  cells: Record<string, RefusalCode | null>;
}
export function rowsOf(table: string): Row[] {
  const [head = "", ...rows] = table.trim().split("\n");
  const actors = head.trim().split(/\s+/u);
  return rows.map((row) => {
    const words = row.trim().split(/\s+/u);
    const [action = "", target = ""] = words.slice(0, -actors.length);
    const letters = words.slice(-actors.length);
    if (!Object.hasOwn(TARGETS, target)) throw new Error(`No such target: ${row}`);
    const cells = actors.map((actor, i) => {
      const expected = CELLS[letters[i] ?? ""];
      if (expected === undefined || !Object.hasOwn(ACTORS, actor)) throw new Error(`No such cell: ${row}`);
      return [actor, expected] as const;
    });
    return { action, target, cells: Object.fromEntries(cells) };
  });
}

/** In a public channel that one is in: every action, with every target that makes a difference. */
const IN_PUBLIC = `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   +     +       +     +     +       +       +  +       +
joinChannel                   +     +       +     +     +       +       +  +       +
editOwnMembership             +     +       +     +     +       +       +  +       +
startThread                   +     +       +     M     +       M       +  +       +
openThread                    +     +       +     M     +       M       +  +       +
openThread there              +     +       +     +     +       +       +  +       +
startThread gone              G     G       G     M     G       M       G  G       G
followThread                  F     F       F     F     F       F       F  F       F
renameGroup                   F     F       F     F     F       F       F  F       F
reachMany                     +     +       +     +     +       +       +  +       +
leaveChannel                  +     +       +     +     +       +       +  +       +
post                          +     +       +     M     +       M       +  +       +
editMessage own               +     +       +     M     +       M       +  +       +
editMessage poll              F     F       F     F     F       F       F  F       F
editMessage copy              F     F       F     F     F       F       F  F       F
editMessage gone              G     G       G     M     G       M       G  G       G
editMessage others            F     F       F     F     F       F       F  F       F
deleteMessage own             +     +       +     +     +       +       +  +       +
deleteMessage gone            G     G       G     G     G       G       G  G       G
deleteMessage others          F     F       F     F     F       +       +  +       +
react                         +     +       +     M     +       M       +  +       +
vote                          +     +       +     M     +       M       +  +       +
addPollOption own             +     +       +     M     +       M       +  +       +
addPollOption others          F     F       F     M     F       M       F  F       F
addPollOption open            +     +       +     M     +       M       +  +       +
vote gone                     G     G       G     M     G       M       G  G       G
pin                           F     F       F     F     F       +       +  +       +
setCheckpoint                 F     F       F     F     F       +       +  +       +
moveMessages                  F     F       F     F     F       +       +  +       +
lockThread                    F     F       F     F     F       F       F  F       F
managePoll own                +     +       +     +     +       +       +  +       +
managePoll others             F     F       F     F     F       +       +  +       +
makeTask                      F     F       F     M     F       M       +  +       +
makeTask taskFree             F     +       +     M     +       M       +  +       +
makeTask taskMade             F     +       +     M     +       M       +  +       +
makeTask taskGiven            F     F       F     M     F       M       +  +       +
makeTask taskGone             F     G       G     M     G       M       G  G       G
finishTask                    F     F       F     M     F       M       +  +       +
finishTask taskFree           F     F       F     M     F       M       +  +       +
finishTask taskMade           F     +       +     M     +       M       +  +       +
finishTask taskGiven          F     +       +     M     +       M       +  +       +
readVersions own              +     +       +     +     +       +       +  +       +
readVersions others           F     F       F     F     F       +       +  +       +
editChannel                   F     F       F     F     F       M       +  +       +
editChannelRules              F     F       F     F     F       +       +  +       +
archiveChannel                F     F       F     F     F       +       +  +       +
manageHooks                   F     F       F     F     F       +       +  +       +
manageWidget                  F     F       F     F     F       F       F  +       +
showOnWeb                     F     F       F     F     F       F       F  +       +
setKeeping                    F     F       F     F     F       F       F  F       +
addToChannel                  F     +       +     M     +       M       +  +       +
removeFromChannel student     F     F       F     F     F       +       +  +       +
removeFromChannel teacher     F     F       F     F     F       F       F  +       +
removeFromChannel owner       F     F       F     F     F       F       F  F       +
`;

export interface NamedPlace {
  name: string;
  place: Place;
  /** This letter for everybody and everything, but for the rows of `table`. */
  all?: string;
  /** The rows that differ from those of a public channel that one is in. */
  table: string;
}

function rowsIn({ all, table }: NamedPlace): Row[] {
  const rows = new Map(rowsOf(IN_PUBLIC).map((row) => [`${row.action} ${row.target}`, row]));
  const letter = all === undefined ? undefined : CELLS[all];
  if (letter !== undefined)
    for (const row of rows.values()) row.cells = Object.fromEntries(Object.keys(row.cells).map((who) => [who, letter]));
  if (table !== "") for (const row of rowsOf(table)) rows.set(`${row.action} ${row.target}`, row);
  return [...rows.values()];
}

/** Tries every cell of these tables, and that each has a row for every action there is. */
export function tryPlaces(places: NamedPlace[]): void {
  describe.each(places)("I5, R9: who may do what in $name", (named) => {
    const { place } = named;
    const rows = rowsIn(named);
    test("every action has its row", () => {
      expect(new Set(rows.map(({ action }) => action))).toEqual(new Set(Object.keys(CHANNEL_ACTIONS)));
    });
    test.each(rows)("$action $target", ({ action, target, cells }) => {
      const decided = Object.keys(cells).map((actor) => {
        const who = ACTORS[actor]!;
        const where = { ...place, creator: who.creator ?? false };
        return [actor, decideInChannel(action as ChannelAction, who, where, TARGETS[target], NOW)];
      });
      expect(Object.fromEntries(decided)).toEqual(cells);
    });
  });
}
