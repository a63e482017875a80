/** What the teaching team does so that a class can be talked in. */
import { heldWordList } from "../../protocol/held-words.ts";
import { permitInWorkspace } from "../access.ts";
import type { HandlersOf } from "../http/handler.ts";
import { turnDown } from "../held.ts";
import * as live from "../notify.ts";
import { Refused } from "../refused.ts";
import { channelByNo } from "../store/channel-views.ts";
import { channelIdsOf, findMember, toMember } from "../store/members.ts";
import { lockThread, mutedMembers, muteMember, setHeldWords } from "../store/order.ts";

export const order: HandlersOf<"order"> = {
  async words({ permit }) {
    return { words: permit.workspace.heldWords ?? [] };
  },

  async setWords({ env, db, permit, body }) {
    const words = heldWordList(body.words);
    await live.heldWordsChanged(env, await setHeldWords(db, permit, words, Date.now()), words);
    return { words };
  },

  async turnDown({ env, db, permit, params, body: { answer } }) {
    await turnDown(env, db, permit, { id: params.message, answer });
  },

  async muted({ db, permit }) {
    return { muted: await mutedMembers(db, permit, Date.now()) };
  },

  async mute({ env, db, context, params, body }) {
    // Who may mute nobody is told so, whoever it is about.
    permitInWorkspace("muteMember", context);
    const target = await findMember(db, context.workspace.no, params.member);
    if (!target) throw new Refused("not_found");
    const isSelf = target.no === context.member.no;
    // A program is no person: what it may is its scope.
    if (target.bot !== null) throw new Refused("forbidden");
    const permit = permitInWorkspace("muteMember", context, { role: target.role, isSelf });
    await muteMember(db, permit, target, body, Date.now());
    const standing = { channelIds: await channelIdsOf(db, target.no), mutedUntil: body.until };
    await live.memberChanged(env, context.workspace.id, toMember(target), standing);
    return { until: body.until };
  },

  async lock({ env, db, permit, body: { locked } }) {
    await lockThread(db, permit, locked, Date.now());
    const channel = await channelByNo(db, permit.channel.no);
    if (!channel) throw new Refused("not_found");
    await live.threadLocked(env, permit.workspace.id, channel);
    return { channel };
  },
};
