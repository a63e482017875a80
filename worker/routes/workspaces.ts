/** Classes: making one, seeing it, its name, its join code, leaving it. */
import { settingsOf } from "../../protocol/index.ts";
import { permitInWorkspace } from "../access.ts";
import type { HandlersOf } from "../http/handler.ts";
import { arriveKnown, arriveNew, withAccount } from "../join-workspace.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { readFirstPaint } from "../store/bootstrap.ts";
import { keepsFiles } from "../files/stored-emoji.ts";
import { channelIdsOf, hasOtherOwner, leaveWorkspace, toMember } from "../store/members.ts";
import { accountOf } from "../store/users.ts";
import { newJoinCode, renameWorkspace, setJoinCode, toWorkspace, toWorkspaceForAll } from "../store/workspaces.ts";

export const workspaces: HandlersOf<"workspaces"> = {
  async create({ c, caller, body: { name, account } }) {
    const into = { newWorkspace: name };
    const arrived = account ? await arriveNew(c, account, into) : await arriveKnown(c, withAccount(caller), into);
    const { workspace } = arrived;
    return { account: arrived.account, workspace: { ...toWorkspaceForAll(workspace), joinCode: workspace.joinCode } };
  },

  async bootstrap({ env, db, caller: { user, session }, params }) {
    const now = Date.now();
    const [paint, account] = await Promise.all([
      readFirstPaint(db, user.no, params.workspace),
      accountOf(db, user.id, session.id),
    ]);
    if (!paint) throw new Refused("not_found");
    const standing = permitInWorkspace("readWorkspace", paint.standing);
    const { id, role, mutedUntil, meta } = standing.member;
    return {
      now,
      account,
      workspace: toWorkspace(standing),
      me: { member: id, role, guest: user.guest, ...(mutedUntil !== null && { mutedUntil }) },
      settings: settingsOf(meta?.["settings"]),
      blocks: paint.blocks,
      noDirect: paint.noDirect,
      saved: paint.saved,
      channels: paint.channels,
      threads: paint.threads,
      members: paint.members,
      emoji: paint.emoji,
      keepsFiles: keepsFiles(env),
    };
  },

  async edit({ env, db, permit, body: { name } }) {
    const workspace = name === undefined ? permit.workspace : await renameWorkspace(db, permit, name);
    await live.workspaceChanged(env, toWorkspaceForAll(workspace));
    return { workspace: toWorkspace({ ...permit, workspace }) };
  },

  async newJoinCode({ db, permit }) {
    const joinCode = newJoinCode();
    await setJoinCode(db, permit, joinCode);
    return { joinCode };
  },

  async stopJoining({ db, permit }) {
    await setJoinCode(db, permit, null);
  },

  async leave({ env, db, standing }) {
    const { workspace, member } = standing;
    const otherOwner = member.role === "owner" && (await hasOtherOwner(db, workspace.no, member.no));
    const permit = permitInWorkspace("leaveWorkspace", standing, { otherOwner });
    const channelIds = await channelIdsOf(db, member.no);
    const now = Date.now();
    if (!(await leaveWorkspace(db, permit, now))) throw new Refused("last_owner");
    await live.memberGone(env, workspace.id, toMember({ ...member, leftAt: now }), channelIds);
  },
};
