/** Upgrades. What is said on a socket is in protocol/frames.ts. */
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
    answer: "socket",
    since: "0.1",
    says: "the workspace socket",
  },
} as const satisfies Record<string, Row>;
