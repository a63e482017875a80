/** Addresses of a class that programs post to, and those that are told of a channel. */
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { HOOKS_MAX, HOOKS_PER_CHANNEL, type IncomingHook, type OutgoingHook } from "../../protocol/index.ts";
import { handleKey } from "../handles/handles.ts";
import { insertProgram } from "./bots.ts";
import type { ChannelRow, Db, WorkspaceRow } from "./db.ts";
import { takeOutStatements } from "./members.ts";
import type { Permit } from "./permit.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { channels, incomingHooks, members, memberships, outgoingHooks, workspaces } from "./schema.ts";

/** Null where the class has as many as it can have. */
export async function insertIncoming(
  db: Db,
  { workspace, channel, member }: Permit<"manageHooks">,
  hook: { memberId: string; name: string; picture?: string | null | undefined; secretHash: string },
  now: number,
): Promise<IncomingHook | null> {
  const count = await db.$count(incomingHooks, eq(incomingHooks.workspaceNo, workspace.no));
  if (count >= HOOKS_MAX) return null;
  const id = publicId();
  const { memberId } = hook;
  // Nobody mentions it: it hears nothing.
  const program = {
    id: memberId,
    name: hook.name,
    handle: `hook-${memberId.toLowerCase()}`,
    scope: "write",
    picture: hook.picture,
  } as const;
  const [[row]] = await db.batch([insertProgram(db, workspace.no, null, program, now)]);
  await db.insert(incomingHooks).values({
    ...{ id, workspaceNo: workspace.no, channelNo: channel.no, memberNo: row?.no ?? 0, name: hook.name },
    ...{ secretHash: hook.secretHash, createdAt: now, createdBy: member.no },
  });
  return { id, channel: channel.id, member: memberId, name: hook.name, createdAt: now, usedAt: null };
}

export interface FoundHook {
  hook: { no: number; id: string; name: string; usedAt: number | null };
  member: { id: string; no: number; handleKey: string };
  channel: ChannelRow;
  workspace: WorkspaceRow;
}

/** The address of this id and secret, with where it leads. */
export async function findIncoming(db: Db, id: string, secretHash: string): Promise<FoundHook | undefined> {
  return db
    .select({
      hook: { no: incomingHooks.no, id: incomingHooks.id, name: incomingHooks.name, usedAt: incomingHooks.usedAt },
      member: { id: members.id, no: members.no, handleKey: members.handleKey },
      channel: channels,
      workspace: workspaces,
    })
    .from(incomingHooks)
    .innerJoin(members, eq(members.no, incomingHooks.memberNo))
    .innerJoin(channels, eq(channels.no, incomingHooks.channelNo))
    .innerJoin(workspaces, eq(workspaces.no, incomingHooks.workspaceNo))
    .where(and(eq(incomingHooks.id, id), eq(incomingHooks.secretHash, secretHash)))
    .get();
}

export async function incomingUsed(db: Db, no: number, now: number): Promise<void> {
  await db.update(incomingHooks).set({ usedAt: now }).where(eq(incomingHooks.no, no));
}

/** Of the channels that the asker is in: what is in others they do not hear of. */
const inMyChannels = (channelNo: typeof incomingHooks.channelNo | typeof outgoingHooks.channelNo, memberNo: number) =>
  and(eq(memberships.channelNo, channelNo), eq(memberships.memberNo, memberNo), isNull(memberships.activeAt));

export async function listIncoming(db: Db, { workspace, member }: Permit<"manageBots">): Promise<IncomingHook[]> {
  const { id, name, createdAt, usedAt } = incomingHooks;
  return db
    .select({ id, channel: channels.id, member: members.id, name, createdAt, usedAt })
    .from(incomingHooks)
    .innerJoin(channels, eq(channels.no, incomingHooks.channelNo))
    .innerJoin(members, eq(members.no, incomingHooks.memberNo))
    .innerJoin(memberships, inMyChannels(incomingHooks.channelNo, member.no))
    .where(eq(incomingHooks.workspaceNo, workspace.no))
    .orderBy(asc(incomingHooks.no));
}

/** False where there was none. What it said stays. */
export async function deleteIncoming(
  db: Db,
  { channel }: Permit<"manageHooks">,
  id: string,
  now: number,
): Promise<boolean> {
  const [gone] = await db
    .delete(incomingHooks)
    .where(and(eq(incomingHooks.channelNo, channel.no), eq(incomingHooks.id, id)))
    .returning({ memberNo: incomingHooks.memberNo });
  if (gone) await db.batch(takeOutStatements(db, gone.memberNo, now, {}));
  return gone !== undefined;
}

// ── told of a channel ───────────────────────────────────────────────────────────────────────────────────────────────

export interface NewOutgoing extends Pick<OutgoingHook, "name" | "url" | "rules"> {
  secret: string;
}

/** Null where the channel, or the class, has as many as it can have. */
export async function insertOutgoing(
  db: Db,
  { workspace, channel, member }: Permit<"manageHooks">,
  { name, url, rules, secret }: NewOutgoing,
  now: number,
): Promise<OutgoingHook | null> {
  const id = publicId();
  const made = await raw(
    db,
    sql`insert into outgoing_hooks (id, workspace_no, channel_no, name, url, secret, rules, created_at, created_by)
      select ${id}, ${workspace.no}, ${channel.no}, ${name}, ${url}, ${secret}, ${JSON.stringify(rules)}, ${now}, ${member.no}
      where (select count(*) from outgoing_hooks h where h.workspace_no = ${workspace.no}) < ${HOOKS_MAX}
        and (select count(*) from outgoing_hooks h where h.channel_no = ${channel.no}) < ${HOOKS_PER_CHANNEL} returning id`,
  );
  return made.length === 0 ? null : { id, channel: channel.id, name, url, rules, createdAt: now };
}

export async function listOutgoing(db: Db, { workspace, member }: Permit<"manageBots">): Promise<OutgoingHook[]> {
  const { id, name, url, rules, createdAt } = outgoingHooks;
  return db
    .select({ id, channel: channels.id, name, url, rules, createdAt })
    .from(outgoingHooks)
    .innerJoin(channels, eq(channels.no, outgoingHooks.channelNo))
    .innerJoin(memberships, inMyChannels(outgoingHooks.channelNo, member.no))
    .where(eq(outgoingHooks.workspaceNo, workspace.no))
    .orderBy(asc(outgoingHooks.no));
}

/** What a channel's room is told of them. */
export type Subscription = Pick<OutgoingHook, "id" | "url" | "rules"> & { secret: string };
export async function subscriptionsOf(db: Db, channelNo: number): Promise<Subscription[]> {
  const { id, url, rules, secret } = outgoingHooks;
  const rows = await db
    .select({ id, url, rules, secret })
    .from(outgoingHooks)
    .where(eq(outgoingHooks.channelNo, channelNo))
    .orderBy(asc(outgoingHooks.no));
  return rows.map((row) => ({
    ...row,
    rules: { ...row.rules, ...(row.rules.mention !== undefined && { mention: handleKey(row.rules.mention) }) },
  }));
}

/** False where there was none. */
export async function deleteOutgoing(db: Db, { channel }: Permit<"manageHooks">, id: string): Promise<boolean> {
  const gone = await db
    .delete(outgoingHooks)
    .where(and(eq(outgoingHooks.channelNo, channel.no), eq(outgoingHooks.id, id)))
    .returning({ no: outgoingHooks.no });
  return gone.length > 0;
}

export async function hasOutgoing(db: Db, { channel }: Permit<"manageHooks">, id: string): Promise<boolean> {
  return (await db.$count(outgoingHooks, and(eq(outgoingHooks.channelNo, channel.no), eq(outgoingHooks.id, id)))) > 0;
}
