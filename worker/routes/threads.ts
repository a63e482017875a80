/** Threads: started on a message, followed, listed. Reading and writing in one is as in any channel. */
import type { MyChannel } from "../../protocol/index.ts";
import { permitInChannel, targetOf } from "../access.ts";
import type { HandlersOf } from "../http/handler.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import * as live from "../notify.ts";
import { roomOf } from "../room/stubs.ts";
import type { ChannelRow, Db } from "../store/db.ts";
import type { ChannelContext } from "../store/membership-context.ts";
import {
  followThread,
  listThreads,
  openThreadsIn,
  startThread,
  threadOn,
  unfollowThread,
  viewOfThread,
} from "../store/threads.ts";
import { because } from "../../protocol/reasons.ts";

export const threads: HandlersOf<"threads"> = {
  async list({ env, db, permit, query: { before } }) {
    return listThreads(db, env.DB, permit, before);
  },

  async inChannel({ env, permit }) {
    return { threads: await openThreadsIn(env.DB, permit) };
  },

  async start({ c, env, db, permit, rate, params: { seq } }) {
    if (permit.channel.kind === "thread") throw new Refused("forbidden", because("thread_in_thread"));
    const there = await threadOn(db, permit, seq);
    const thread = there ?? (await start(env, db, permit, seq, rate));
    c.status(there ? 200 : 201);
    return { channel: await viewOf(db, thread.no, permit.member.no) };
  },

  async follow({ env, db, permit }) {
    const { workspace, channel, member } = permit;
    const isNew = await followThread(db, permit);
    const view = await viewOf(db, channel.no, member.no);
    if (isNew) await live.channelJoined(env, workspace.id, channel.id, [{ member: member.id, channel: view }]);
    return { channel: view };
  },

  async unfollow({ env, db, permit: { workspace, channel, member }, permit }) {
    await unfollowThread(db, permit);
    await live.threadUnfollowed(env, workspace.id, channel.id, member.id);
  },
};

/** Nothing hangs on a message that is not there. */
async function start(
  env: Env,
  db: Db,
  context: ChannelContext,
  seq: number,
  rate: () => Promise<void>,
): Promise<ChannelRow> {
  permitInChannel("startThread", context);
  await rate();
  const root = await roomOf(env, context.channel.id).messageAt(factsOf(context), seq);
  if (!root) throw new Refused("not_found");
  const permit = permitInChannel("startThread", context, targetOf(root, context.member.id));
  const thread = await startThread(db, permit, root);
  if (!thread) throw new Refused("not_found");
  return thread;
}

async function viewOf(db: Db, channelNo: number, memberNo: number): Promise<MyChannel> {
  const view = await viewOfThread(db, channelNo, memberNo);
  if (!view) throw new Refused("not_found");
  return view;
}
