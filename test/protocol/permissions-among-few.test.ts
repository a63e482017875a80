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
showOnWeb                     F     F       F     F     F       F       F  F       F
setKeeping                    F     F       F     F     F       F       F  F       +
pin                           F     F       +     F     F       +       +  +       +
editChannel                   F     F       +     F     F       M       +  +       +
archiveChannel                F     F       +     F     F       +       +  +       +
addToChannel                  F     F       +     F     F       M       +  +       +
removeFromChannel student     F     F       +     F     F       +       +  +       +
`,
  },
  {
    name: "their own direct message",
    place: { ...inside, kind: "dm" },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
leaveChannel                  F     F       F     F     F       F       F  F       F
deleteMessage others          F     F       F     F     F       F       F  F       F
pin                           +     +       +     +     +       +       +  +       +
setCheckpoint                 F     F       F     F     F       F       F  F       F
moveMessages                  F     F       F     F     F       F       F  F       F
managePoll others             F     F       F     F     F       F       F  F       F
makeTask                      F     F       F     F     F       F       F  F       F
makeTask taskFree             F     F       F     F     F       F       F  F       F
makeTask taskMade             F     F       F     F     F       F       F  F       F
makeTask taskGiven            F     F       F     F     F       F       F  F       F
makeTask taskGone             F     F       F     F     F       F       F  F       F
finishTask                    F     F       F     F     F       F       F  F       F
finishTask taskFree           F     F       F     F     F       F       F  F       F
finishTask taskMade           F     F       F     F     F       F       F  F       F
finishTask taskGiven          F     F       F     F     F       F       F  F       F
readVersions others           F     F       F     F     F       F       F  F       F
editChannel                   F     F       F     F     F       F       F  F       F
editChannelRules              F     F       F     F     F       F       F  F       F
archiveChannel                F     F       F     F     F       F       F  F       F
manageHooks                   F     F       F     F     F       F       F  F       F
manageWidget                  F     F       F     F     F       F       F  F       F
showOnWeb                     F     F       F     F     F       F       F  F       F
setKeeping                    F     F       F     F     F       F       F  F       F
addToChannel                  F     F       F     F     F       F       F  F       F
removeFromChannel student     F     F       F     F     F       F       F  F       F
removeFromChannel teacher     F     F       F     F     F       F       F  F       F
removeFromChannel owner       F     F       F     F     F       F       F  F       F
`,
  },
  {
    name: "a direct message with somebody who takes none",
    place: { ...inside, kind: "dm", closed: "no_direct" },
    all: "F",
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   +     +       +     +     +       +       +  +       +
joinChannel                   +     +       +     +     +       +       +  +       +
editOwnMembership             +     +       +     +     +       +       +  +       +
startThread                   P     P       P     M     P       M       P  P       P
openThread                    P     P       P     M     P       M       P  P       P
openThread there              +     +       +     +     +       +       +  +       +
startThread gone              P     P       P     M     P       M       P  P       P
reachMany                     +     +       +     +     +       +       +  +       +
post                          P     P       P     M     P       M       P  P       P
editMessage own               P     P       P     M     P       M       P  P       P
editMessage gone              P     P       P     M     P       M       P  P       P
deleteMessage own             +     +       +     +     +       +       +  +       +
deleteMessage gone            G     G       G     G     G       G       G  G       G
react                         P     P       P     M     P       M       P  P       P
vote                          P     P       P     M     P       M       P  P       P
addPollOption own             P     P       P     M     P       M       P  P       P
addPollOption others          P     P       P     M     P       M       P  P       P
addPollOption open            P     P       P     M     P       M       P  P       P
vote gone                     P     P       P     M     P       M       P  P       P
pin                           P     P       P     P     P       P       P  P       P
managePoll own                +     +       +     +     +       +       +  +       +
readVersions own              +     +       +     +     +       +       +  +       +
`,
  },
  {
    name: "their own group message",
    place: { ...inside, kind: "group" },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
renameGroup                   +     +       +     M     +       M       +  +       +
deleteMessage others          F     F       F     F     F       F       F  F       F
pin                           +     +       +     +     +       +       +  +       +
setCheckpoint                 F     F       F     F     F       F       F  F       F
moveMessages                  F     F       F     F     F       F       F  F       F
managePoll others             F     F       F     F     F       F       F  F       F
makeTask                      F     F       F     F     F       F       F  F       F
makeTask taskFree             F     F       F     F     F       F       F  F       F
makeTask taskMade             F     F       F     F     F       F       F  F       F
makeTask taskGiven            F     F       F     F     F       F       F  F       F
makeTask taskGone             F     F       F     F     F       F       F  F       F
finishTask                    F     F       F     F     F       F       F  F       F
finishTask taskFree           F     F       F     F     F       F       F  F       F
finishTask taskMade           F     F       F     F     F       F       F  F       F
finishTask taskGiven          F     F       F     F     F       F       F  F       F
readVersions others           F     F       F     F     F       F       F  F       F
editChannel                   F     F       F     F     F       F       F  F       F
editChannelRules              F     F       F     F     F       F       F  F       F
archiveChannel                F     F       F     F     F       F       F  F       F
manageHooks                   F     F       F     F     F       F       F  F       F
manageWidget                  F     F       F     F     F       F       F  F       F
showOnWeb                     F     F       F     F     F       F       F  F       F
setKeeping                    F     F       F     F     F       F       F  F       F
addToChannel                  +     +       +     M     +       M       +  +       +
addToChannel closed           P     P       P     M     P       M       P  P       P
removeFromChannel student     F     F       F     F     F       F       F  F       F
removeFromChannel teacher     F     F       F     F     F       F       F  F       F
removeFromChannel owner       F     F       F     F     F       F       F  F       F
`,
  },
  {
    name: "a thread in a public channel they are in, its root being the maker's",
    place: { ...inside, kind: "thread", parentKind: "public" },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
lockThread                    F     F       F     F     F       +       +  +       +
followThread                  +     +       +     +     +       +       +  +       +
joinChannel                   F     F       F     F     F       F       F  F       F
leaveChannel                  F     F       F     F     F       F       F  F       F
startThread                   F     F       F     F     F       F       F  F       F
openThread                    F     F       F     F     F       F       F  F       F
openThread there              F     F       F     F     F       F       F  F       F
startThread gone              F     F       F     F     F       F       F  F       F
editChannel                   F     F       F     F     F       F       F  F       F
editChannelRules              F     F       F     F     F       F       F  F       F
archiveChannel                F     F       F     F     F       F       F  F       F
manageHooks                   F     F       F     F     F       F       F  F       F
manageWidget                  F     F       F     F     F       F       F  F       F
showOnWeb                     F     F       F     F     F       F       F  F       F
setKeeping                    F     F       F     F     F       F       F  F       F
addToChannel                  F     F       F     F     F       F       F  F       F
removeFromChannel student     F     F       F     F     F       F       F  F       F
removeFromChannel teacher     F     F       F     F     F       F       F  F       F
removeFromChannel owner       F     F       F     F     F       F       F  F       F
`,
  },
  {
    name: "a thread in their own direct message",
    place: { ...inside, kind: "thread", parentKind: "dm" },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
followThread                  +     +       +     +     +       +       +  +       +
joinChannel                   F     F       F     F     F       F       F  F       F
leaveChannel                  F     F       F     F     F       F       F  F       F
startThread                   F     F       F     F     F       F       F  F       F
openThread                    F     F       F     F     F       F       F  F       F
openThread there              F     F       F     F     F       F       F  F       F
startThread gone              F     F       F     F     F       F       F  F       F
editChannel                   F     F       F     F     F       F       F  F       F
editChannelRules              F     F       F     F     F       F       F  F       F
archiveChannel                F     F       F     F     F       F       F  F       F
manageHooks                   F     F       F     F     F       F       F  F       F
manageWidget                  F     F       F     F     F       F       F  F       F
showOnWeb                     F     F       F     F     F       F       F  F       F
setKeeping                    F     F       F     F     F       F       F  F       F
addToChannel                  F     F       F     F     F       F       F  F       F
removeFromChannel student     F     F       F     F     F       F       F  F       F
deleteMessage others          F     F       F     F     F       F       F  F       F
managePoll others             F     F       F     F     F       F       F  F       F
makeTask                      F     F       F     F     F       F       F  F       F
makeTask taskFree             F     F       F     F     F       F       F  F       F
makeTask taskMade             F     F       F     F     F       F       F  F       F
makeTask taskGiven            F     F       F     F     F       F       F  F       F
makeTask taskGone             F     F       F     F     F       F       F  F       F
finishTask                    F     F       F     F     F       F       F  F       F
finishTask taskFree           F     F       F     F     F       F       F  F       F
finishTask taskMade           F     F       F     F     F       F       F  F       F
finishTask taskGiven          F     F       F     F     F       F       F  F       F
readVersions others           F     F       F     F     F       F       F  F       F
setCheckpoint                 F     F       F     F     F       F       F  F       F
moveMessages                  F     F       F     F     F       F       F  F       F
pin                           +     +       +     +     +       +       +  +       +
removeFromChannel teacher     F     F       F     F     F       F       F  F       F
removeFromChannel owner       F     F       F     F     F       F       F  F       F
`,
  },
]);
