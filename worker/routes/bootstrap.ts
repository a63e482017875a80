/** The one data request of a first paint. */
import { Hono } from "hono";
import { settingsOf, type Bootstrap } from "../../protocol/index.ts";
import { permitInWorkspace } from "../access.ts";
import type { HonoEnv } from "../hono-env.ts";
import { signedIn } from "../identity/caller.ts";
import { Refused } from "../refused.ts";
import { readFirstPaint } from "../store/bootstrap.ts";
import { openDb } from "../store/db.ts";
import { keepsFiles } from "../files/stored-emoji.ts";
import { accountOf } from "../store/users.ts";
import { toWorkspace } from "../store/workspaces.ts";

export const bootstrap = new Hono<HonoEnv>().get("/workspaces/:workspace/bootstrap", async (c) => {
  const { user, session } = signedIn(c.get("caller"));
  const now = Date.now();
  const db = openDb(c.env.DB);
  const [paint, account] = await Promise.all([
    readFirstPaint(db, user.no, c.req.param("workspace")),
    accountOf(db, user.id, session.id),
  ]);
  if (!paint) throw new Refused("not_found");
  const standing = permitInWorkspace("readWorkspace", paint.standing);
  const answer: Bootstrap = {
    now,
    account,
    workspace: toWorkspace(standing),
    me: {
      ...{ member: standing.member.id, role: standing.member.role, guest: user.guest },
      ...(standing.member.mutedUntil !== null && { mutedUntil: standing.member.mutedUntil }),
    },
    settings: settingsOf(standing.member.meta?.["settings"]),
    blocks: paint.blocks,
    noDirect: paint.noDirect,
    saved: paint.saved,
    channels: paint.channels,
    threads: paint.threads,
    members: paint.members,
    emoji: paint.emoji,
    keepsFiles: keepsFiles(c.env),
  };
  return c.json(answer);
});
