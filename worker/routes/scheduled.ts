/** Messages to be posted later: written, listed, changed, taken back, sent now. The room rings when their time comes. */
import { v7 as uuidv7 } from "uuid";
import { AHEAD_MAX_MS } from "../../protocol/index.ts";
import { approachChannel, permitInChannel, type Permit } from "../access.ts";
import type { HandlersOf } from "../http/handler.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import * as live from "../notify.ts";
import { roomOf } from "../room/stubs.ts";
import { wallClockAt } from "../../protocol/wall-clock.ts";
import type { Db } from "../store/db.ts";
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
import { because } from "../../protocol/reasons.ts";

export const scheduled: HandlersOf<"scheduled"> = {
  async add({ env, db, permit, body: { id = uuidv7(), ...wanted } }) {
    const item = await addScheduled(db, permit, { id, ...wanted, ...timeOf(wanted) });
    if (!item) throw new Refused("too_many");
    try {
      // After the list has it: the room drops what is not in the list.
      await roomOf(env, permit.channel.id).schedule(factsOf(permit), item.id, item.at);
    } catch (error) {
      // Nobody would ring for it.
      await cancelScheduled(db, permit, item.id);
      throw error;
    }
    return { scheduled: await tell(env, permit, item, permit.channel.id) };
  },

  async list({ db, permit }) {
    return { scheduled: await listScheduled(db, permit) };
  },

  async edit({ env, db, caller, permit: here, params, readBody, rate }) {
    const { item, channelId } = await itemOf(db, here, params.scheduled);
    const permit = permitInChannel("post", await approachChannel(db, caller, channelId));
    const change = await readBody();
    await rate();
    const { body = item.body, at = item.at, zone = item.zone, repeat = item.repeat } = change;
    const time = timeOf({ at, zone });
    // A time that was not touched stays what was meant by it, also where clocks skipped it.
    const { wallClock } = at === item.at && zone === item.zone ? item : time;
    const changed = await editScheduled(db, permit, item.id, { body, repeat, ...time, wallClock });
    if (!changed) throw new Refused("not_found");
    await roomOf(env, channelId).schedule(factsOf(permit), item.id, changed.at);
    return { scheduled: await tell(env, permit, changed, channelId) };
  },

  async cancel({ env, db, permit, params }) {
    const { item } = await itemOf(db, permit, params.scheduled);
    // The room finds nothing when its time comes.
    await cancelScheduled(db, permit, item.id);
    await live.scheduledChanged(env, permit.workspace.id, permit.member.id, item.id, null);
  },

  async sendNow({ env, db, caller, permit, params }) {
    const { item, channelId } = await itemOf(db, permit, params.scheduled);
    const there = permitInChannel("post", await approachChannel(db, caller, channelId));
    const delivered = await roomOf(env, channelId).deliver(factsOf(there), item.id);
    if (!delivered.ok) throw new Refused(delivered.refusal);
    return { message: delivered.message };
  },
};

/** Of my own. @throws Refused where there is none such */
async function itemOf(db: Db, permit: Permit<"readWorkspace">, id: string) {
  const found = await findScheduled(db, permit, id);
  if (!found) throw new Refused("not_found");
  return found;
}

/** @throws Refused where the time has passed, or is further away than anybody plans */
function timeOf({ at, zone }: { at: number; zone: string }) {
  const now = Date.now();
  if (at <= now) throw new Refused("invalid", { field: "at", ...because("time_passed") });
  if (at > now + AHEAD_MAX_MS)
    throw new Refused("invalid", {
      field: "at",
      ...because("time_too_far"),
    });
  return { at, zone, wallClock: wallClockAt(at, zone) };
}

/** To my other tabs and devices. */
async function tell(env: Env, { workspace, member }: MembershipContext, item: ScheduledRow, channelId: string) {
  const told = toScheduled(item, channelId);
  await live.scheduledChanged(env, workspace.id, member.id, item.id, told);
  return told;
}
