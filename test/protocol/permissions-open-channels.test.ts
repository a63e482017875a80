/**
 * The table of permissions, cell by cell, as it was decided: in channels that everybody of the class may join.
 */
import { inside, tryPlaces } from "./support/permission-tables.ts";

tryPlaces([
  {
    name: "a public channel they are in",
    place: inside,
    table: ``,
  },
  {
    name: "a public channel of many people",
    place: { ...inside, isLarge: true },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
reachMany                     F     F       F     F     F       +       +  +       +
`,
  },
  {
    name: "a channel whose messages wait for the teaching team",
    place: { ...inside, holds: true },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
editMessage own               F     F       F     M     F       M       +  +       +
editMessage gone              F     F       F     M     F       M       G  G       G
addPollOption open            F     F       F     M     F       M       +  +       +
addPollOption own             F     F       F     M     F       M       +  +       +
`,
  },
  {
    name: "a place that is locked",
    place: { ...inside, locked: true },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
post                          L     L       L     M     L       M       +  +       +
editMessage own               L     L       L     M     L       M       +  +       +
editMessage gone              L     L       L     M     L       M       G  G       G
addPollOption open            L     L       L     M     L       M       +  +       +
addPollOption own             L     L       L     M     L       M       +  +       +
`,
  },
  {
    name: "a channel where the teaching team writes",
    place: { ...inside, posting: "staff" },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
post                          R     R       R     M     R       M       +  +       +
editMessage own               R     R       R     M     R       M       +  +       +
editMessage gone              R     R       R     M     R       M       G  G       G
`,
  },
  {
    name: "a channel that everyone is in",
    place: { ...inside, isDefault: true },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
leaveChannel                  D     D       D     D     D       D       D  D       D
addToChannel                  F     D       D     D     D       D       D  D       D
removeFromChannel student     F     F       F     F     F       D       D  D       D
removeFromChannel teacher     F     F       F     F     F       F       F  D       D
removeFromChannel owner       F     F       F     F     F       F       F  F       D
`,
  },
  {
    name: "an archived public channel they are in",
    place: { ...inside, archived: true },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
joinChannel                   A     A       A     A     A       A       A  A       A
startThread                   A     A       A     A     A       A       A  A       A
openThread                    A     A       A     A     A       A       A  A       A
startThread gone              A     A       A     A     A       A       A  A       A
post                          A     A       A     A     A       A       A  A       A
editMessage own               A     A       A     A     A       A       A  A       A
editMessage gone              A     A       A     A     A       A       A  A       A
deleteMessage own             A     A       A     A     A       +       +  +       +
deleteMessage gone            A     A       A     A     A       G       G  G       G
deleteMessage others          A     A       A     A     A       +       +  +       +
react                         A     A       A     A     A       A       A  A       A
vote                          A     A       A     A     A       A       A  A       A
addPollOption own             A     A       A     A     A       A       A  A       A
addPollOption others          A     A       A     A     A       A       A  A       A
addPollOption open            A     A       A     A     A       A       A  A       A
vote gone                     A     A       A     A     A       A       A  A       A
pin                           A     A       A     A     A       A       A  A       A
makeTask                      A     A       A     A     A       A       A  A       A
makeTask taskFree             A     A       A     A     A       A       A  A       A
makeTask taskMade             A     A       A     A     A       A       A  A       A
makeTask taskGiven            A     A       A     A     A       A       A  A       A
makeTask taskGone             A     A       A     A     A       A       A  A       A
finishTask                    A     A       A     A     A       A       A  A       A
finishTask taskFree           A     A       A     A     A       A       A  A       A
finishTask taskMade           A     A       A     A     A       A       A  A       A
finishTask taskGiven          A     A       A     A     A       A       A  A       A
setCheckpoint                 A     A       A     A     A       A       A  A       A
moveMessages                  A     A       A     A     A       A       A  A       A
lockThread                    A     A       A     A     A       A       A  A       A
addToChannel                  F     A       A     A     A       A       A  A       A
`,
  },
]);
