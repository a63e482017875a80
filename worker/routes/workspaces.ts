/** Classes: making one, its name, its join code, leaving it. */
import { Hono } from "hono";
import { CreateWorkspaceBody, EditWorkspaceBody } from "../../protocol/index.ts";
import { enterWorkspace, permitInWorkspace } from "../access.ts";
import { readBody } from "../body.ts";
import type { HonoEnv } from "../hono-env.ts";
import { arriveKnown, arriveNew, withAccount } from "../join-workspace.ts";
import { throttleAccount, throttleAddress } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { openDb } from "../store/db.ts";
import { channelIdsOf, hasOtherOwner, leaveWorkspace, toMember } from "../store/members.ts";
import { newJoinCode, renameWorkspace, setJoinCode, toWorkspace, toWorkspaceForAll } from "../store/workspaces.ts";

export const workspaces = new Hono<HonoEnv>()
  .post("/workspaces", async (c) => {
    const { name, account } = await readBody(c, CreateWorkspaceBody);
    await throttleAddress(c, "create");
    const into = { newWorkspace: name };
    const arrived = account
      ? await arriveNew(c, account, into)
      : await arriveKnown(c, withAccount(c.get("caller")), into);
    return c.json(
      { ...arrived, workspace: { ...toWorkspaceForAll(arrived.workspace), joinCode: arrived.workspace.joinCode } },
      201,
    );
  })
  .patch("/workspaces/:workspace", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const { name } = await readBody(c, EditWorkspaceBody);
    const permit = permitInWorkspace("editWorkspace", standing);
    await throttleAccount(c, c.get("caller"), "class");
    const workspace = name === undefined ? standing.workspace : await renameWorkspace(db, permit, name);
    await live.workspaceChanged(c.env, toWorkspaceForAll(workspace));
    return c.json({ workspace: toWorkspace({ ...standing, workspace }) });
  })
  .post("/workspaces/:workspace/join-code", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    await throttleAccount(c, c.get("caller"), "class");
    const joinCode = newJoinCode();
    await setJoinCode(db, permitInWorkspace("invite", standing), joinCode);
    return c.json({ joinCode });
  })
  .delete("/workspaces/:workspace/join-code", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    await throttleAccount(c, c.get("caller"), "class");
    await setJoinCode(db, permitInWorkspace("invite", standing), null);
    return c.body(null, 204);
  })
  .post("/workspaces/:workspace/leave", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const { workspace, member } = standing;
    await throttleAccount(c, c.get("caller"), "class");
    const otherOwner = member.role === "owner" && (await hasOtherOwner(db, workspace.no, member.no));
    const permit = permitInWorkspace("leaveWorkspace", standing, { otherOwner });
    const channelIds = await channelIdsOf(db, member.no);
    const now = Date.now();
    if (!(await leaveWorkspace(db, permit, now))) throw new Refused("last_owner");
    await live.memberGone(c.env, workspace.id, toMember({ ...member, leftAt: now }), channelIds);
    return c.body(null, 204);
  });
