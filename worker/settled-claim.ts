/** What open tabs hear where a claim was settled: who wrote the old messages, and which conversations are whose now. */
import * as live from "./notify.ts";
import { channelByNo, viewsOfChannel } from "./store/channel-views.ts";
import { wasOf, type Settled } from "./store/claims.ts";
import type { Db } from "./store/db.ts";
import { channelIdsOf, membersById, toMember } from "./store/members.ts";
import type { WorkspaceRow } from "./store/db.ts";
import { teamBut } from "./store/reports.ts";

export async function tellOfClaim(
  env: Env,
  db: Db,
  workspace: Pick<WorkspaceRow, "id" | "no">,
  { claim, memberNo, moved }: Settled,
): Promise<void> {
  const [people, channelIds, team] = await Promise.all([
    membersById(db, workspace.no, [claim.person, claim.by]),
    channelIdsOf(db, memberNo),
    teamBut(db, workspace.no, 0),
  ]);
  const person = people.find(({ id }) => id === claim.person);
  const member = people.find(({ id }) => id === claim.by);
  if (!person || !member) return;
  const { role, mutedUntil } = member;
  // Rooms know whose old messages are theirs before any tab offers to change one.
  await live.standingChanged(env, member.id, { role, mutedUntil, was: wasOf(member.meta) }, channelIds);
  if (claim.state !== "refused") await live.memberChanged(env, workspace.id, toMember(person));
  for (const no of moved) {
    const channel = await channelByNo(db, no);
    if (!channel) continue;
    if (claim.state === "undone") await live.channelLeft(env, workspace.id, channel.id, member.id);
    else await live.channelJoined(env, workspace.id, channel.id, await viewsOfChannel(db, no, [memberNo]));
    await live.channelChanged(env, workspace.id, channel);
  }
  const event = { type: "peopleNotice", what: "claimDecided" } as const;
  await live.sendEvent(env, workspace.id, { members: [...new Set([...team, member.id])] }, event);
}
