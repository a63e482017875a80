/** Upgrades: the origin was checked on the way here, session and membership are checked, then the object takes the socket. */
import { cameIn, comeBack } from "../come-back.ts";
import type { HandlersOf } from "../http/handler.ts";
import { socketIdentity } from "../http/socket-identity.ts";
import { CHANNEL_HEADER, IDENTITY_HEADER, writeHeader } from "../room/sockets/socket-identity.ts";
import { readSessionWithChannel } from "../store/session-with-channel.ts";

export const sockets: HandlersOf<"sockets"> = {
  async channel({ c, env, query: { rev }, enter }) {
    const returned = rev === undefined ? null : await comeBack(c);
    if (returned) return returned;
    const { caller, standing, facts, who } = await enter((at) => readSessionWithChannel(env.DB, at));
    cameIn(caller.session.tokenHash, facts.channelId);
    const readSeq = (standing.parent ? standing.following : standing.membership)?.readSeq ?? 0;
    return env.ROOMS.getByName(facts.channelId).fetch(c.req.url, {
      headers: {
        upgrade: "websocket",
        [CHANNEL_HEADER]: writeHeader(facts),
        [IDENTITY_HEADER]: writeHeader({ ...who, readSeq }),
      },
    });
  },

  async workspace({ c, env, caller, standing }) {
    return env.HUBS.getByName(standing.workspace.id).fetch(c.req.url, {
      headers: {
        upgrade: "websocket",
        [IDENTITY_HEADER]: writeHeader(socketIdentity(caller, standing, c.get("trace"))),
      },
    });
  },
};
