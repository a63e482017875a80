/** People of a class: who they are, how they look, what they may. */
import { Hono } from "hono";
import * as v from "valibot";
import { BanBody, EditMemberBody, EditProfileBody, PublicIdSchema } from "../../protocol/index.ts";
import { enterWorkspace, isStaff, permitInWorkspace } from "../access.ts";
import { readBody, readQuery } from "../body.ts";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { throttleAccount } from "../identity/throttle.ts";
import { readPicture } from "../files/profile-picture.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { banMember, bansOf, liftBan } from "../store/bans.ts";
import { blockersOf } from "../store/blocks.ts";
import { openDb, type Db } from "../store/db.ts";
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

const IDS_MAX = 100;
const MembersQuery = v.object({
  ids: v.optional(
    v.pipe(
      v.string("invalid"),
      v.transform((text) => text.split(",")),
      v.maxLength(IDS_MAX, `At most ${IDS_MAX} people at once.`),
      v.array(PublicIdSchema),
    ),
  ),
});

export const members = new Hono<HonoEnv>()
  .get("/workspaces/:workspace/members", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const { workspace } = permitInWorkspace("readWorkspace", standing);
    const { ids } = readQuery(c, MembersQuery);
    const [found, blockers] = await Promise.all([
      ids ? membersById(db, workspace.no, ids) : listMembers(db, workspace.no),
      blockersOf(db, standing.member.no),
    ]);
    return c.json({ members: found.map(toMember), noDirect: takingNone(standing.member, found, blockers) });
  })
  .patch("/workspaces/:workspace/me", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const change = await readBody(c, EditProfileBody);
    await throttleAccount(c, c.get("caller"), "profile");
    if (typeof change.picture === "string") readPicture(change.picture);
    const member = toMember(await editProfile(db, permitInWorkspace("editOwnProfile", standing), change, Date.now()));
    await live.memberChanged(c.env, standing.workspace.id, member);
    return c.json({ member });
  })
  .patch("/workspaces/:workspace/members/:member", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const { role } = await readBody(c, EditMemberBody);
    await throttleAccount(c, c.get("caller"), "people");
    const target = await personOf(c, db, standing);
    const isSelf = target.no === standing.member.no;
    const otherOwner = isSelf && (await hasOtherOwner(db, standing.workspace.no, target.no));
    const permit = permitInWorkspace("changeRole", standing, { role: target.role, newRole: role, isSelf, otherOwner });
    if (!(await setRole(db, permit, target.no, role))) throw new Refused("last_owner");
    const member = toMember({ ...target, role });
    const channelIds = await channelIdsOf(db, target.no);
    await live.memberChanged(c.env, standing.workspace.id, member, { channelIds, mutedUntil: target.mutedUntil });
    if (isStaff(role) !== isStaff(target.role)) {
      const event = { members: await takingStaffOnly(db, target.no), closed: !isStaff(role) };
      await live.tell(c.env, standing.workspace.id, { members: [target.id] }, { type: "directChanged", ...event });
      await live.directsChanged(c.env, await directSides(db, target.no));
    }
    return c.json({ member });
  })
  .delete("/workspaces/:workspace/members/:member", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    await throttleAccount(c, c.get("caller"), "people");
    const target = await personOf(c, db, standing);
    const permit = permitInWorkspace("removeMember", standing, { role: target.role });
    const channelIds = await channelIdsOf(db, target.no);
    const now = Date.now();
    await removeMember(db, permit, target.no, now);
    await live.memberGone(c.env, standing.workspace.id, toMember({ ...target, leftAt: now }), channelIds);
    return c.body(null, 204);
  })
  .get("/workspaces/:workspace/bans", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    return c.json({ bans: await bansOf(db, permitInWorkspace("liftBan", standing)) });
  })
  .put("/workspaces/:workspace/bans/:member", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const { reason } = await readBody(c, BanBody);
    const target = await personOf(c, db, standing);
    const permit = permitInWorkspace("banMember", standing, { role: target.role });
    if (target.userNo === null)
      throw new Refused("invalid", { sentence: "Whom an import brought has never been here." });
    const channelIds = await channelIdsOf(db, target.no);
    const now = Date.now();
    await banMember(db, permit, target.no, reason, now);
    await live.memberGone(c.env, standing.workspace.id, toMember({ ...target, leftAt: now }), channelIds);
    return c.body(null, 204);
  })
  .delete("/workspaces/:workspace/bans/:member", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const permit = permitInWorkspace("liftBan", standing);
    await liftBan(db, permit, await personOf(c, db, standing), Date.now());
    return c.body(null, 204);
  })
  // Open to whoever has the address, which nobody can guess: an <img> in a frame on another site carries no session.
  .get("/pictures/:member/:version", async (c) => {
    const version = Number(c.req.param("version"));
    const url = Number.isSafeInteger(version)
      ? await pictureOf(openDb(c.env.DB), c.req.param("member"), version)
      : undefined;
    if (url === undefined) throw new Refused("not_found");
    const { type, bytes } = readPicture(url);
    return c.body(bytes, 200, {
      "content-type": type,
      "cache-control": "public, max-age=31536000, immutable",
      "content-security-policy": "default-src 'none'; sandbox",
    });
  });

async function personOf(c: AppContext, db: Db, { workspace }: MembershipContext) {
  const person = await findMember(db, workspace.no, c.req.param("member") ?? "");
  if (!person) throw new Refused("not_found");
  return person;
}
