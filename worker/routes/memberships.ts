/** Who is in a channel: joining, leaving, adding, taking out, and what I set for myself there. */
import { Hono } from "hono";
import { AddMembersBody, EditMembershipBody, type MyChannel } from "../../protocol/index.ts";
import { approachChannel, permitInChannel } from "../access.ts";
import { readBody } from "../body.ts";
import type { HonoEnv } from "../hono-env.ts";
import { throttleAccount } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { viewOfChannel, viewsOfChannel } from "../store/channel-views.ts";
import { openDb, type Db } from "../store/db.ts";
import { addToGroup } from "../store/groups.ts";
import {
  add,
  editMembership,
  join,
  leave,
  peopleInChannel,
  personInChannel,
  remove,
  type MembershipChange,
} from "../store/memberships.ts";
import type { ChannelContext } from "../store/membership-context.ts";
import { closedAmong, groupIsFull, peopleWhoAreHere, tellGroup } from "./groups.ts";

export const memberships = new Hono<HonoEnv>()
  .post("/channels/:channel/join", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await approachChannel(db, c.get("caller"), c.req.param("channel"));
    const { workspace, member, channel } = standing;
    await throttleAccount(c, c.get("caller"), "membership");
    const joined = await join(db, permitInChannel("joinChannel", standing));
    const view = await mine(db, standing);
    if (joined) await live.channelJoined(c.env, workspace.id, channel.id, [{ member: member.id, channel: view }]);
    return c.json({ channel: view });
  })
  .post("/channels/:channel/leave", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await approachChannel(db, c.get("caller"), c.req.param("channel"));
    await throttleAccount(c, c.get("caller"), "membership");
    await leave(db, permitInChannel("leaveChannel", standing));
    await live.channelLeft(c.env, standing.workspace.id, standing.channel.id, standing.member.id);
    if (standing.channel.kind === "group") await tellGroup(c.env, db, standing);
    return c.body(null, 204);
  })
  .get("/channels/:channel/members", async (c) => {
    const db = openDb(c.env.DB);
    const permit = permitInChannel("readChannel", await approachChannel(db, c.get("caller"), c.req.param("channel")));
    return c.json({ members: await peopleInChannel(db, permit) });
  })
  .post("/channels/:channel/members", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await approachChannel(db, c.get("caller"), c.req.param("channel"));
    const { workspace, channel } = standing;
    const { members } = await readBody(c, AddMembersBody);
    permitInChannel("addToChannel", standing);
    await throttleAccount(c, c.get("caller"), "people");
    const people = await peopleWhoAreHere(db, standing, members);
    const isGroup = channel.kind === "group";
    const closed = isGroup ? await closedAmong(db, standing, people) : null;
    const permit = permitInChannel("addToChannel", standing, { closed });
    const entered = await (isGroup ? addToGroup : add)(
      db,
      permit,
      people.map(({ no }) => no),
    );
    if (!entered) throw groupIsFull();
    if (entered.length > 0) {
      await live.channelJoined(c.env, workspace.id, channel.id, await viewsOfChannel(db, channel.no, entered));
      if (isGroup) await tellGroup(c.env, db, standing);
    }
    return c.body(null, 204);
  })
  .delete("/channels/:channel/members/:member", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await approachChannel(db, c.get("caller"), c.req.param("channel"));
    const { workspace, channel, member } = standing;
    await throttleAccount(c, c.get("caller"), "people");
    if (c.req.param("member") === member.id) {
      await leave(db, permitInChannel("leaveChannel", standing));
    } else {
      permitInChannel("removeFromChannel", standing);
      const person = await personInChannel(db, channel.no, c.req.param("member"));
      if (!person) throw new Refused("not_found");
      await remove(db, permitInChannel("removeFromChannel", standing, { role: person.role }), person.no);
    }
    await live.channelLeft(c.env, workspace.id, channel.id, c.req.param("member"));
    if (channel.kind === "group") await tellGroup(c.env, db, standing);
    return c.body(null, 204);
  })
  .patch("/channels/:channel/me", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await approachChannel(db, c.get("caller"), c.req.param("channel"));
    const { muted, mutedUntil, notify, starred, folder } = await readBody(c, EditMembershipBody);
    await throttleAccount(c, c.get("caller"), "membership");
    const changes: MembershipChange = {
      // A mute that is set anew, or ended, forgets the earlier end.
      ...(muted !== undefined && { muted, muteEndsAt: muted ? (mutedUntil ?? null) : null }),
      ...(notify !== undefined && { notify }),
      ...(starred !== undefined && { starred }),
      ...(folder !== undefined && { folder: folder || null }),
    };
    await editMembership(db, permitInChannel("editOwnMembership", standing), changes);
    const channel = await mine(db, standing);
    // My other tabs and devices.
    await live.tell(
      c.env,
      standing.workspace.id,
      { members: [standing.member.id] },
      { type: "channelJoined", channel },
    );
    return c.json({ channel });
  });

async function mine(db: Db, { channel, member }: ChannelContext): Promise<MyChannel> {
  const view = await viewOfChannel(db, channel.no, member.no);
  // Taken out of it between the check and the reading.
  if (!view) throw new Refused("not_found");
  return view;
}
