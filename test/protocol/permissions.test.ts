/**
 * The table of permissions, cell by cell, as it was decided: in a class, and in channels that one is not in. The doors themselves are
 * tried in worker/access-doors.test.ts, and what the page offers against what the worker does in worker/offers.test.ts.
 */
import { describe, expect, test } from "vitest";
import { decideInWorkspace, type WorkspaceAction } from "../../protocol/permissions.ts";
import { ACTORS, inside, NOW, rowsOf, TARGETS, tryPlaces } from "./support/permission-tables.ts";

const IN_WORKSPACE = `
                              guest student muted mutedTa ta teacher owner
readWorkspace                 +     +       +     +       +  +       +
editOwnProfile                +     +       +     +       +  +       +
startDirect                   +     +       +     +       +  +       +
startDirect closed            P     P       P     P       P  P       P
startGroup                    +     +       M     M       +  +       +
startGroup closed             P     P       M     M       P  P       P
editOwnSettings               +     +       +     +       +  +       +
addEmoji                      F     +       M     M       +  +       +
removeEmoji own               F     +       +     +       +  +       +
removeEmoji others            F     F       F     +       +  +       +
leaveWorkspace                +     +       +     +       +  +       O
leaveWorkspace otherOwner     +     +       +     +       +  +       +
editWorkspace                 F     F       F     F       F  +       +
invite                        F     F       F     F       F  +       +
importHistory                 F     F       F     F       F  +       +
exportClass                   F     F       F     F       F  F       +
createPrivateChannel          F     +       M     M       +  +       +
createPublicChannel           F     F       F     M       +  +       +
createAnnouncementChannel     F     F       F     M       +  +       +
editSynonyms                  F     F       F     M       +  +       +
createDefaultChannel          F     F       F     F       F  +       +
changeRole student>ta         F     F       F     F       F  +       +
changeRole ta>student         F     F       F     F       F  +       +
changeRole student>teacher    F     F       F     F       F  F       +
changeRole teacher>student    F     F       F     F       F  F       +
changeRole student>owner      F     F       F     F       F  F       +
changeRole owner>student      F     F       F     F       F  F       +
changeRole self>student       F     F       F     F       F  F       O
changeRole self>student,otherOwner F F      F     F       F  F       +
changeRole guest>student      F     F       F     F       F  F       F
changeRole student>guest      F     F       F     F       F  F       F
removeMember guest            F     F       F     F       F  +       +
removeMember student          F     F       F     F       F  +       +
removeMember ta               F     F       F     F       F  +       +
removeMember teacher          F     F       F     F       F  F       +
removeMember owner            F     F       F     F       F  F       F
banMember    guest            F     F       F     F       F  +       +
banMember    student          F     F       F     F       F  +       +
banMember    ta               F     F       F     F       F  +       +
banMember    teacher          F     F       F     F       F  F       +
banMember    owner            F     F       F     F       F  F       F
liftBan                       F     F       F     +       +  +       +
manageWidgets                 F     F       F     F       F  +       +
moderateVisitors              F     F       F     +       +  +       +
moderateVisitors student      F     F       F     F       F  F       F
manageBots                    F     F       F     +       +  +       +
readAudit                     F     F       F     F       F  +       +
readInsights                  F     F       F     +       +  +       +
readStatus                    F     F       F     +       +  +       +
switchInsights                F     F       F     F       F  F       +
demandSecondFactor            F     F       F     F       F  F       +
handleProblems                F     F       F     +       +  +       +
report                        +     +       +     +       +  +       +
decideReports                 F     F       F     +       +  +       +
editHeldWords                 F     F       F     F       F  +       +
muteMember guest              F     F       F     +       +  +       +
muteMember student            F     F       F     +       +  +       +
muteMember ta                 F     F       F     F       F  +       +
muteMember teacher            F     F       F     F       F  F       +
muteMember owner              F     F       F     F       F  F       F
deleteWorkspace               F     F       F     F       F  F       +
letIn                         F     F       F     +       +  +       +
decideClaims                  F     F       F     +       +  +       +
claimPerson                   F     +       M     M       +  +       +
archiveWorkspace              F     F       F     F       F  F       +
makeSignInLink guest          F     F       F     F       F  F       F
makeSignInLink student        F     F       F     +       +  +       +
makeSignInLink ta             F     F       F     F       F  +       +
makeSignInLink teacher        F     F       F     F       F  F       +
makeSignInLink owner          F     F       F     F       F  F       +
`;

// The compiler asks for a line here for every action there is; the test then asks for a row in the table.
const WORKSPACE_ACTIONS: Record<WorkspaceAction, true> = {
  readWorkspace: true,
  editWorkspace: true,
  invite: true,
  importHistory: true,
  exportClass: true,
  changeRole: true,
  removeMember: true,
  banMember: true,
  liftBan: true,
  manageWidgets: true,
  moderateVisitors: true,
  editOwnProfile: true,
  leaveWorkspace: true,
  createPublicChannel: true,
  createPrivateChannel: true,
  createDefaultChannel: true,
  createAnnouncementChannel: true,
  startDirect: true,
  startGroup: true,
  editOwnSettings: true,
  addEmoji: true,
  removeEmoji: true,
  editSynonyms: true,
  manageBots: true,
  makeSignInLink: true,
  readAudit: true,
  readInsights: true,
  readStatus: true,
  switchInsights: true,
  demandSecondFactor: true,
  handleProblems: true,
  report: true,
  decideReports: true,
  editHeldWords: true,
  muteMember: true,
  deleteWorkspace: true,
  letIn: true,
  claimPerson: true,
  decideClaims: true,
  archiveWorkspace: true,
};

describe("I5, R9: who may do what in a class", () => {
  const rows = rowsOf(IN_WORKSPACE);
  test("every action has its row", () => {
    expect(new Set(rows.map(({ action }) => action))).toEqual(new Set(Object.keys(WORKSPACE_ACTIONS)));
  });
  test.each(rows)("$action $target", ({ action, target, cells }) => {
    const decided = Object.keys(cells).map((actor) => [
      actor,
      decideInWorkspace(action as WorkspaceAction, ACTORS[actor]!, TARGETS[target], NOW),
    ]);
    expect(Object.fromEntries(decided)).toEqual(cells);
  });
});

tryPlaces([
  {
    name: "a thread in a public channel they have not joined",
    place: { ...inside, kind: "thread", parentKind: "public", inside: false },
    all: "N",
    table: ``,
  },
  {
    name: "a public channel they have not joined",
    place: { ...inside, inside: false },
    all: "F",
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   N     N       N     N     N       N       N  N       N
joinChannel                   +     +       +     +     +       +       +  +       +
`,
  },
  {
    name: "an archived public channel they have not joined",
    place: { ...inside, inside: false, archived: true },
    all: "F",
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   N     N       N     N     N       N       N  N       N
joinChannel                   A     A       A     A     A       A       A  A       A
`,
  },
  ...(["private", "dm", "group", "thread"] as const).map((kind) => ({
    name: `a ${kind} channel of others`,
    place: { ...inside, kind, inside: false },
    all: "N",
    table: ``,
  })),
]);
