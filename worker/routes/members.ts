/** People of a class: who they are, how they look, what they may. */
import { Hono } from "hono";
import * as v from "valibot";
import { EditMemberBody, EditProfileBody, PublicIdSchema } from "../../protocol/index.ts";
import { enterWorkspace, permitInWorkspace } from "../access.ts";
import { readBody, readQuery } from "../body.ts";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { throttleAccount } from "../identity/throttle.ts";
import { readPicture } from "../picture.ts";
import { Refused } from "../refused.ts";
import * as live from "../rooms/live.ts";
import { openDb, type Db } from "../store/db.ts";
import {
  channelIdsOf,
  editProfile,
  findMember,
  listMembers,
  membersById,
  pictureOf,
  removeMember,
  setRole,
  toMember,
} from "../store/members.ts";
import type { Standing } from "../store/standing.ts";

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
    return c.json({ members: ids ? await membersById(db, workspace.no, ids) : await listMembers(db, workspace.no) });
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
    const permit = permitInWorkspace("changeRole", standing, { role: target.role, newRole: role });
    if (!(await setRole(db, permit, target.no, role))) throw new Refused("last_owner");
    const member = toMember({ ...target, role });
    const channelIds = await channelIdsOf(db, target.no);
    await live.memberChanged(c.env, standing.workspace.id, member, { channelIds, mutedUntil: target.mutedUntil });
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

async function personOf(c: AppContext, db: Db, { workspace }: Standing) {
  const person = await findMember(db, workspace.no, c.req.param("member") ?? "");
  if (!person) throw new Refused("not_found");
  return person;
}
