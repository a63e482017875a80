/** Classes: making one, seeing it, its name, its join code, leaving it. */
import { PAGE_DEFAULT, settingsOf, type Workspace } from "../../protocol/index.ts";
import { actorOf, decideInChannel, permitInWorkspace, placeOf, type Permit } from "../access.ts";
import type { HandlersOf } from "../http/handler.ts";
import type { Caller } from "../identity/caller.ts";
import { joinWithAccount, joinAsNewcomer, withAccount } from "../join-workspace.ts";
import { log } from "../log.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import { roomOf } from "../room/stubs.ts";
import * as live from "../notify.ts";
import { because } from "../../protocol/reasons.ts";
import { factorsChanged } from "../factors-changed.ts";
import { asksForFactor, hasInsights } from "../store/class-settings.ts";
import { factorToAsk } from "../store/second-factors.ts";
import { teamOf } from "../store/lacking-factor.ts";
import { insightsOf } from "../store/insights.ts";
import { archiveWorkspace, reopenWorkspace, roomsOf, type Gone } from "../store/archived-class.ts";
import { readFirstPaint } from "../store/bootstrap.ts";
import type { Db } from "../store/db.ts";
import { contextInChannel, type ChannelContext, type MembershipContext } from "../store/membership-context.ts";
import { dropPicture, getPicture, putPicture, readPicture } from "../files/profile-picture.ts";
import { keepsFiles } from "../files/stored-emoji.ts";
import { channelIdsOf, hasOtherOwner, leaveWorkspace, toMember } from "../store/members.ts";
import { accountOf } from "../store/users.ts";
import {
  editWorkspace,
  iconOf,
  newJoinCode,
  setJoinCode,
  toWorkspace,
  toWorkspaceForAll,
} from "../store/workspaces.ts";

export const workspaces: HandlersOf<"workspaces"> = {
  async create({ c, caller, body: { name, account } }) {
    const into = { newWorkspace: name };
    const arrived = account
      ? await joinAsNewcomer(c, account, into)
      : await joinWithAccount(c, withAccount(caller), into);
    const { workspace } = arrived;
    return {
      account: arrived.account,
      workspace: { ...toWorkspaceForAll(workspace), joinCode: workspace.joinCode },
      ...(arrived.recoveryCodes && { recoveryCodes: arrived.recoveryCodes }),
    };
  },

  async bootstrap({ env, db, caller, params }) {
    const read = await readBootstrap(env, db, caller, params.workspace);
    if (!read) throw new Refused("not_found");
    return read;
  },

  async opening(asked) {
    const { env, caller, query } = asked;
    // For nobody no database is opened.
    if (!caller) return { account: null };
    const { db } = asked;
    const context = query.channel === undefined ? undefined : await contextInChannel(db, caller.user.no, query.channel);
    const workspace = context?.workspace.id ?? query.workspace;
    const [known, newest] = await Promise.all([
      workspace === undefined ? undefined : readBootstrap(env, db, caller, workspace),
      context && newestOf(env, context),
    ]);
    if (known) return { account: known.account, bootstrap: known, ...(newest && { newest }) };
    const account = await accountOf(db, caller.user.id, caller.session.id);
    const [first] = account.workspaces;
    const bootstrap = first && (await readBootstrap(env, db, caller, first.id));
    return { account, ...(bootstrap && { bootstrap }) };
  },

  async edit({ env, db, caller, permit, body: { icon, ...change } }) {
    const { id, meta } = permit.workspace;
    if (change.insights !== undefined) permitInWorkspace("switchInsights", permit);
    if (change.secondFactor !== undefined) await demandFactorOf(db, caller, permit, change.secondFactor);
    const now = Date.now();
    if (typeof icon === "string")
      await putPicture(env, { workspace: id, of: "class", version: now }, readPicture(icon));
    const workspace = await editWorkspace(db, permit, { ...change, icon: typeof icon === "string" ? now : icon });
    if (icon !== undefined) await dropPicture(env, { workspace: id, of: "class", version: iconOf(meta) });
    await live.workspaceChanged(env, toWorkspaceForAll(workspace));
    if (asksForFactor(workspace.meta) !== asksForFactor(meta))
      await factorsChanged(env, db, await teamOf(db, workspace.no));
    return { workspace: toWorkspace({ ...permit, workspace }) };
  },

  async factors({ db, permit }) {
    const team = await teamOf(db, permit.workspace.no);
    return { team: team.map(({ id, hasFactor }) => ({ member: id, hasFactor })) };
  },

  async icon({ c, env, permit, params }) {
    const version = iconOf(permit.workspace.meta);
    const picture =
      String(version) === params.version && version !== null
        ? await getPicture(env, { workspace: permit.workspace.id, of: "class", version })
        : undefined;
    if (!picture) throw new Refused("not_found");
    return c.body(picture.body, 200, {
      "content-type": picture.type,
      "cache-control": "private, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; sandbox",
    });
  },

  async insights({ env, permit }) {
    // Switched off, nothing is looked at.
    return { insights: hasInsights(permit.workspace.meta) ? await insightsOf(env.DB, permit, Date.now()) : null };
  },

  async newJoinCode({ db, permit }) {
    const joinCode = newJoinCode();
    await setJoinCode(db, permit, joinCode);
    return { joinCode };
  },

  async stopJoining({ db, permit }) {
    await setJoinCode(db, permit, null);
  },

  async archive({ env, db, permit }) {
    const now = Date.now();
    const guests = await archiveWorkspace(db, permit, now);
    return { workspace: await toldOfEnd(env, db, permit, permit.workspace.archivedAt ?? now, guests) };
  },

  async reopen({ env, db, permit }) {
    await reopenWorkspace(db, permit, Date.now());
    return { workspace: await toldOfEnd(env, db, permit, null, []) };
  },

  async leave({ env, db, context }) {
    const { workspace, member } = context;
    const otherOwner = member.role === "owner" && (await hasOtherOwner(db, workspace.no, member.no));
    const permit = permitInWorkspace("leaveWorkspace", context, { otherOwner });
    const channelIds = await channelIdsOf(db, member.no);
    const now = Date.now();
    if (!(await leaveWorkspace(db, permit, now))) throw new Refused("last_owner");
    await live.memberGone(env, workspace.id, toMember({ ...member, leftAt: now }), channelIds);
  },
};

/** Who asks it of others has one: so nobody shuts themselves out. @throws Refused `forbidden` by the field `secondFactor` */
async function demandFactorOf(db: Db, { user }: Caller, permit: MembershipContext, on: boolean): Promise<void> {
  permitInWorkspace("demandSecondFactor", permit);
  if (on && !(await factorToAsk(db, user.id)))
    throw new Refused("forbidden", { ...because("factor_own_first"), field: "secondFactor" });
}

/** Open tabs hear that the class is over, or goes on; its rooms take nothing from then on, and who was a guest is out. */
async function toldOfEnd(
  env: Env,
  db: Db,
  permit: Permit<"archiveWorkspace">,
  archivedAt: number | null,
  guests: Gone[],
): Promise<Workspace> {
  const workspace = { ...permit.workspace, archivedAt };
  await Promise.all([
    live.workspaceChanged(env, toWorkspaceForAll(workspace)),
    live.classChanged(env, await roomsOf(db, permit), archivedAt !== null),
    ...guests.map(({ member, channelIds }) => live.memberGone(env, workspace.id, toMember(member), channelIds)),
  ]);
  return toWorkspace({ ...permit, workspace });
}

/** Undefined: there is no such class, or the caller is not in it. */
async function readBootstrap(env: Env, db: Db, { user, session }: Caller, workspaceId: string) {
  const now = Date.now();
  const [paint, account] = await Promise.all([
    readFirstPaint(db, user.no, workspaceId),
    accountOf(db, user.id, session.id),
  ]);
  if (!paint) return undefined;
  const context = permitInWorkspace("readWorkspace", paint.context);
  const { hasFactor } = paint;
  const { id, role, mutedUntil, meta } = context.member;
  return {
    now,
    account,
    workspace: toWorkspace(context),
    me: {
      ...{ member: id, role, guest: user.guest },
      ...(mutedUntil !== null && { mutedUntil }),
      ...(hasFactor && { hasFactor }),
    },
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
}

/** Undefined where the caller is not in the channel, or its room does not answer: its socket brings the page then, or says why not. */
async function newestOf(env: Env, context: ChannelContext) {
  if (!context.membership || decideInChannel("readChannel", actorOf(context), placeOf(context))) return undefined;
  const facts = factsOf(context);
  try {
    return { channel: facts.channelId, page: await roomOf(env, facts.channelId).newestPage(facts, PAGE_DEFAULT) };
  } catch (error) {
    log.fault("opening", error, { channel: facts.channelId });
    return undefined;
  }
}
