/** What a member sets for themselves: settings, and whom they blocked. Told to their own tabs; acts on what others are told. */
import { BLOCKS_MAX } from "../../protocol/index.ts";
import type { HandlersOf } from "../http/handler.ts";
import { Refused } from "../refused.ts";
import * as live from "../notify.ts";
import { block, blockedBy, unblock } from "../store/blocks.ts";
import type { Db } from "../store/db.ts";
import { channelIdsOf } from "../store/members.ts";
import { peopleById, type Person } from "../store/memberships.ts";
import { editSettings } from "../store/settings.ts";
import type { MembershipContext } from "../store/membership-context.ts";
import { directSides, othersThanStaff, takesFrom } from "../store/direct-relation.ts";
import { because } from "../../protocol/reasons.ts";

export const settings: HandlersOf<"settings"> = {
  async edit({ env, db, permit, body: changes }) {
    const { workspace, member } = permit;
    const now = await editSettings(db, permit, changes);
    await live.sendEvent(env, workspace.id, { members: [member.id] }, { type: "settingsChanged", settings: now });
    const { readReceipts, typing, presence } = now;
    if (["readReceipts", "typing", "presence"].some((name) => name in changes)) {
      const privacy = { readReceipts, typing, presence };
      await live.privacyChanged(env, workspace.id, member.id, privacy, await channelIdsOf(db, member.no));
    }
    if (changes.directFrom !== undefined) {
      const closed = changes.directFrom === "staff";
      const event = { type: "directChanged" as const, members: [member.id], closed };
      await live.directsChanged(env, await directSides(db, member.no));
      await live.sendEvent(env, workspace.id, { members: await othersThanStaff(db, member.no) }, event);
    }
    return { settings: now };
  },

  async block({ env, db, permit, params }) {
    const other = await otherOf(db, permit, params.member);
    if (!(await block(db, permit, other.no)))
      throw new Refused("too_many", because("blocks_full", { most: BLOCKS_MAX }));
    return { blocks: await notifyBlocks(env, db, permit, other) };
  },

  async unblock({ env, db, permit, params }) {
    const other = await otherOf(db, permit, params.member);
    await unblock(db, permit, other.no);
    return { blocks: await notifyBlocks(env, db, permit, other) };
  },
};

/** Somebody of this class, who may have left it; never oneself. */
async function otherOf(db: Db, { workspace, member }: MembershipContext, id: string): Promise<Person> {
  const [other] = await peopleById(db, workspace.no, [id]);
  if (!other) throw new Refused("not_found");
  if (other.no === member.no) throw new Refused("invalid", because("block_self"));
  return other;
}

async function notifyBlocks(
  env: Env,
  db: Db,
  { workspace, member }: MembershipContext,
  other: Person,
): Promise<string[]> {
  const closed = !(await takesFrom(db, member.no, other.no, other.role));
  const blocks = (await blockedBy(db, member.no)).map(({ id }) => id);
  await Promise.all([
    live.sendEvent(env, workspace.id, { members: [member.id] }, { type: "blocksChanged", blocks }),
    live.sendEvent(env, workspace.id, { members: [other.id] }, { type: "directChanged", members: [member.id], closed }),
    live.directsChanged(env, await directSides(db, member.no, other.no)),
  ]);
  return blocks;
}
