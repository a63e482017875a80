/** What a member sets for themselves: settings, and whom they blocked. Told to their own tabs; acts on what others are told. */
import { Hono } from "hono";
import { BLOCKS_MAX, EditSettingsBody } from "../../protocol/index.ts";
import { enterWorkspace, permitInWorkspace } from "../access.ts";
import { readBody } from "../body.ts";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { throttleAccount } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { block, blockedBy, unblock } from "../store/blocks.ts";
import { openDb, type Db } from "../store/db.ts";
import { channelIdsOf } from "../store/members.ts";
import { peopleById, type Person } from "../store/memberships.ts";
import { editSettings } from "../store/settings.ts";
import type { MembershipContext } from "../store/membership-context.ts";
import { directSides, othersThanStaff, takesFrom } from "../store/direct-relation.ts";

export const settings = new Hono<HonoEnv>()
  .patch("/workspaces/:workspace/me/settings", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    const { workspace, member } = standing;
    const changes = await readBody(c, EditSettingsBody);
    await throttleAccount(c, c.get("caller"), "profile");
    const now = await editSettings(db, permitInWorkspace("editOwnSettings", standing), changes);
    await live.tell(c.env, workspace.id, { members: [member.id] }, { type: "settingsChanged", settings: now });
    const { readReceipts, typing, presence } = now;
    if (["readReceipts", "typing", "presence"].some((name) => name in changes)) {
      const privacy = { readReceipts, typing, presence };
      await live.privacyChanged(c.env, workspace.id, member.id, privacy, await channelIdsOf(db, member.no));
    }
    if (changes.directFrom !== undefined) {
      const closed = changes.directFrom === "staff";
      const event = { type: "directChanged" as const, members: [member.id], closed };
      await live.directsChanged(c.env, await directSides(db, member.no));
      await live.tell(c.env, workspace.id, { members: await othersThanStaff(db, member.no) }, event);
    }
    return c.json({ settings: now });
  })
  .put("/workspaces/:workspace/blocks/:member", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    await throttleAccount(c, c.get("caller"), "block");
    const other = await otherOf(c, db, standing);
    if (!(await block(db, permitInWorkspace("editOwnSettings", standing), other.no)))
      throw new Refused("too_many", {
        sentence: `You have blocked ${BLOCKS_MAX} people; that is as many as there can be.`,
      });
    return c.json({ blocks: await tellBlocks(c, db, standing, other) });
  })
  .delete("/workspaces/:workspace/blocks/:member", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    await throttleAccount(c, c.get("caller"), "block");
    const other = await otherOf(c, db, standing);
    await unblock(db, permitInWorkspace("editOwnSettings", standing), other.no);
    return c.json({ blocks: await tellBlocks(c, db, standing, other) });
  });

/** Somebody of this class, who may have left it; never oneself. */
async function otherOf(c: AppContext, db: Db, { workspace, member }: MembershipContext): Promise<Person> {
  const [other] = await peopleById(db, workspace.no, [c.req.param("member") ?? ""]);
  if (!other) throw new Refused("not_found");
  if (other.no === member.no) throw new Refused("invalid", { sentence: "Nobody blocks themselves." });
  return other;
}

async function tellBlocks(
  c: AppContext,
  db: Db,
  { workspace, member }: MembershipContext,
  other: Person,
): Promise<string[]> {
  const closed = !(await takesFrom(db, member.no, other.no, other.role));
  const blocks = (await blockedBy(db, member.no)).map(({ id }) => id);
  await Promise.all([
    live.tell(c.env, workspace.id, { members: [member.id] }, { type: "blocksChanged", blocks }),
    live.tell(c.env, workspace.id, { members: [other.id] }, { type: "directChanged", members: [member.id], closed }),
    live.directsChanged(c.env, await directSides(db, member.no, other.no)),
  ]);
  return blocks;
}
