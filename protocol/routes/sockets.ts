/** Upgrades, and streams of the same for who can have none. What is said on either is in protocol/frames.ts. */
import * as v from "valibot";
import type { Row } from "./route.ts";

const SocketQuery = v.object({
  rev: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/u, "invalid"), v.transform(Number))),
});

export const sockets = {
  channel: {
    method: "GET",
    path: "/channels/:channel/socket",
    needs: { room: "readChannel" },
    visitors: true,
    bots: "read",
    query: SocketQuery,
    // Who comes back may be known to the room: then nothing is looked up.
    enters: "itself",
    answer: "socket",
    since: "0.1",
    says: "the channel socket, see [protocol.md](protocol.md)",
  },
  workspace: {
    method: "GET",
    path: "/workspaces/:workspace/socket",
    needs: { workspace: "readWorkspace" },
    bots: "read",
    answer: "socket",
    since: "0.1",
    says: "the workspace socket",
  },
  channelStream: {
    method: "GET",
    path: "/channels/:channel/stream",
    needs: { room: "readChannel" },
    visitors: true,
    bots: "read",
    query: SocketQuery,
    enters: "itself",
    answer: "events",
    since: "0.2",
    says: "what the channel socket tells, as server-sent events: resumed by `Last-Event-ID`, which is a `rev`, see [protocol.md](protocol.md)",
  },
  workspaceStream: {
    method: "GET",
    path: "/workspaces/:workspace/stream",
    needs: { workspace: "readWorkspace" },
    bots: "read",
    answer: "events",
    since: "0.2",
    says: "what the workspace socket tells, as server-sent events",
  },
} as const satisfies Record<string, Row>;
