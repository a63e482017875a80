/** Messages to be posted later: written, listed, changed, taken back, sent now. The room rings when their time comes. */
import { v7 as uuidv7 } from "uuid";
import { AHEAD_MAX_MS, storedIdsOf, type MessageFile, type PostFile, type Scheduled } from "../../protocol/index.ts";
import { approachChannel, permitInChannel, type Permit } from "../access.ts";
import { bucketOf, fileKey } from "../files/bucket.ts";
import type { HandlersOf } from "../http/handler.ts";
import { log } from "../log.ts";
import { Refused } from "../refused.ts";
import { factsOf } from "../room/channel-facts.ts";
import * as live from "../notify.ts";
import { postedFiles } from "../room/files/posted-files.ts";
import { roomOf } from "../room/stubs.ts";
import { wallClockAt } from "../../protocol/wall-clock.ts";
import { channelWithHome } from "../store/channel-with-home.ts";
import type { Db } from "../store/db.ts";
import { giveBackFileBytes } from "../store/file-bytes.ts";
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
  async add({ env, db, permit, body: { id = uuidv7(), files: posted, ...wanted } }) {
    demandOnce(posted, wanted.repeat);
    const files = posted ? await filesFor(env, permit, id, posted) : null;
    const item = await addScheduled(db, permit, { id, ...wanted, ...timeOf(wanted), files });
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
    demandOnce(item.files, repeat);
    const time = timeOf({ at, zone });
    // A time that was not touched stays what was meant by it, also where clocks skipped it.
    const { wallClock } = at === item.at && zone === item.zone ? item : time;
    const changed = await editScheduled(db, permit, item.id, { body, repeat, ...time, wallClock });
    if (!changed) throw new Refused("not_found");
    await roomOf(env, channelId).schedule(factsOf(permit), item.id, changed.at);
    return { scheduled: await tell(env, permit, changed, channelId) };
  },

  async cancel({ env, db, permit, params }) {
    const { item, channelId } = await itemOf(db, permit, params.scheduled);
    // The room finds nothing when its time comes.
    await cancelScheduled(db, permit, item.id);
    if (item.files) await dropFiles(env, db, item, channelId);
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

/** @throws Refused `invalid` */
function demandOnce(files: readonly unknown[] | null | undefined, repeat: Scheduled["repeat"] | undefined): void {
  if (files && repeat) throw new Refused("invalid", { field: "repeat", ...because("files_once") });
}

/** As they will stand in the message, by the tickets that the channel's room signed for it. @throws Refused where one is for anything else */
async function filesFor(
  env: Env,
  permit: Permit<"post">,
  id: string,
  posted: readonly PostFile[],
): Promise<MessageFile[]> {
  const room = roomOf(env, permit.channel.id);
  const signed = posted.flatMap(({ ticket, preview }) => [ticket, ...(preview === undefined ? [] : [preview])]);
  const read = await Promise.all(
    signed.map(async (each) => [each, await room.readTicket(factsOf(permit), each)] as const),
  );
  const known = new Map(read);
  const tickets = { read: (each: string) => known.get(each) ?? null };
  const files = postedFiles(tickets, posted, { member: permit.member.id }, id, Date.now());
  if ("code" in files) throw new Refused(files);
  return files;
}

/** Bytes that no message will have: out of R2, and the class has their room back. Never rejects. */
async function dropFiles(env: Env, db: Db, { id, files }: ScheduledRow, channelId: string): Promise<void> {
  try {
    const home = await channelWithHome(db, channelId);
    if (!home) return;
    const ids = storedIdsOf(files ?? []).map((file) => ({ id: file, message: id }));
    // Where it went out a moment ago they are the message's.
    const gone = new Set(await roomOf(env, channelId).unpostedFiles(factsOf(home), ids));
    await bucketOf(env).delete([...gone].map((file) => fileKey(home.workspace.id, file)));
    const sizes = (files ?? []).flatMap((file) => [
      { id: file.id, size: file.size ?? 0 },
      ...(file.preview ? [file.preview] : []),
    ]);
    const bytes = sizes.reduce((sum, { id: file, size }) => sum + (file !== undefined && gone.has(file) ? size : 0), 0);
    await giveBackFileBytes(db, home.workspace.no, bytes);
  } catch (error) {
    log.fault("files", error, { item: id });
  }
}

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
