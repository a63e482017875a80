import { viewsOfChannel } from "../../store/channel-views.ts";
import { openDb } from "../../store/db.ts";
import { followersOf } from "../../store/moved-threads.ts";
import type { ChannelFacts } from "../contract.ts";
import { hubOf } from "../stubs.ts";

/** These follow the thread from now on. Who misses it finds the thread in the next bootstrap. */
export async function tellFollowed(
  env: Env,
  { channelNo, channelId, workspaceId }: ChannelFacts,
  memberNos: number[],
): Promise<void> {
  const views = await viewsOfChannel(openDb(env.DB), channelNo, memberNos);
  await hubOf(env, workspaceId).channelJoined(channelId, views);
}

/** Where the thread hangs now, to those who follow it; and to the object of its class, which knew who hears of it. @throws as D1 does */
export async function tellFollowers(env: Pick<Env, "DB" | "HUBS">, facts: ChannelFacts): Promise<void> {
  const db = openDb(env.DB);
  const memberNos = await followersOf(db, facts.channelNo);
  const views = memberNos.length > 0 ? await viewsOfChannel(db, facts.channelNo, memberNos) : [];
  await hubOf(env, facts.workspaceId).channelJoined(facts.channelId, views);
}
