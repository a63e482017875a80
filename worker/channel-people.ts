/** Whom a channel takes in, and what is told when its people or its name changed: for channels, groups and memberships alike. */
import { GROUP_PEOPLE_MAX, type Channel, type MyChannel } from "../protocol/index.ts";
import { closedBy, type Closed } from "./access.ts";
import { Refused } from "./refused.ts";
import * as live from "./notify.ts";
import { channelByNo, viewOfChannel } from "./store/channel-views.ts";
import type { Db } from "./store/db.ts";
import { peopleById, type Person } from "./store/memberships.ts";
import type { ChannelContext, MembershipContext } from "./store/membership-context.ts";
import { relationsToThese } from "./store/direct-relation.ts";
import { because } from "../protocol/reasons.ts";

/** @throws Refused where one of them left, or has no account here */
export async function peopleWhoAreHere(db: Db, { workspace }: MembershipContext, members: string[]): Promise<Person[]> {
  const ids = new Set(members);
  const here = (await peopleById(db, workspace.no, [...ids])).filter(
    ({ leftAt, userNo, bot }) => leftAt === null && userNo !== null && bot === null,
  );
  if (here.length < ids.size) throw new Refused("not_found", { field: "members", ...because("people_not_here") });
  return here;
}

/** Why one of these is not written to; null where all of them are. */
export async function closedAmong(db: Db, { member }: MembershipContext, people: Person[]): Promise<Closed | null> {
  const relations = await relationsToThese(
    db,
    member.no,
    people.map(({ no }) => no),
  );
  return relations.reduce<Closed | null>((found, each) => found ?? closedBy(each, member.role), null);
}

export const groupIsFull = () =>
  new Refused("too_many", { field: "members", ...because("group_full", { most: GROUP_PEOPLE_MAX }) });

/** Its people, its name or its rules changed: everybody in it hears. */
export async function notifyChanged(env: Env, db: Db, { workspace, channel }: ChannelContext): Promise<Channel> {
  const changed = await channelByNo(db, channel.no);
  if (!changed) throw new Refused("not_found");
  await live.channelChanged(env, workspace.id, changed);
  return changed;
}

/** The channel as this member sees it. @throws Refused where they were taken out of it between the check and the reading */
export async function channelFor(db: Db, channelNo: number, memberNo: number): Promise<MyChannel> {
  const view = await viewOfChannel(db, channelNo, memberNo);
  if (!view) throw new Refused("not_found");
  return view;
}
