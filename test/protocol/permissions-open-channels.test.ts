/**
 * The table of permissions, cell by cell, as it was decided: in channels that everybody of the class may join.
 */
import { inside, tryPlaces } from "./support/permission-tables.ts";

tryPlaces([
  {
    name: "a public channel they are in",
    place: inside,
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   +     +       +     +     +       +       +  +       +
joinChannel                   +     +       +     +     +       +       +  +       +
editOwnMembership             +     +       +     +     +       +       +  +       +
startThread                   +     +       +     M     +       M       +  +       +
openThread                    +  +  +  M  +  M  +  +  +
openThread there              +  +  +  +  +  +  +  +  +
startThread gone              G  G  G  M  G  M  G  G  G
followThread                  F     F       F     F     F       F       F  F       F
renameGroup                   F     F     F     F     F       F       F  F       F
reachMany                     +     +     +     +     +       +       +  +       +
leaveChannel                  +     +       +     +     +       +       +  +       +
post                          +     +       +     M     +       M       +  +       +
editMessage own               +     +       +     M     +       M       +  +       +
editMessage poll              F  F  F  F  F  F  F  F  F
editMessage copy              F  F  F  F  F  F  F  F  F
editMessage gone              G  G  G  M  G  M  G  G  G
editMessage others            F     F       F     F     F       F       F  F       F
deleteMessage own             +     +       +     +     +       +       +  +       +
deleteMessage gone            G  G  G  G  G  G  G  G  G
deleteMessage others          F     F       F     F     F       +       +  +       +
react                         +     +       +     M     +       M       +  +       +
vote                          +     +       +     M     +       M       +  +       +
addPollOption own             +  +  +  M  +  M  +  +  +
addPollOption others          F  F  F  M  F  M  F  F  F
addPollOption open            +  +  +  M  +  M  +  +  +
vote gone                     G  G  G  M  G  M  G  G  G
pin                           F     F       F     F     F       +       +  +       +
setCheckpoint                 F     F       F     F     F       +       +  +       +
managePoll own                +     +       +     +     +       +       +  +       +
managePoll others             F     F       F     F     F       +       +  +       +
readVersions own              +     +       +     +     +       +       +  +       +
readVersions others           F     F       F     F     F       +       +  +       +
editChannel                   F     F       F     F     F       M       +  +       +
editChannelRules              F     F       F     F     F       +       +  +       +
archiveChannel                F     F       F     F     F       +       +  +       +
addToChannel                  F     +       +     M     +       M       +  +       +
removeFromChannel student     F     F       F     F     F       +       +  +       +
removeFromChannel teacher     F     F       F     F     F       F       F  +       +
removeFromChannel owner       F     F       F     F     F       F       F  F       +
`,
  },
  {
    name: "a public channel of many people",
    place: { ...inside, isLarge: true },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   +     +       +     +     +       +       +  +       +
joinChannel                   +     +       +     +     +       +       +  +       +
editOwnMembership             +     +       +     +     +       +       +  +       +
startThread                   +     +       +     M     +       M       +  +       +
openThread                    +  +  +  M  +  M  +  +  +
openThread there              +  +  +  +  +  +  +  +  +
startThread gone              G  G  G  M  G  M  G  G  G
followThread                  F     F       F     F     F       F       F  F       F
renameGroup                   F     F     F     F     F       F       F  F       F
reachMany                     F     F     F     F     F       +       +  +       +
leaveChannel                  +     +       +     +     +       +       +  +       +
post                          +     +       +     M     +       M       +  +       +
editMessage own               +     +       +     M     +       M       +  +       +
editMessage poll              F  F  F  F  F  F  F  F  F
editMessage copy              F  F  F  F  F  F  F  F  F
editMessage gone              G  G  G  M  G  M  G  G  G
editMessage others            F     F       F     F     F       F       F  F       F
deleteMessage own             +     +       +     +     +       +       +  +       +
deleteMessage gone            G  G  G  G  G  G  G  G  G
deleteMessage others          F     F       F     F     F       +       +  +       +
react                         +     +       +     M     +       M       +  +       +
vote                          +     +       +     M     +       M       +  +       +
addPollOption own             +  +  +  M  +  M  +  +  +
addPollOption others          F  F  F  M  F  M  F  F  F
addPollOption open            +  +  +  M  +  M  +  +  +
vote gone                     G  G  G  M  G  M  G  G  G
pin                           F     F       F     F     F       +       +  +       +
setCheckpoint                 F     F       F     F     F       +       +  +       +
managePoll own                +     +       +     +     +       +       +  +       +
managePoll others             F     F       F     F     F       +       +  +       +
readVersions own              +     +       +     +     +       +       +  +       +
readVersions others           F     F       F     F     F       +       +  +       +
editChannel                   F     F       F     F     F       M       +  +       +
editChannelRules              F     F       F     F     F       +       +  +       +
archiveChannel                F     F       F     F     F       +       +  +       +
addToChannel                  F     +       +     M     +       M       +  +       +
removeFromChannel student     F     F       F     F     F       +       +  +       +
removeFromChannel teacher     F     F       F     F     F       F       F  +       +
removeFromChannel owner       F     F       F     F     F       F       F  F       +
`,
  },
  {
    name: "a channel where the teaching team writes",
    place: { ...inside, posting: "staff" },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   +     +       +     +     +       +       +  +       +
joinChannel                   +     +       +     +     +       +       +  +       +
editOwnMembership             +     +       +     +     +       +       +  +       +
startThread                   +     +       +     M     +       M       +  +       +
openThread                    +  +  +  M  +  M  +  +  +
openThread there              +  +  +  +  +  +  +  +  +
startThread gone              G  G  G  M  G  M  G  G  G
followThread                  F     F       F     F     F       F       F  F       F
renameGroup                   F     F     F     F     F       F       F  F       F
reachMany                     +     +     +     +     +       +       +  +       +
leaveChannel                  +     +       +     +     +       +       +  +       +
post                          R     R       R     M     R       M       +  +       +
editMessage own               R     R       R     M     R       M       +  +       +
editMessage poll              F  F  F  F  F  F  F  F  F
editMessage copy              F  F  F  F  F  F  F  F  F
editMessage gone              R  R  R  M  R  M  G  G  G
editMessage others            F     F       F     F     F       F       F  F       F
deleteMessage own             +     +       +     +     +       +       +  +       +
deleteMessage gone            G  G  G  G  G  G  G  G  G
deleteMessage others          F     F       F     F     F       +       +  +       +
react                         +     +       +     M     +       M       +  +       +
vote                          +     +       +     M     +       M       +  +       +
addPollOption own             +  +  +  M  +  M  +  +  +
addPollOption others          F  F  F  M  F  M  F  F  F
addPollOption open            +  +  +  M  +  M  +  +  +
vote gone                     G  G  G  M  G  M  G  G  G
pin                           F     F       F     F     F       +       +  +       +
setCheckpoint                 F     F       F     F     F       +       +  +       +
managePoll own                +     +       +     +     +       +       +  +       +
managePoll others             F     F       F     F     F       +       +  +       +
readVersions own              +     +       +     +     +       +       +  +       +
readVersions others           F     F       F     F     F       +       +  +       +
editChannel                   F     F       F     F     F       M       +  +       +
editChannelRules              F     F       F     F     F       +       +  +       +
archiveChannel                F     F       F     F     F       +       +  +       +
addToChannel                  F     +       +     M     +       M       +  +       +
removeFromChannel student     F     F       F     F     F       +       +  +       +
`,
  },
  {
    name: "a channel that everyone is in",
    place: { ...inside, isDefault: true },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   +     +       +     +     +       +       +  +       +
joinChannel                   +     +       +     +     +       +       +  +       +
editOwnMembership             +     +       +     +     +       +       +  +       +
startThread                   +     +       +     M     +       M       +  +       +
openThread                    +  +  +  M  +  M  +  +  +
openThread there              +  +  +  +  +  +  +  +  +
startThread gone              G  G  G  M  G  M  G  G  G
followThread                  F     F       F     F     F       F       F  F       F
renameGroup                   F     F     F     F     F       F       F  F       F
reachMany                     +     +     +     +     +       +       +  +       +
leaveChannel                  D     D       D     D     D       D       D  D       D
post                          +     +       +     M     +       M       +  +       +
editMessage own               +     +       +     M     +       M       +  +       +
editMessage poll              F  F  F  F  F  F  F  F  F
editMessage copy              F  F  F  F  F  F  F  F  F
editMessage gone              G  G  G  M  G  M  G  G  G
editMessage others            F     F       F     F     F       F       F  F       F
deleteMessage own             +     +       +     +     +       +       +  +       +
deleteMessage gone            G  G  G  G  G  G  G  G  G
deleteMessage others          F     F       F     F     F       +       +  +       +
react                         +     +       +     M     +       M       +  +       +
vote                          +     +       +     M     +       M       +  +       +
addPollOption own             +  +  +  M  +  M  +  +  +
addPollOption others          F  F  F  M  F  M  F  F  F
addPollOption open            +  +  +  M  +  M  +  +  +
vote gone                     G  G  G  M  G  M  G  G  G
pin                           F     F       F     F     F       +       +  +       +
setCheckpoint                 F     F       F     F     F       +       +  +       +
managePoll own                +     +       +     +     +       +       +  +       +
managePoll others             F     F       F     F     F       +       +  +       +
readVersions own              +     +       +     +     +       +       +  +       +
readVersions others           F     F       F     F     F       +       +  +       +
editChannel                   F     F       F     F     F       M       +  +       +
editChannelRules              F     F       F     F     F       +       +  +       +
archiveChannel                F     F       F     F     F       +       +  +       +
addToChannel                  F  D  D  D  D  D  D  D  D
removeFromChannel student     F     F       F     F     F       D       D  D       D
removeFromChannel teacher     F     F       F     F     F       F       F  D       D
`,
  },
  {
    name: "an archived public channel they are in",
    place: { ...inside, archived: true },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   +     +       +     +     +       +       +  +       +
joinChannel                   A     A       A     A     A       A       A  A       A
editOwnMembership             +     +       +     +     +       +       +  +       +
startThread                   A     A       A     A     A       A       A  A       A
openThread                    A  A  A  A  A  A  A  A  A
openThread there              +  +  +  +  +  +  +  +  +
startThread gone              A  A  A  A  A  A  A  A  A
followThread                  F     F       F     F     F       F       F  F       F
renameGroup                   F     F     F     F     F       F       F  F       F
reachMany                     +     +     +     +     +       +       +  +       +
leaveChannel                  +     +       +     +     +       +       +  +       +
post                          A     A       A     A     A       A       A  A       A
editMessage own               A     A       A     A     A       A       A  A       A
editMessage poll              F  F  F  F  F  F  F  F  F
editMessage copy              F  F  F  F  F  F  F  F  F
editMessage gone              A  A  A  A  A  A  A  A  A
editMessage others            F     F       F     F     F       F       F  F       F
deleteMessage own             A     A       A     A     A       +       +  +       +
deleteMessage gone            A  A  A  A  A  G  G  G  G
deleteMessage others          A     A       A     A     A       +       +  +       +
react                         A     A       A     A     A       A       A  A       A
vote                          A     A       A     A     A       A       A  A       A
addPollOption own             A  A  A  A  A  A  A  A  A
addPollOption others          A  A  A  A  A  A  A  A  A
addPollOption open            A  A  A  A  A  A  A  A  A
vote gone                     A  A  A  A  A  A  A  A  A
pin                           A     A       A     A     A       A       A  A       A
setCheckpoint                 A     A       A     A     A       A       A  A       A
managePoll own                +     +       +     +     +       +       +  +       +
managePoll others             F     F       F     F     F       +       +  +       +
readVersions own              +     +       +     +     +       +       +  +       +
readVersions others           F     F       F     F     F       +       +  +       +
editChannel                   F     F       F     F     F       M       +  +       +
editChannelRules              F     F       F     F     F       +       +  +       +
archiveChannel                F     F       F     F     F       +       +  +       +
addToChannel                  F     A       A     A     A       A       A  A       A
removeFromChannel student     F     F       F     F     F       +       +  +       +
`,
  },
]);
