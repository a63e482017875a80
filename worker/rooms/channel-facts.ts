/** What the room must know of its channel to decide alone. Told by the worker at every contact, kept for the time between. */
import type { Place } from "../access.ts";
import type { ChannelStanding } from "../store/standing.ts";

export interface ChannelFacts {
  channelNo: number;
  channelId: string;
  workspaceNo: number;
  workspaceId: string;
  kind: Place["kind"];
  posting: Place["posting"];
  archived: boolean;
}

export function factsOf({ channel, workspace }: Pick<ChannelStanding, "channel" | "workspace">): ChannelFacts {
  return {
    channelNo: channel.no,
    channelId: channel.id,
    workspaceNo: workspace.no,
    workspaceId: workspace.id,
    kind: channel.kind,
    posting: channel.posting,
    archived: channel.archivedAt !== null,
  };
}
