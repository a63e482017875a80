/** Upgrades, and the same as server-sent events for who can have no socket. */
import { eventStream } from "../event-stream.ts";
import type { HandlersOf } from "../http/handler.ts";
import { channelSocket, workspaceSocket } from "../live-sockets.ts";

export const sockets: HandlersOf<"sockets"> = {
  channel: (asked) => channelSocket(asked, asked.query.rev),
  workspace: (asked) => workspaceSocket(asked),
  channelStream: (asked) => eventStream(asked.c, (lastSeen) => channelSocket(asked, lastSeen ?? asked.query.rev)),
  workspaceStream: (asked) => eventStream(asked.c, () => workspaceSocket(asked)),
};
