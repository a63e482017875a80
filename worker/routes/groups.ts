/** Group messages: making one, and its name. Adding and leaving are in memberships.ts, as for every channel. */
import { permitInWorkspace } from "../access.ts";
import { channelFor, closedAmong, peopleWhoAreHere, notifyChanged } from "../channel-people.ts";
import type { HandlersOf } from "../http/handler.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { viewsOfChannel } from "../store/channel-views.ts";
import { createGroup, renameGroup } from "../store/groups.ts";
import { because } from "../../protocol/reasons.ts";

export const groups: HandlersOf<"groups"> = {
  async create({ env, db, context, rate, body: { members, name } }) {
    const { workspace, member } = context;
    const others = (await peopleWhoAreHere(db, context, members)).filter(({ no }) => no !== member.no);
    if (others.length < 2) throw new Refused("invalid", { field: "members", ...because("group_small") });
    const permit = permitInWorkspace("startGroup", context, { closed: await closedAmong(db, context, others) });
    await rate();
    const nos = others.map(({ no }) => no);
    const { channelNo, channelId, entered } = await createGroup(db, permit, nos, name);
    const views = await viewsOfChannel(db, channelNo, entered);
    await live.channelJoined(env, workspace.id, channelId, views);
    const mine = views.find((view) => view.member === member.id)?.channel;
    return { channel: mine ?? (await channelFor(db, channelNo, member.no)) };
  },

  async rename({ env, db, permit, body: { name } }) {
    await renameGroup(db, permit, name);
    return { channel: await notifyChanged(env, db, permit) };
  },
};
