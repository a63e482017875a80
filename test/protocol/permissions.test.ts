/**
 * The table of permissions, cell by cell, as it was decided. The doors themselves are tried in worker/access-doors.test.ts, and what
 * the page offers against what the worker does in worker/offers.test.ts.
 */
import { describe, expect, test } from "vitest";
import type { RefusalCode } from "../../protocol/index.ts";
import {
  decideInChannel,
  decideInWorkspace,
  type Actor,
  type ChannelAction,
  type Place,
  type Target,
  type WorkspaceAction,
} from "../../protocol/permissions.ts";

const NOW = 1_800_000_000_000;
const ACTORS: Record<string, Actor & { creator?: boolean }> = {
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
};
const TARGETS: Record<string, Target> = {
  own: { isAuthor: true },
  others: { isAuthor: false },
  open: { isAuthor: false, isOpenPoll: true },
  gone: { isAuthor: true, isDeleted: true },
  there: { hasThread: true, isDeleted: true },
  poll: { isAuthor: true, isPoll: true },
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
createPrivateChannel          F     +       M     M       +  +       +
createPublicChannel           F     F       F     M       +  +       +
createAnnouncementChannel     F     F       F     M       +  +       +
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
`;

const inside: Place = {
  kind: "public",
  posting: "all",
  isDefault: false,
  archived: false,
  inside: true,
  creator: false,
};
const PLACES: { name: string; place: Place; table: string }[] = [
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
  {
    name: "a thread in a public channel they have not joined",
    place: { ...inside, kind: "thread", parentKind: "public", inside: false },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   N     N       N     N     N       N       N  N       N
editOwnMembership             N     N       N     N     N       N       N  N       N
followThread                  N     N       N     N     N       N       N  N       N
joinChannel                   N     N       N     N     N       N       N  N       N
leaveChannel                  N     N       N     N     N       N       N  N       N
startThread                   N     N       N     N     N       N       N  N       N
openThread                    N  N  N  N  N  N  N  N  N
openThread there              N  N  N  N  N  N  N  N  N
startThread gone              N  N  N  N  N  N  N  N  N
renameGroup                   N     N       N     N     N       N       N  N       N
editChannel                   N     N       N     N     N       N       N  N       N
editChannelRules              N     N       N     N     N       N       N  N       N
archiveChannel                N     N       N     N     N       N       N  N       N
addToChannel                  N     N       N     N     N       N       N  N       N
removeFromChannel student     N     N       N     N     N       N       N  N       N
reachMany                     N     N       N     N     N       N       N  N       N
post                          N     N       N     N     N       N       N  N       N
editMessage own               N     N       N     N     N       N       N  N       N
editMessage poll              N  N  N  N  N  N  N  N  N
editMessage copy              N  N  N  N  N  N  N  N  N
editMessage gone              N  N  N  N  N  N  N  N  N
react                         N     N       N     N     N       N       N  N       N
vote                          N     N       N     N     N       N       N  N       N
addPollOption own             N  N  N  N  N  N  N  N  N
addPollOption others          N  N  N  N  N  N  N  N  N
addPollOption open            N  N  N  N  N  N  N  N  N
vote gone                     N  N  N  N  N  N  N  N  N
editMessage others            N     N       N     N     N       N       N  N       N
deleteMessage own             N     N       N     N     N       N       N  N       N
deleteMessage gone            N  N  N  N  N  N  N  N  N
deleteMessage others          N     N       N     N     N       N       N  N       N
managePoll others             N     N       N     N     N       N       N  N       N
readVersions others           N     N       N     N     N       N       N  N       N
setCheckpoint                 N     N       N     N     N       N       N  N       N
pin                           N     N       N     N     N       N       N  N       N
managePoll own                N     N       N     N     N       N       N  N       N
readVersions own              N     N       N     N     N       N       N  N       N
`,
  },
  {
    name: "a public channel they have not joined",
    place: { ...inside, inside: false },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   N     N       N     N     N       N       N  N       N
joinChannel                   +     +       +     +     +       +       +  +       +
editOwnMembership             F     F       F     F     F       F       F  F       F
startThread                   F     F       F     F     F       F       F  F       F
openThread                    F  F  F  F  F  F  F  F  F
openThread there              F  F  F  F  F  F  F  F  F
startThread gone              F  F  F  F  F  F  F  F  F
followThread                  F     F       F     F     F       F       F  F       F
renameGroup                   F     F     F     F     F       F       F  F       F
reachMany                     F     F     F     F     F       F       F  F       F
leaveChannel                  F     F       F     F     F       F       F  F       F
post                          F     F       F     F     F       F       F  F       F
editMessage own               F     F       F     F     F       F       F  F       F
editMessage poll              F  F  F  F  F  F  F  F  F
editMessage copy              F  F  F  F  F  F  F  F  F
editMessage gone              F  F  F  F  F  F  F  F  F
deleteMessage own             F     F       F     F     F       F       F  F       F
deleteMessage gone            F  F  F  F  F  F  F  F  F
deleteMessage others          F     F       F     F     F       F       F  F       F
react                         F     F       F     F     F       F       F  F       F
vote                          F     F       F     F     F       F       F  F       F
addPollOption own             F  F  F  F  F  F  F  F  F
addPollOption others          F  F  F  F  F  F  F  F  F
addPollOption open            F  F  F  F  F  F  F  F  F
vote gone                     F  F  F  F  F  F  F  F  F
pin                           F     F       F     F     F       F       F  F       F
setCheckpoint                 F     F       F     F     F       F       F  F       F
managePoll own                F     F       F     F     F       F       F  F       F
managePoll others             F     F       F     F     F       F       F  F       F
readVersions own              F     F       F     F     F       F       F  F       F
readVersions others           F     F       F     F     F       F       F  F       F
editChannel                   F     F       F     F     F       F       F  F       F
editChannelRules              F     F       F     F     F       F       F  F       F
archiveChannel                F     F       F     F     F       F       F  F       F
addToChannel                  F     F       F     F     F       F       F  F       F
removeFromChannel student     F     F       F     F     F       F       F  F       F
`,
  },
  {
    name: "an archived public channel they have not joined",
    place: { ...inside, inside: false, archived: true },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   N     N       N     N     N       N       N  N       N
joinChannel                   A     A       A     A     A       A       A  A       A
editOwnMembership             F     F       F     F     F       F       F  F       F
startThread                   F     F       F     F     F       F       F  F       F
openThread                    F  F  F  F  F  F  F  F  F
openThread there              F  F  F  F  F  F  F  F  F
startThread gone              F  F  F  F  F  F  F  F  F
followThread                  F     F       F     F     F       F       F  F       F
renameGroup                   F     F     F     F     F       F       F  F       F
reachMany                     F     F     F     F     F       F       F  F       F
leaveChannel                  F     F       F     F     F       F       F  F       F
post                          F     F       F     F     F       F       F  F       F
editMessage own               F     F       F     F     F       F       F  F       F
editMessage poll              F  F  F  F  F  F  F  F  F
editMessage copy              F  F  F  F  F  F  F  F  F
editMessage gone              F  F  F  F  F  F  F  F  F
deleteMessage own             F     F       F     F     F       F       F  F       F
deleteMessage gone            F  F  F  F  F  F  F  F  F
react                         F     F       F     F     F       F       F  F       F
vote                          F     F       F     F     F       F       F  F       F
addPollOption own             F  F  F  F  F  F  F  F  F
addPollOption others          F  F  F  F  F  F  F  F  F
addPollOption open            F  F  F  F  F  F  F  F  F
vote gone                     F  F  F  F  F  F  F  F  F
pin                           F     F       F     F     F       F       F  F       F
setCheckpoint                 F     F       F     F     F       F       F  F       F
managePoll own                F     F       F     F     F       F       F  F       F
managePoll others             F     F       F     F     F       F       F  F       F
readVersions own              F     F       F     F     F       F       F  F       F
readVersions others           F     F       F     F     F       F       F  F       F
editChannel                   F     F       F     F     F       F       F  F       F
editChannelRules              F     F       F     F     F       F       F  F       F
archiveChannel                F     F       F     F     F       F       F  F       F
addToChannel                  F     F       F     F     F       F       F  F       F
removeFromChannel student     F     F       F     F     F       F       F  F       F
`,
  },
  ...(["private", "dm", "group", "thread"] as const).map((kind) => ({
    name: `a ${kind} channel of others`,
    place: { ...inside, kind, inside: false },
    table: `
                              guest student maker muted unmuted mutedTa ta teacher owner
readChannel                   N     N       N     N     N       N       N  N       N
joinChannel                   N     N       N     N     N       N       N  N       N
editOwnMembership             N     N       N     N     N       N       N  N       N
startThread                   N     N       N     N     N       N       N  N       N
openThread                    N  N  N  N  N  N  N  N  N
openThread there              N  N  N  N  N  N  N  N  N
startThread gone              N  N  N  N  N  N  N  N  N
followThread                  N     N       N     N     N       N       N  N       N
renameGroup                   N     N     N     N     N       N       N  N       N
reachMany                     N     N     N     N     N       N       N  N       N
leaveChannel                  N     N       N     N     N       N       N  N       N
post                          N     N       N     N     N       N       N  N       N
editMessage own               N     N       N     N     N       N       N  N       N
editMessage poll              N  N  N  N  N  N  N  N  N
editMessage copy              N  N  N  N  N  N  N  N  N
editMessage gone              N  N  N  N  N  N  N  N  N
deleteMessage own             N     N       N     N     N       N       N  N       N
deleteMessage gone            N  N  N  N  N  N  N  N  N
deleteMessage others          N     N       N     N     N       N       N  N       N
react                         N     N       N     N     N       N       N  N       N
vote                          N     N       N     N     N       N       N  N       N
addPollOption own             N  N  N  N  N  N  N  N  N
addPollOption others          N  N  N  N  N  N  N  N  N
addPollOption open            N  N  N  N  N  N  N  N  N
vote gone                     N  N  N  N  N  N  N  N  N
pin                           N     N       N     N     N       N       N  N       N
setCheckpoint                 N     N       N     N     N       N       N  N       N
managePoll own                N     N       N     N     N       N       N  N       N
managePoll others             N     N       N     N     N       N       N  N       N
readVersions own              N     N       N     N     N       N       N  N       N
readVersions others           N     N       N     N     N       N       N  N       N
editChannel                   N     N       N     N     N       N       N  N       N
editChannelRules              N     N       N     N     N       N       N  N       N
archiveChannel                N     N       N     N     N       N       N  N       N
addToChannel                  N     N       N     N     N       N       N  N       N
removeFromChannel student     N     N       N     N     N       N       N  N       N
`,
  })),
];

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
  managePoll: true,
  readVersions: true,
  joinChannel: true,
  leaveChannel: true,
  startThread: true,
  followThread: true,
  editChannel: true,
  editChannelRules: true,
  archiveChannel: true,
  addToChannel: true,
  removeFromChannel: true,
  renameGroup: true,
  reachMany: true,
  editOwnMembership: true,
};
const WORKSPACE_ACTIONS: Record<WorkspaceAction, true> = {
  readWorkspace: true,
  editWorkspace: true,
  invite: true,
  importHistory: true,
  changeRole: true,
  removeMember: true,
  banMember: true,
  liftBan: true,
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
};

interface Row {
  action: string;
  target: string;
  /** Actor → the code to refuse with, or null. */
  cells: Record<string, RefusalCode | null>;
}
function rowsOf(table: string): Row[] {
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

describe.each(PLACES)("I5, R9: who may do what in $name", ({ place, table }) => {
  const rows = rowsOf(table);
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
