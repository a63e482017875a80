/** Upgrades: the origin was checked on the way here, session and membership are checked here, then the object takes the socket. */
import { Hono } from "hono";
import { enterWorkspace } from "../access.ts";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { signedIn } from "../identity/caller.ts";
import { identify } from "../identity/identify.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import { CHANNEL_HEADER, IDENTITY_HEADER, writeHeader } from "../room/sockets/socket-identity.ts";
import { openDb } from "../store/db.ts";
import { arriveInChannel, readNoMore } from "./arrive-in-channel.ts";
import { cameIn, comeBack } from "./come-back.ts";
import { socketIdentity } from "./socket-identity.ts";

const isUpgrade = (c: AppContext) => c.req.header("upgrade")?.toLowerCase() === "websocket";

export const sockets = new Hono<HonoEnv>()
  .get("/channels/:channel/socket", async (c) => {
    if (!isUpgrade(c)) throw new Refused("malformed", { sentence: "This address speaks WebSocket." });
    const rev = c.req.query("rev");
    if (rev !== undefined && !/^\d{1,15}$/u.test(rev)) throw new Refused("invalid", { field: "rev" });
    const returned = rev === undefined ? null : await comeBack(c);
    if (returned) return returned;
    const { caller, standing } = await arriveInChannel(c, readNoMore(c));
    cameIn(caller.session.tokenHash, standing.channel.id);
    const identity = {
      ...socketIdentity(caller, standing),
      readSeq: (standing.parent ? standing.following : standing.membership)?.readSeq ?? 0,
    };
    return c.env.ROOMS.getByName(standing.channel.id).fetch(c.req.url, {
      headers: {
        upgrade: "websocket",
        [CHANNEL_HEADER]: writeHeader(factsOf(standing)),
        [IDENTITY_HEADER]: writeHeader(identity),
      },
    });
  })
  .get("/workspaces/:workspace/socket", identify, async (c) => {
    if (!isUpgrade(c)) throw new Refused("malformed", { sentence: "This address speaks WebSocket." });
    const caller = signedIn(c.var.caller);
    const standing = await enterWorkspace(openDb(c.env.DB), caller, c.req.param("workspace"));
    return c.env.HUBS.getByName(standing.workspace.id).fetch(c.req.url, {
      headers: { upgrade: "websocket", [IDENTITY_HEADER]: writeHeader(socketIdentity(caller, standing)) },
    });
  });
