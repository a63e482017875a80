/** Who is in a channel, asked for when somebody is about to be named there, and kept for a minute. */
import { outcomeOf } from "../../base/outcome.ts";
import type { ConversationClass } from "../context.ts";

const CACHED_MS = 60_000;
interface Known {
  ids: ReadonlySet<string>;
  at: number;
}
const known = new Map<string, Known>();
const asking = new Map<string, Promise<ReadonlySet<string> | null>>();

/** Ids of its members; null where that cannot be had. */
export function rosterOf(workspace: ConversationClass, channelId: string): Promise<ReadonlySet<string> | null> {
  const channel = workspace.channel(channelId);
  if (channel?.members) return Promise.resolve(new Set(channel.members));
  const kept = known.get(channelId);
  if (kept && Date.now() - kept.at < CACHED_MS) return Promise.resolve(kept.ids);
  let answer = asking.get(channelId);
  if (!answer) {
    answer = outcomeOf(workspace.api.call("memberships.list", { channel: channelId })).then((outcome) => {
      asking.delete(channelId);
      if (!outcome.ok) return null;
      const ids = new Set(outcome.value.members.map(({ id }) => id));
      known.set(channelId, { ids, at: Date.now() });
      return ids;
    });
    asking.set(channelId, answer);
  }
  return answer;
}

/** Somebody was added: who asks next is told anew. */
export function forgetRoster(channelId: string): void {
  known.delete(channelId);
}
