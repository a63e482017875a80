/** Messages to be posted later: written, listed, changed, taken back, sent now. The room rings when their time comes. */
import { Hono } from "hono";
import { v7 as uuidv7 } from "uuid";
import { AHEAD_MAX_MS, EditScheduledBody, ScheduleBody } from "../../protocol/index.ts";
import { approachChannel, enterWorkspace, permitInChannel, permitInWorkspace } from "../access.ts";
import { readBody } from "../body.ts";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { throttleAccount } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import * as live from "../notify.ts";
import { roomOf } from "../room/stubs.ts";
import { wallClockAt } from "../room/timers/wall-clock.ts";
import { openDb } from "../store/db.ts";
import {
  addScheduled,
  cancelScheduled,
  editScheduled,
  findScheduled,
  listScheduled,
  toScheduled,
  type ScheduledRow,
} from "../store/scheduled.ts";
import type { MembershipContext } from "../store/membership-context.ts";

export const scheduled = new Hono<HonoEnv>()
  .post("/channels/:channel/scheduled", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await approachChannel(db, c.get("caller"), c.req.param("channel"));
    const permit = permitInChannel("post", standing);
    const { id = uuidv7(), ...wanted } = await readBody(c, ScheduleBody);
    await throttleAccount(c, c.get("caller"), "scheduled");
    const item = await addScheduled(db, permit, { id, ...wanted, ...timeOf(wanted) });
    if (!item) throw new Refused("too_many");
    try {
      // After the list has it: the room drops what is not in the list.
      await roomOf(c.env, standing.channel.id).schedule(factsOf(standing), item.id, item.at);
    } catch (error) {
      // Nobody would ring for it.
      await cancelScheduled(db, permit, item.id);
      throw error;
    }
    return c.json({ scheduled: await tell(c, standing, item, standing.channel.id) }, 201);
  })
  .get("/workspaces/:workspace/scheduled", async (c) => {
    const db = openDb(c.env.DB);
    const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace"));
    return c.json({ scheduled: await listScheduled(db, permitInWorkspace("readWorkspace", standing)) });
  })
  .patch("/workspaces/:workspace/scheduled/:scheduled", async (c) => {
    const { db, item, channelId } = await itemOf(c);
    const standing = await approachChannel(db, c.get("caller"), channelId);
    const permit = permitInChannel("post", standing);
    const change = await readBody(c, EditScheduledBody);
    await throttleAccount(c, c.get("caller"), "scheduled");
    const { body = item.body, at = item.at, zone = item.zone, repeat = item.repeat } = change;
    const time = timeOf({ at, zone });
    // A time that was not touched stays what was meant by it, also where clocks skipped it.
    const { wallClock } = at === item.at && zone === item.zone ? item : time;
    const changed = await editScheduled(db, permit, item.id, { body, repeat, ...time, wallClock });
    if (!changed) throw new Refused("not_found");
    await roomOf(c.env, channelId).schedule(factsOf(standing), item.id, changed.at);
    return c.json({ scheduled: await tell(c, standing, changed, channelId) });
  })
  .delete("/workspaces/:workspace/scheduled/:scheduled", async (c) => {
    const { db, standing, item } = await itemOf(c);
    // The room finds nothing when its time comes.
    await cancelScheduled(db, permitInWorkspace("readWorkspace", standing), item.id);
    await live.scheduledChanged(c.env, standing.workspace.id, standing.member.id, item.id, null);
    return c.body(null, 204);
  })
  .post("/workspaces/:workspace/scheduled/:scheduled/send", async (c) => {
    const { db, item, channelId } = await itemOf(c);
    const standing = await approachChannel(db, c.get("caller"), channelId);
    permitInChannel("post", standing);
    const delivered = await roomOf(c.env, channelId).deliver(factsOf(standing), item.id);
    if (!delivered.ok) throw new Refused(delivered.refusal);
    return c.json({ message: delivered.message });
  });

async function itemOf(c: AppContext) {
  const db = openDb(c.env.DB);
  const standing = await enterWorkspace(db, c.get("caller"), c.req.param("workspace") ?? "");
  const found = await findScheduled(db, permitInWorkspace("readWorkspace", standing), c.req.param("scheduled") ?? "");
  if (!found) throw new Refused("not_found");
  return { db, standing, ...found };
}

/** @throws Refused where the time has passed, or is further away than anybody plans */
function timeOf({ at, zone }: { at: number; zone: string }) {
  const now = Date.now();
  if (at <= now) throw new Refused("invalid", { field: "at", sentence: "That time has passed." });
  if (at > now + AHEAD_MAX_MS)
    throw new Refused("invalid", {
      field: "at",
      sentence: "A message can be scheduled for a year ahead, not further.",
    });
  return { at, zone, wallClock: wallClockAt(at, zone) };
}

/** To my other tabs and devices. */
async function tell(c: AppContext, { workspace, member }: MembershipContext, item: ScheduledRow, channelId: string) {
  const told = toScheduled(item, channelId);
  await live.scheduledChanged(c.env, workspace.id, member.id, item.id, told);
  return told;
}
