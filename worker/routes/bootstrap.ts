/** The one data request of a first paint. */
import { Hono } from "hono";
import type { Bootstrap } from "../../protocol/index.ts";
import { permitInWorkspace } from "../access.ts";
import type { HonoEnv } from "../hono-env.ts";
import { signedIn } from "../identity/caller.ts";
import { Refused } from "../refused.ts";
import { readFirstPaint } from "../store/bootstrap.ts";
import { openDb } from "../store/db.ts";
import { toWorkspace } from "../store/workspaces.ts";

export const bootstrap = new Hono<HonoEnv>().get("/workspaces/:workspace/bootstrap", async (c) => {
  const { user } = signedIn(c.get("caller"));
  const now = Date.now();
  const paint = await readFirstPaint(openDb(c.env.DB), user.no, c.req.param("workspace"));
  if (!paint) throw new Refused("not_found");
  const standing = permitInWorkspace("readWorkspace", paint.standing);
  const answer: Bootstrap = {
    now,
    workspace: toWorkspace(standing),
    me: { member: standing.member.id, role: standing.member.role, guest: user.guest },
    channels: paint.channels,
    members: paint.members,
  };
  return c.json(answer);
});
