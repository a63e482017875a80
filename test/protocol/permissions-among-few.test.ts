/**
 * The table of permissions, cell by cell, as it was decided: in private channels, direct and group messages, and threads.
 */
import { inside, tryPlaces } from "./support/permission-tables.ts";

tryPlaces([
  {
    name: "a private channel they are in",
    place: { ...inside, kind: "private" },
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
pin                           F     F       +     F     F       +       +  +       +
setCheckpoint                 F     F       F     F     F       +       +  +       +
managePoll own                +     +       +     +     +       +       +  +       +
managePoll others             F     F       F     F     F       +       +  +       +
readVersions own              +     +       +     +     +       +       +  +       +
readVersions others           F     F       F     F     F       +       +  +       +
editChannel                   F     F       +     F     F       M       +  +       +
editChannelRules              F     F       F     F     F       +       +  +       +
archiveChannel                F     F       +     F     F       +       +  +       +
addToChannel                  F     F       +     F     F       M       +  +       +
removeFromChannel student     F     F       +     F     F       +       +  +       +
removeFromChannel teacher     F     F       F     F     F       F       F  +       +
`,
  },
  {
    name: "their own direct message",
    place: { ...inside, kind: "dm" },
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
leaveChannel                  F     F       F     F     F       F       F  F       F
post                          +     +       +     M     +       M       +  +       +
editMessage own               +     +       +     M     +       M       +  +       +
editMessage poll              F  F  F  F  F  F  F  F  F
editMessage copy              F  F  F  F  F  F  F  F  F
editMessage gone              G  G  G  M  G  M  G  G  G
editMessage others            F     F       F     F     F       F       F  F       F
deleteMessage own             +     +       +     +     +       +       +  +       +
deleteMessage gone            G  G  G  G  G  G  G  G  G
deleteMessage others          F     F       F     F     F       F       F  F       F
react                         +     +       +     M     +       M       +  +       +
vote                          +     +       +     M     +       M       +  +       +
addPollOption own             +  +  +  M  +  M  +  +  +
addPollOption others          F  F  F  M  F  M  F  F  F
addPollOption open            +  +  +  M  +  M  +  +  +
vote gone                     G  G  G  M  G  M  G  G  G
pin                           +     +       +     +     +       +       +  +       +
setCheckpoint                 F     F       F     F     F       F       F  F       F
managePoll own                +     +       +     +     +       +       +  +       +
managePoll others             F     F       F     F     F       F       F  F       F
readVersions own              +     +       +     +     +       +       +  +       +
readVersions others           F     F       F     F     F       F       F  F       F
editChannel                   F     F       F     F     F       F       F  F       F
editChannelRules              F     F       F     F     F       F       F  F       F
archiveChannel                F     F       F     F     F       F       F  F       F
addToChannel                  F     F       F     F     F       F       F  F       F
removeFromChannel student     F     F       F     F     F       F       F  F       F
`,
  },
  {
    name: "a direct message with somebody who takes none",
    place: { ...inside, kind: "dm", closed: "no_direct" },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   +     +       +     +     +       +       +  +       +
joinChannel                   +     +       +     +     +       +       +  +       +
editOwnMembership             +     +       +     +     +       +       +  +       +
startThread                   P     P       P     M     P       M       P  P       P
openThread                    P  P  P  M  P  M  P  P  P
openThread there              +  +  +  +  +  +  +  +  +
startThread gone              P  P  P  M  P  M  P  P  P
followThread                  F     F       F     F     F       F       F  F       F
renameGroup                   F     F     F     F     F       F       F  F       F
reachMany                     +     +     +     +     +       +       +  +       +
leaveChannel                  F     F       F     F     F       F       F  F       F
post                          P     P     P     M     P       M       P  P       P
editMessage own               P     P     P     M     P       M       P  P       P
editMessage poll              F  F  F  F  F  F  F  F  F
editMessage copy              F  F  F  F  F  F  F  F  F
editMessage gone              P  P  P  M  P  M  P  P  P
editMessage others            F     F       F     F     F       F       F  F       F
deleteMessage own             +     +       +     +     +       +       +  +       +
deleteMessage gone            G  G  G  G  G  G  G  G  G
deleteMessage others          F     F       F     F     F       F       F  F       F
react                         P     P     P     M     P       M       P  P       P
vote                          P     P     P     M     P       M       P  P       P
addPollOption own             P  P  P  M  P  M  P  P  P
addPollOption others          P  P  P  M  P  M  P  P  P
addPollOption open            P  P  P  M  P  M  P  P  P
vote gone                     P  P  P  M  P  M  P  P  P
pin                           P     P     P     P     P       P       P  P       P
setCheckpoint                 F     F       F     F     F       F       F  F       F
managePoll own                +     +       +     +     +       +       +  +       +
managePoll others             F     F       F     F     F       F       F  F       F
readVersions own              +     +       +     +     +       +       +  +       +
readVersions others           F     F       F     F     F       F       F  F       F
editChannel                   F     F       F     F     F       F       F  F       F
editChannelRules              F     F       F     F     F       F       F  F       F
archiveChannel                F     F       F     F     F       F       F  F       F
addToChannel                  F     F       F     F     F       F       F  F       F
removeFromChannel student     F     F       F     F     F       F       F  F       F
`,
  },
  {
    name: "their own group message",
    place: { ...inside, kind: "group" },
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
renameGroup                   +     +     +     M     +       M       +  +       +
reachMany                     +     +     +     +     +       +       +  +       +
leaveChannel                  +     +     +     +     +       +       +  +       +
post                          +     +       +     M     +       M       +  +       +
editMessage own               +     +       +     M     +       M       +  +       +
editMessage poll              F  F  F  F  F  F  F  F  F
editMessage copy              F  F  F  F  F  F  F  F  F
editMessage gone              G  G  G  M  G  M  G  G  G
editMessage others            F     F       F     F     F       F       F  F       F
deleteMessage own             +     +       +     +     +       +       +  +       +
deleteMessage gone            G  G  G  G  G  G  G  G  G
deleteMessage others          F     F       F     F     F       F       F  F       F
react                         +     +       +     M     +       M       +  +       +
vote                          +     +       +     M     +       M       +  +       +
addPollOption own             +  +  +  M  +  M  +  +  +
addPollOption others          F  F  F  M  F  M  F  F  F
addPollOption open            +  +  +  M  +  M  +  +  +
vote gone                     G  G  G  M  G  M  G  G  G
pin                           +     +       +     +     +       +       +  +       +
setCheckpoint                 F     F       F     F     F       F       F  F       F
managePoll own                +     +       +     +     +       +       +  +       +
managePoll others             F     F       F     F     F       F       F  F       F
readVersions own              +     +       +     +     +       +       +  +       +
readVersions others           F     F       F     F     F       F       F  F       F
editChannel                   F     F       F     F     F       F       F  F       F
editChannelRules              F     F       F     F     F       F       F  F       F
archiveChannel                F     F       F     F     F       F       F  F       F
addToChannel                  +     +     +     M     +       M       +  +       +
addToChannel closed           P     P     P     M     P       M       P  P       P
removeFromChannel student     F     F       F     F     F       F       F  F       F
`,
  },
  {
    name: "a thread in a public channel they are in, its root being the maker's",
    place: { ...inside, kind: "thread", parentKind: "public" },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   +     +       +     +     +       +       +  +       +
editOwnMembership             +     +       +     +     +       +       +  +       +
followThread                  +     +       +     +     +       +       +  +       +
joinChannel                   F     F       F     F     F       F       F  F       F
leaveChannel                  F     F       F     F     F       F       F  F       F
startThread                   F     F       F     F     F       F       F  F       F
openThread                    F  F  F  F  F  F  F  F  F
openThread there              F  F  F  F  F  F  F  F  F
startThread gone              F  F  F  F  F  F  F  F  F
renameGroup                   F     F       F     F     F       F       F  F       F
editChannel                   F     F       F     F     F       F       F  F       F
editChannelRules              F     F       F     F     F       F       F  F       F
archiveChannel                F     F       F     F     F       F       F  F       F
addToChannel                  F     F       F     F     F       F       F  F       F
removeFromChannel student     F     F       F     F     F       F       F  F       F
reachMany                     +     +       +     +     +       +       +  +       +
post                          +     +       +     M     +       M       +  +       +
editMessage own               +     +       +     M     +       M       +  +       +
editMessage poll              F  F  F  F  F  F  F  F  F
editMessage copy              F  F  F  F  F  F  F  F  F
editMessage gone              G  G  G  M  G  M  G  G  G
react                         +     +       +     M     +       M       +  +       +
vote                          +     +       +     M     +       M       +  +       +
addPollOption own             +  +  +  M  +  M  +  +  +
addPollOption others          F  F  F  M  F  M  F  F  F
addPollOption open            +  +  +  M  +  M  +  +  +
vote gone                     G  G  G  M  G  M  G  G  G
editMessage others            F     F       F     F     F       F       F  F       F
deleteMessage own             +     +       +     +     +       +       +  +       +
deleteMessage gone            G  G  G  G  G  G  G  G  G
deleteMessage others          F     F       F     F     F       +       +  +       +
managePoll others             F     F       F     F     F       +       +  +       +
readVersions others           F     F       F     F     F       +       +  +       +
setCheckpoint                 F     F       F     F     F       +       +  +       +
pin                           F     F       F     F     F       +       +  +       +
managePoll own                +     +       +     +     +       +       +  +       +
readVersions own              +     +       +     +     +       +       +  +       +
`,
  },
  {
    name: "a thread in their own direct message",
    place: { ...inside, kind: "thread", parentKind: "dm" },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   +     +       +     +     +       +       +  +       +
editOwnMembership             +     +       +     +     +       +       +  +       +
followThread                  +     +       +     +     +       +       +  +       +
joinChannel                   F     F       F     F     F       F       F  F       F
leaveChannel                  F     F       F     F     F       F       F  F       F
startThread                   F     F       F     F     F       F       F  F       F
openThread                    F  F  F  F  F  F  F  F  F
openThread there              F  F  F  F  F  F  F  F  F
startThread gone              F  F  F  F  F  F  F  F  F
renameGroup                   F     F       F     F     F       F       F  F       F
editChannel                   F     F       F     F     F       F       F  F       F
editChannelRules              F     F       F     F     F       F       F  F       F
archiveChannel                F     F       F     F     F       F       F  F       F
addToChannel                  F     F       F     F     F       F       F  F       F
removeFromChannel student     F     F       F     F     F       F       F  F       F
reachMany                     +     +       +     +     +       +       +  +       +
post                          +     +       +     M     +       M       +  +       +
editMessage own               +     +       +     M     +       M       +  +       +
editMessage poll              F  F  F  F  F  F  F  F  F
editMessage copy              F  F  F  F  F  F  F  F  F
editMessage gone              G  G  G  M  G  M  G  G  G
react                         +     +       +     M     +       M       +  +       +
vote                          +     +       +     M     +       M       +  +       +
addPollOption own             +  +  +  M  +  M  +  +  +
addPollOption others          F  F  F  M  F  M  F  F  F
addPollOption open            +  +  +  M  +  M  +  +  +
vote gone                     G  G  G  M  G  M  G  G  G
editMessage others            F     F       F     F     F       F       F  F       F
deleteMessage own             +     +       +     +     +       +       +  +       +
deleteMessage gone            G  G  G  G  G  G  G  G  G
deleteMessage others          F     F       F     F     F       F       F  F       F
managePoll others             F     F       F     F     F       F       F  F       F
readVersions others           F     F       F     F     F       F       F  F       F
setCheckpoint                 F     F       F     F     F       F       F  F       F
pin                           +     +       +     +     +       +       +  +       +
managePoll own                +     +       +     +     +       +       +  +       +
readVersions own              +     +       +     +     +       +       +  +       +
`,
  },
]);
