/** Addresses of a class that programs post to, and those that are told of a channel. */
import { and, asc, eq, isNull, sql, type SQL } from "drizzle-orm";
import { HOOKS_MAX, HOOKS_PER_CHANNEL, type IncomingHook, type OutgoingHook } from "../../protocol/index.ts";
import { handleKey } from "../handles/handles.ts";
import { auditStatement, somethingChanged } from "./audit.ts";
import { insertProgram } from "./bots.ts";
import type { ChannelRow, Db, WorkspaceRow } from "./db.ts";
import { takeOutStatements, type MemberView } from "./members.ts";
import { memberColumns } from "./membership-context.ts";
import type { Permit } from "./permit.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";
import { channels, incomingHooks, members, memberships, outgoingHooks, workspaces } from "./schema.ts";

/** What was done to an address of this channel, for the batch that does it. */
function inAudit(
  db: Db,
  permit: Permit<"manageHooks">,
  act: "hookMade" | "hookEdited" | "hookRemoved",
  details: { name?: string; incoming: boolean; url?: string },
  now: number,
  onlyIf?: SQL,
) {
  return auditStatement(db, permit, { act, channel: permit.channel.no, details }, now, onlyIf);
}

/** Null where the class has as many as it can have. */
export async function insertIncoming(
  db: Db,
  permit: Permit<"manageHooks">,
  hook: { memberId: string; name: string; picture?: string | null | undefined; secretHash: string },
  now: number,
): Promise<IncomingHook | null> {
  const { workspace, channel, member } = permit;
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
  const memberNo = sql`(select no from members where id = ${memberId})`;
  await db.batch([
    insertProgram(db, workspace.no, null, program, now),
    db.insert(incomingHooks).values({
      ...{ id, workspaceNo: workspace.no, channelNo: channel.no, memberNo, name: hook.name },
      ...{ secretHash: hook.secretHash, createdAt: now, createdBy: member.no },
    }),
    inAudit(db, permit, "hookMade", { name: hook.name, incoming: true }, now),
  ]);
  return {
    ...{ id, channel: channel.id, member: memberId, name: hook.name, createdAt: now, usedAt: null },
    ...pictureOf(memberId, typeof hook.picture === "string" ? now : null),
  };
}

const pictureOf = (member: string, at: number | null) =>
  at === null ? {} : { picture: `/api/pictures/${member}/${at}` };

/** Its name and picture; undefined where the channel has no such address. @param change `picture`: what its row says of one; null: none */
export async function editIncoming(
  db: Db,
  permit: Permit<"manageHooks">,
  id: string,
  { name, picture }: { name?: string | undefined; picture?: string | null | undefined },
  now: number,
): Promise<{ hook: IncomingHook; member: MemberView; pictureBefore: number | null } | undefined> {
  const found = await incomingOf(db, permit, id);
  if (!found) return undefined;
  const { member, hook } = found;
  const face = picture === undefined ? {} : { picture, pictureAt: picture === null ? null : now };
  const called = name ?? hook.name;
  await db.batch([
    db
      .update(members)
      .set({ name: name ?? member.name, ...face })
      .where(eq(members.no, member.no)),
    db.update(incomingHooks).set({ name: called }).where(eq(incomingHooks.id, id)),
    inAudit(db, permit, "hookEdited", { name: called, incoming: true }, now),
  ]);
  const pictureAt = face.pictureAt === undefined ? member.pictureAt : face.pictureAt;
  const changed = { ...member, name: name ?? member.name, pictureAt };
  return {
    hook: { ...hook, name: called, ...pictureOf(member.id, pictureAt) },
    member: changed,
    pictureBefore: member.pictureAt,
  };
}

/** An address that posts into this channel, and in whose name it does. */
export async function incomingOf(
  db: Db,
  { channel }: Permit<"manageHooks">,
  id: string,
): Promise<{ hook: IncomingHook; member: MemberView } | undefined> {
  const row = await db
    .select({
      hook: { name: incomingHooks.name, createdAt: incomingHooks.createdAt, usedAt: incomingHooks.usedAt },
      member: memberColumns,
    })
    .from(incomingHooks)
    .innerJoin(members, eq(members.no, incomingHooks.memberNo))
    .where(and(eq(incomingHooks.channelNo, channel.no), eq(incomingHooks.id, id)))
    .get();
  return row && { ...row, hook: { id, channel: channel.id, member: row.member.id, ...row.hook } };
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
  const rows = await db
    .select({ id, channel: channels.id, member: members.id, name, createdAt, usedAt, pictureAt: members.pictureAt })
    .from(incomingHooks)
    .innerJoin(channels, eq(channels.no, incomingHooks.channelNo))
    .innerJoin(members, eq(members.no, incomingHooks.memberNo))
    .innerJoin(memberships, inMyChannels(incomingHooks.channelNo, member.no))
    .where(eq(incomingHooks.workspaceNo, workspace.no))
    .orderBy(asc(incomingHooks.no));
  return rows.map(({ pictureAt, ...hook }) => ({ ...hook, ...pictureOf(hook.member, pictureAt) }));
}

/** False where there was none. What it said stays. */
export async function deleteIncoming(db: Db, permit: Permit<"manageHooks">, id: string, now: number): Promise<boolean> {
  const found = await incomingOf(db, permit, id);
  if (!found) return false;
  const [gone] = await db.batch([
    db
      .delete(incomingHooks)
      .where(and(eq(incomingHooks.channelNo, permit.channel.no), eq(incomingHooks.id, id)))
      .returning({ no: incomingHooks.no }),
    inAudit(db, permit, "hookRemoved", { name: found.hook.name, incoming: true }, now, somethingChanged),
    ...takeOutStatements(db, found.member.no, now, {}),
  ]);
  return gone.length > 0;
}

// ── told of a channel ───────────────────────────────────────────────────────────────────────────────────────────────

export interface NewOutgoing extends Pick<OutgoingHook, "name" | "url" | "rules"> {
  secret: string;
}

/** Null where the channel, or the class, has as many as it can have. */
export async function insertOutgoing(
  db: Db,
  permit: Permit<"manageHooks">,
  { name, url, rules, secret }: NewOutgoing,
  now: number,
): Promise<OutgoingHook | null> {
  const { workspace, channel, member } = permit;
  const id = publicId();
  const [made] = await db.batch([
    raw(
      db,
      sql`insert into outgoing_hooks (id, workspace_no, channel_no, name, url, secret, rules, created_at, created_by)
        select ${id}, ${workspace.no}, ${channel.no}, ${name}, ${url}, ${secret}, ${JSON.stringify(rules)}, ${now}, ${member.no}
        where (select count(*) from outgoing_hooks h where h.workspace_no = ${workspace.no}) < ${HOOKS_MAX}
          and (select count(*) from outgoing_hooks h where h.channel_no = ${channel.no}) < ${HOOKS_PER_CHANNEL} returning id`,
    ),
    inAudit(db, permit, "hookMade", { name, incoming: false }, now, somethingChanged),
  ]);
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

/** With what signs for it, as it is kept. */
export interface KeptOutgoing extends OutgoingHook {
  secret: string;
}
export async function outgoingOf(
  db: Db,
  { channel }: Permit<"manageHooks">,
  hookId: string,
): Promise<KeptOutgoing | undefined> {
  const { id, name, url, rules, createdAt, secret } = outgoingHooks;
  const row = await db
    .select({ id, name, url, rules, createdAt, secret })
    .from(outgoingHooks)
    .where(and(eq(outgoingHooks.channelNo, channel.no), eq(outgoingHooks.id, hookId)))
    .get();
  return row && { ...row, channel: channel.id };
}

/** As it is from now on. @param host of the address, where that changes @param to the channel that it is told of then @returns false where that one has as many as it can have */
export async function editOutgoing(
  db: Db,
  from: Permit<"manageHooks">,
  to: Permit<"manageHooks">,
  { id, name, url, rules, secret }: KeptOutgoing,
  host: string | undefined,
): Promise<boolean> {
  const details = { name, incoming: false, ...(host !== undefined && { url: host }) };
  const [changed] = await db.batch([
    raw(
      db,
      sql`update outgoing_hooks set name = ${name}, url = ${url}, rules = ${JSON.stringify(rules)}, secret = ${secret}, channel_no = ${to.channel.no}
        where id = ${id} and channel_no = ${from.channel.no} and (channel_no = ${to.channel.no}
          or (select count(*) from outgoing_hooks h where h.channel_no = ${to.channel.no}) < ${HOOKS_PER_CHANNEL}) returning id`,
    ),
    inAudit(db, to, "hookEdited", details, Date.now(), somethingChanged),
  ]);
  return changed.length > 0;
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
export async function deleteOutgoing(db: Db, permit: Permit<"manageHooks">, id: string): Promise<boolean> {
  const [gone] = await db.batch([
    db
      .delete(outgoingHooks)
      .where(and(eq(outgoingHooks.channelNo, permit.channel.no), eq(outgoingHooks.id, id)))
      .returning({ no: outgoingHooks.no }),
    inAudit(db, permit, "hookRemoved", { incoming: false }, Date.now(), somethingChanged),
  ]);
  return gone.length > 0;
}

export async function hasOutgoing(db: Db, { channel }: Permit<"manageHooks">, id: string): Promise<boolean> {
  return (await db.$count(outgoingHooks, and(eq(outgoingHooks.channelNo, channel.no), eq(outgoingHooks.id, id)))) > 0;
}
