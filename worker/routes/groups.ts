/** Group messages: making one, and its name. Adding and leaving are in memberships.ts, as for every channel. */
import { Hono } from "hono";
import { CreateGroupBody, GROUP_PEOPLE_MAX, GroupNameBody } from "../../protocol/index.ts";
import {
  approachChannel,
  closedBy,
  enterWorkspace,
  permitInChannel,
  permitInWorkspace,
  type Closed,
} from "../access.ts";
import { readBody } from "../body.ts";
import type { HonoEnv } from "../hono-env.ts";
import { throttleAccount } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { channelByNo, viewsOfChannel } from "../store/channel-views.ts";
import { openDb, type Db } from "../store/db.ts";
import { createGroup, renameGroup } from "../store/groups.ts";
import { peopleById, type Person } from "../store/memberships.ts";
import type { ChannelContext, MembershipContext } from "../store/membership-context.ts";
import { relationsToThese } from "../store/direct-relation.ts";

export const groups = new Hono<HonoEnv>()
  .post("/workspaces/:workspace/groups", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const { workspace, member } = standing;
    const { members, name } = await readBody(c, CreateGroupBody);
    permitInWorkspace("startGroup", standing);
    const others = (await peopleWhoAreHere(db, standing, members)).filter(({ no }) => no !== member.no);
    if (others.length < 2)
      throw new Refused("invalid", { field: "members", sentence: "A group has at least three people." });
    const permit = permitInWorkspace("startGroup", standing, { closed: await closedAmong(db, standing, others) });
    await throttleAccount(c, c.get("caller"), "channel");
    const { channelNo, channelId, entered } = await createGroup(
      db,
      permit,
      others.map(({ no }) => no),
      name,
    );
    const views = await viewsOfChannel(db, channelNo, entered);
    await live.channelJoined(c.env, workspace.id, channelId, views);
    return c.json({ channel: views.find((view) => view.member === member.id)?.channel }, 201);
  })
  .put("/channels/:channel/name", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await approachChannel(db, c.get("caller"), c.req.param("channel"));
    const { name } = await readBody(c, GroupNameBody);
    await throttleAccount(c, c.get("caller"), "channel");
    await renameGroup(db, permitInChannel("renameGroup", standing), name);
    return c.json({ channel: await tellGroup(c.env, db, standing) });
  });

/** @throws Refused where one of them left, or has no account here */
export async function peopleWhoAreHere(db: Db, { workspace }: MembershipContext, members: string[]): Promise<Person[]> {
  const ids = new Set(members);
  const here = (await peopleById(db, workspace.no, [...ids])).filter(
    ({ leftAt, userNo }) => leftAt === null && userNo !== null,
  );
  if (here.length < ids.size)
    throw new Refused("not_found", { field: "members", sentence: "Somebody in that list is not here." });
  return here;
}

/** Why one of these is not written to; null where all of them are. */
export async function closedAmong(db: Db, { member }: MembershipContext, people: Person[]): Promise<Closed | null> {
  const toward = await relationsToThese(
    db,
    member.no,
    people.map(({ no }) => no),
  );
  return toward.reduce<Closed | null>((found, each) => found ?? closedBy(each, member.role), null);
}

export const groupIsFull = () =>
  new Refused("too_many", { field: "members", sentence: `A group has at most ${GROUP_PEOPLE_MAX} people.` });

/** Its people or its name changed: everybody in it hears. */
export async function tellGroup(env: Env, db: Db, { workspace, channel }: ChannelContext) {
  const changed = await channelByNo(db, channel.no);
  if (!changed) throw new Refused("not_found");
  await live.channelChanged(env, workspace.id, changed);
  return changed;
}
