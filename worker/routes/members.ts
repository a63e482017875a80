/** People of a class: who they are, how they look, what they may. */
import { isStaff, permitInWorkspace } from "../access.ts";
import type { HandlersOf } from "../http/handler.ts";
import { dropPicture, faceOf, keepFace } from "../files/profile-picture.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { viewsOfChannel } from "../store/channel-views.ts";
import { feedbackChannelOf, feedbackOfRole } from "../store/feedback.ts";
import { factorsChanged } from "../factors-changed.ts";
import { asksForFactor } from "../store/class-settings.ts";
import { teamOf } from "../store/lacking-factor.ts";
import { banMember, bansOf, liftBan } from "../store/bans.ts";
import { blockersOf } from "../store/blocks.ts";
import type { Db } from "../store/db.ts";
import {
  channelIdsOf,
  editProfile,
  findMember,
  hasOtherOwner,
  listMembers,
  membersById,
  pictureOf,
  removeMember,
  setRole,
  toMember,
} from "../store/members.ts";
import type { MembershipContext } from "../store/membership-context.ts";
import { directSides, takingNone, takingStaffOnly } from "../store/direct-relation.ts";
import { because } from "../../protocol/reasons.ts";

export const members: HandlersOf<"members"> = {
  async list({ db, permit: { workspace, member }, query: { ids } }) {
    const [found, blockers] = await Promise.all([
      ids ? membersById(db, workspace.no, ids) : listMembers(db, workspace.no),
      blockersOf(db, member.no),
    ]);
    return { members: found.map(toMember), noDirect: takingNone(member, found, blockers) };
  },

  async editMe({ env, db, permit, body: { picture, ...change } }) {
    const now = Date.now();
    const at = { workspace: permit.workspace.id, of: permit.member.id };
    const kept = await keepFace(env, { ...at, version: now }, picture);
    const member = toMember(await editProfile(db, permit, { ...change, picture: kept }, now));
    if (kept !== undefined) await dropPicture(env, { ...at, version: permit.member.pictureAt });
    await live.memberChanged(env, permit.workspace.id, member);
    return { member };
  },

  async edit({ env, db, context, params, body: { role } }) {
    const { workspace } = context;
    const target = await personOf(db, context, params.member);
    const isSelf = target.no === context.member.no;
    const otherOwner = isSelf && (await hasOtherOwner(db, workspace.no, target.no));
    const permit = permitInWorkspace("changeRole", context, { role: target.role, newRole: role, isSelf, otherOwner });
    if (!(await setRole(db, permit, target, role, (now) => feedbackOfRole(db, workspace.no, target.no, now))))
      throw new Refused("last_owner");
    const member = toMember({ ...target, role });
    const channelIds = await channelIdsOf(db, target.no);
    // Before the role alone is told: its rooms hear of both in one.
    if (asksForFactor(workspace.meta))
      await factorsChanged(
        env,
        db,
        (await teamOf(db, workspace.no)).filter(({ no }) => no === target.no),
      );
    await live.memberChanged(env, workspace.id, member, { channelIds, mutedUntil: target.mutedUntil });
    if (isStaff(role) !== isStaff(target.role)) {
      await tellOfFeedback(env, db, permit, target, isStaff(role));
      const event = { members: await takingStaffOnly(db, target.no), closed: !isStaff(role) };
      await live.sendEvent(env, workspace.id, { members: [target.id] }, { type: "directChanged", ...event });
      await live.directsChanged(env, await directSides(db, target.no));
    }
    return { member };
  },

  async remove({ env, db, context, params }) {
    const target = await personOf(db, context, params.member);
    const permit = permitInWorkspace("removeMember", context, { role: target.role });
    const channelIds = await channelIdsOf(db, target.no);
    const now = Date.now();
    await removeMember(db, permit, target.no, now);
    await live.memberGone(env, context.workspace.id, toMember({ ...target, leftAt: now }), channelIds);
  },

  async bans({ db, permit }) {
    return { bans: await bansOf(db, permit) };
  },

  async ban({ env, db, context, params, body: { reason } }) {
    const target = await personOf(db, context, params.member);
    const permit = permitInWorkspace("banMember", context, { role: target.role });
    if (target.userNo === null) throw new Refused("invalid", because("imported_never_here"));
    const channelIds = await channelIdsOf(db, target.no);
    const now = Date.now();
    await banMember(db, permit, target.no, reason, now);
    await live.memberGone(env, context.workspace.id, toMember({ ...target, leftAt: now }), channelIds);
  },

  async liftBan({ db, permit, params }) {
    await liftBan(db, permit, await personOf(db, permit, params.member), Date.now());
  },

  // Open to whoever has the address, which nobody can guess: an <img> in a frame on another site carries no session.
  async picture({ c, env, db, params }) {
    const version = Number(params.version);
    const found = Number.isSafeInteger(version) ? await pictureOf(db, params.member, version) : undefined;
    const face =
      found && (await faceOf(env, { workspace: found.workspace, of: params.member, version }, found.picture));
    if (!face) throw new Refused("not_found");
    return c.body(face.body, 200, {
      "content-type": face.type,
      "cache-control": "public, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; sandbox",
    });
  },
};

async function personOf(db: Db, { workspace }: MembershipContext, member: string) {
  const person = await findMember(db, workspace.no, member);
  if (!person) throw new Refused("not_found");
  // A program is no person: what it may is set where it is made (routes/bots.ts).
  if (person.bot !== null) throw new Refused("forbidden");
  return person;
}

/** Who came to the teaching team is in the channel where it hears of problems, and who went is out of it: their open tabs hear so. */
async function tellOfFeedback(
  env: Env,
  db: Db,
  { workspace }: MembershipContext,
  { no, id }: { no: number; id: string },
  isInside: boolean,
): Promise<void> {
  const channel = await feedbackChannelOf(db, workspace.no);
  if (!channel) return;
  if (isInside) await live.channelJoined(env, workspace.id, channel.id, await viewsOfChannel(db, channel.no, [no]));
  else await live.channelLeft(env, workspace.id, channel.id, id);
}
