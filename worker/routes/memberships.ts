/** Who is in a channel: joining, leaving, adding, taking out, and what I set for myself there. */
import { permitInChannel } from "../access.ts";
import { channelFor, closedAmong, groupIsFull, peopleWhoAreHere, notifyChanged } from "../channel-people.ts";
import type { HandlersOf } from "../http/handler.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { viewsOfChannel } from "../store/channel-views.ts";
import type { Db } from "../store/db.ts";
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

export const memberships: HandlersOf<"memberships"> = {
  async join({ env, db, permit }) {
    const { workspace, member, channel } = permit;
    const joined = await join(db, permit);
    const view = await channelFor(db, channel.no, member.no);
    if (joined) await live.channelJoined(env, workspace.id, channel.id, [{ member: member.id, channel: view }]);
    return { channel: view };
  },

  async leave({ env, db, permit }) {
    await leave(db, permit);
    await notifyLeft(env, db, permit, permit.member.id);
  },

  async list({ db, permit }) {
    return { members: await peopleInChannel(db, permit) };
  },

  async add({ env, db, context, body: { members } }) {
    const { workspace, channel } = context;
    const people = await peopleWhoAreHere(db, context, members);
    const isGroup = channel.kind === "group";
    const closed = isGroup ? await closedAmong(db, context, people) : null;
    const permit = permitInChannel("addToChannel", context, { closed });
    const nos = people.map(({ no }) => no);
    const entered = await (isGroup ? addToGroup : add)(db, permit, nos);
    if (!entered) throw groupIsFull();
    if (entered.length === 0) return;
    await live.channelJoined(env, workspace.id, channel.id, await viewsOfChannel(db, channel.no, entered));
    if (isGroup) await notifyChanged(env, db, context);
  },

  async remove({ env, db, context, params }) {
    const { channel, member } = context;
    if (params.member === member.id) {
      await leave(db, permitInChannel("leaveChannel", context));
    } else {
      permitInChannel("removeFromChannel", context);
      const person = await personInChannel(db, channel.no, params.member);
      if (!person) throw new Refused("not_found");
      await remove(db, permitInChannel("removeFromChannel", context, { role: person.role }), person.no);
    }
    await notifyLeft(env, db, context, params.member);
  },

  async editMine({ env, db, permit, body: { muted, mutedUntil, notify, starred, folder } }) {
    const { workspace, member } = permit;
    const changes: MembershipChange = {
      // A mute that is set anew, or ended, forgets the earlier end.
      ...(muted !== undefined && { muted, muteEndsAt: muted ? (mutedUntil ?? null) : null }),
      ...(notify !== undefined && { notify }),
      ...(starred !== undefined && { starred }),
      ...(folder !== undefined && { folder: folder || null }),
    };
    await editMembership(db, permit, changes);
    if (notify !== undefined) await live.toldOfAllChanged(env, [permit.channel.id]);
    const channel = await channelFor(db, permit.channel.no, member.no);
    // My other tabs and devices.
    await live.sendEvent(env, workspace.id, { members: [member.id] }, { type: "channelJoined", channel });
    return { channel };
  },
};

async function notifyLeft(env: Env, db: Db, context: ChannelContext, memberId: string): Promise<void> {
  const { workspace, channel } = context;
  await live.channelLeft(env, workspace.id, channel.id, memberId);
  if (channel.kind === "group") await notifyChanged(env, db, context);
}
