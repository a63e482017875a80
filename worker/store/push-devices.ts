/** Browsers that are notified by Web Push: whose they are, and where they are reached. */
import { and, desc, eq, sql } from "drizzle-orm";
import { PUSH_DEVICES_MAX, type PushDevice, type SubscribeBody } from "../../protocol/index.ts";
import type { Db } from "./db.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { pushDevices } from "./schema.ts";

/** Who asks, in which session. */
interface Caller {
  user: { no: number };
  session: { tokenHash: string };
}

/** Where a browser is reached, and what only it can open. */
export interface PushTarget {
  id: string;
  endpoint: string;
  p256dh: string;
  auth: string;
  kid: string;
  lang: string;
  words: boolean;
  origin: string;
}

type DeviceRow = Pick<typeof pushDevices.$inferSelect, "id" | "name" | "words" | "createdAt" | "seenAt" | "tokenHash">;

function toDevice({ id, name, words, createdAt, seenAt, tokenHash }: DeviceRow, { session }: Caller): PushDevice {
  return { id, name, words, createdAt, seenAt, current: tokenHash === session.tokenHash };
}

/** The one that said last that it is there comes first. */
export async function listPushDevices(db: Db, caller: Caller): Promise<PushDevice[]> {
  const rows = await db
    .select()
    .from(pushDevices)
    .where(eq(pushDevices.userNo, caller.user.no))
    .orderBy(desc(pushDevices.seenAt));
  return rows.map((row) => toDevice(row, caller));
}

export interface Subscribing extends SubscribeBody {
  kid: string;
  name: string;
  origin: string;
}

// A subscription is whose browser it is. Who has its secrets as well is that browser, where somebody else is signed in now.
const UPSERT = `insert into push_devices (id, user_no, token_hash, endpoint, p256dh, auth, kid, name, lang, words, origin, created_at, seen_at)
  select ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, coalesce(?9, 'en'), coalesce(?10, 1), ?11, ?12, ?12
  where (select count(*) from push_devices mine where mine.user_no = ?2 and mine.endpoint <> ?4) < ${PUSH_DEVICES_MAX}
  on conflict (endpoint) do update set user_no = excluded.user_no, token_hash = excluded.token_hash, p256dh = excluded.p256dh, auth = excluded.auth,
    kid = excluded.kid, name = excluded.name, lang = coalesce(?9, lang), words = coalesce(?10, words), origin = excluded.origin, seen_at = excluded.seen_at
  where push_devices.user_no = excluded.user_no or (push_devices.p256dh = excluded.p256dh and push_devices.auth = excluded.auth)
  returning id, name, words, created_at as createdAt, seen_at as seenAt, token_hash as tokenHash`;

/**
 * This browser is notified from now on. A session is one browser, which has one subscription: what it had before goes. One batch, so that two
 * at once do not get past the limit.
 * @returns why not: there are as many as there can be, or it is somebody else's
 */
export async function subscribe(
  db: Db,
  d1: D1Database,
  caller: Caller,
  asked: Subscribing,
  now: number,
): Promise<PushDevice | "full" | "taken"> {
  const { no } = caller.user;
  const { endpoint, keys, kid, name, origin, replaces } = asked;
  const before = await db
    .select({ words: pushDevices.words, lang: pushDevices.lang })
    .from(pushDevices)
    .where(and(eq(pushDevices.userNo, no), eq(pushDevices.tokenHash, caller.session.tokenHash)))
    .get();
  const words = asked.words ?? before?.words;
  const lang = asked.lang ?? before?.lang ?? null;
  const results = await d1.batch<Omit<DeviceRow, "words"> & { words: number }>([
    d1
      .prepare(
        `delete from push_devices where user_no = ?1 and endpoint <> ?2 and (token_hash = ?3 or endpoint = ?4
          or token_hash not in (select token_hash from sessions where user_no = ?1 and expires_at > ?5))`,
      )
      .bind(no, endpoint, caller.session.tokenHash, replaces ?? "", now),
    d1
      .prepare(UPSERT)
      .bind(
        ...[publicId(), no, caller.session.tokenHash, endpoint, keys.p256dh, keys.auth, kid, name, lang],
        ...[words === undefined ? null : Number(words), origin, now],
      ),
  ]);
  const row = results[1]?.results[0];
  if (row) return toDevice({ ...row, words: row.words === 1 }, caller);
  const [others] = await db
    .select({ no: pushDevices.userNo })
    .from(pushDevices)
    .where(eq(pushDevices.endpoint, endpoint));
  return others && others.no !== no ? "taken" : "full";
}

/** Undefined where none of mine is called so. */
export async function editPushDevice(
  db: Db,
  caller: Caller,
  id: string,
  changes: { words: boolean },
): Promise<PushDevice | undefined> {
  const [row] = await db
    .update(pushDevices)
    .set(changes)
    .where(and(eq(pushDevices.id, id), eq(pushDevices.userNo, caller.user.no)))
    .returning();
  return row && toDevice(row, caller);
}

export async function findPushDevice(db: Db, caller: Caller, id: string): Promise<PushTarget | undefined> {
  return db
    .select()
    .from(pushDevices)
    .where(and(eq(pushDevices.id, id), eq(pushDevices.userNo, caller.user.no)))
    .get();
}

/** False where none of mine is called so. */
export async function forgetPushDevice(db: Db, caller: Caller, id: string): Promise<boolean> {
  const mine = and(eq(pushDevices.id, id), eq(pushDevices.userNo, caller.user.no));
  return (await db.delete(pushDevices).where(mine).returning({ id: pushDevices.id })).length > 0;
}

/** What a push service says is gone. One that was renewed meanwhile is another one, and stays. */
export async function forgetGone(d1: D1Database, gone: Pick<PushTarget, "id" | "endpoint">[]): Promise<void> {
  if (gone.length === 0) return;
  const forget = d1.prepare(`delete from push_devices where id = ?1 and endpoint = ?2`);
  await d1.batch(gone.map(({ id, endpoint }) => forget.bind(id, endpoint)));
}

/** For a batch: browsers of this account in which nobody is signed in any more. */
export function forgetDevicesWithoutSession(db: Db, userNo: number) {
  return raw(
    db,
    sql`delete from push_devices where user_no = ${userNo}
      and token_hash not in (select token_hash from sessions where user_no = ${userNo}) returning id`,
  );
}

/** For a batch, behind what takes somebody out: browsers of an account that is in no class any more. */
export function forgetDevicesWithoutClass(db: Db, memberNo: number) {
  const account = sql`(select user_no from members where no = ${memberNo})`;
  return raw(
    db,
    sql`delete from push_devices where user_no = ${account}
      and not exists (select 1 from members here where here.user_no = ${account} and here.left_at is null) returning id`,
  );
}

/** Channel id → how far this account has read there, of those that it is in. */
export async function readsOf(db: Db, caller: Caller, channels: string[]): Promise<Record<string, number>> {
  const rows = await raw<{ id: string; readSeq: number }>(
    db,
    sql`select c.id, mine.read_seq as readSeq from json_each(${JSON.stringify(channels)}) j
      cross join channels c on c.id = j.value
      cross join members m on m.workspace_no = c.workspace_no and m.user_no = ${caller.user.no} and m.left_at is null
      cross join memberships mine on mine.channel_no = c.no and mine.member_no = m.no`,
  );
  return Object.fromEntries(rows.map(({ id, readSeq }) => [id, readSeq]));
}
