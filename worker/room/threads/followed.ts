import { viewsOfChannel } from "../../store/channel-views.ts";
import { openDb } from "../../store/db.ts";
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
