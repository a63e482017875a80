/** Threads: started on a message, followed, listed. Reading and writing in one is as in any channel. */
import { Hono } from "hono";
import { ThreadsQuery, type MyChannel } from "../../protocol/index.ts";
import { approachChannel, enterWorkspace, permitInChannel, permitInWorkspace, targetOf } from "../access.ts";
import { readQuery } from "../body.ts";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { throttleAccount } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import * as live from "../notify.ts";
import { roomOf } from "../room/stubs.ts";
import { openDb, type ChannelRow, type Db } from "../store/db.ts";
import type { ChannelContext } from "../store/membership-context.ts";
import { followThread, listThreads, startThread, threadOn, unfollowThread, viewOfThread } from "../store/threads.ts";
import { seqParam } from "./messages.ts";

export const threads = new Hono<HonoEnv>()
  .get("/workspaces/:workspace/threads", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const { before } = readQuery(c, ThreadsQuery);
    return c.json(await listThreads(db, c.env.DB, permitInWorkspace("readWorkspace", standing), before));
  })
  .post("/channels/:channel/messages/:seq/thread", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await approachChannel(db, c.get("caller"), c.req.param("channel"));
    const permit = permitInChannel("readChannel", standing);
    if (standing.channel.kind === "thread")
      throw new Refused("forbidden", { sentence: "There are no threads within a thread." });
    const there = await threadOn(db, permit, seqParam(c));
    const thread = there ?? (await start(c, db, standing));
    return c.json({ channel: await viewOf(db, thread.no, standing.member.no) }, there ? 200 : 201);
  })
  .put("/channels/:channel/follow", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await approachChannel(db, c.get("caller"), c.req.param("channel"));
    const { workspace, channel, member } = standing;
    await throttleAccount(c, c.get("caller"), "membership");
    const isNew = await followThread(db, permitInChannel("followThread", standing));
    const view = await viewOf(db, channel.no, member.no);
    if (isNew) await live.channelJoined(c.env, workspace.id, channel.id, [{ member: member.id, channel: view }]);
    return c.json({ channel: view });
  })
  .delete("/channels/:channel/follow", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await approachChannel(db, c.get("caller"), c.req.param("channel"));
    await throttleAccount(c, c.get("caller"), "membership");
    await unfollowThread(db, permitInChannel("followThread", standing));
    await live.threadUnfollowed(c.env, standing.workspace.id, standing.channel.id, standing.member.id);
    return c.body(null, 204);
  });

/** Nothing hangs on a message that is not there. */
async function start(c: AppContext, db: Db, standing: ChannelContext): Promise<ChannelRow> {
  permitInChannel("startThread", standing);
  await throttleAccount(c, c.get("caller"), "thread");
  const root = await roomOf(c.env, standing.channel.id).messageAt(factsOf(standing), seqParam(c));
  if (!root) throw new Refused("not_found");
  const permit = permitInChannel("startThread", standing, targetOf(root, standing.member.id));
  const thread = await startThread(db, permit, root);
  if (!thread) throw new Refused("not_found");
  return thread;
}

async function viewOf(db: Db, channelNo: number, memberNo: number): Promise<MyChannel> {
  const view = await viewOfThread(db, channelNo, memberNo);
  if (!view) throw new Refused("not_found");
  return view;
}
