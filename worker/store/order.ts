/** How people write in channels and threads, who may not write for a while, and the words that a class holds back. */
import { and, eq, isNull, sql } from "drizzle-orm";
import type { ChannelRules } from "../../protocol/index.ts";
import { auditStatement, somethingChanged } from "./audit.ts";
import type { Db } from "./db.ts";
import type { MemberView } from "./members.ts";
import type { Permit } from "./permit.ts";
import { raw } from "./raw.ts";
import { channels, members, workspaces } from "./schema.ts";

/** What stands by default stands nowhere. */
function kept(rules: ChannelRules): ChannelRules | null {
  const { slow, holds, locked } = rules;
  const set = { ...(slow && { slow }), ...(holds && { holds }), ...(locked && { locked }) };
  return Object.keys(set).length > 0 ? set : null;
}

/** As a channel's row has them from now on. What is left out stays. */
export function rulesWith(
  before: ChannelRules | null,
  { slow = before?.slow, holds = before?.holds }: { slow?: number | undefined; holds?: boolean | undefined },
): ChannelRules | null {
  return kept({ ...before, ...(slow !== undefined && { slow }), ...(holds !== undefined && { holds }) });
}

export async function lockThread(db: Db, permit: Permit<"lockThread">, locked: boolean, now: number): Promise<void> {
  const { channel } = permit;
  const rules = kept({ ...channel.rules, locked });
  const was = locked ? sql`json_extract(rules, '$.locked') is not 1` : sql`json_extract(rules, '$.locked') is 1`;
  await db.batch([
    db
      .update(channels)
      .set({ rules })
      .where(and(eq(channels.no, channel.no), was)),
    auditStatement(
      db,
      permit,
      { act: locked ? "threadLocked" : "threadUnlocked", channel: channel.no },
      now,
      somethingChanged,
    ),
  ]);
}

/** @param until ms since 1970; null: they may write @param reason for the teaching team */
export async function muteMember(
  db: Db,
  permit: Permit<"muteMember">,
  { no }: Pick<MemberView, "no">,
  { until, reason }: { until: number | null; reason: string },
  now: number,
): Promise<void> {
  const details = { until, ...(reason !== "" && { reason }) };
  await db.batch([
    db.update(members).set({ mutedUntil: until }).where(eq(members.no, no)),
    auditStatement(db, permit, { act: "memberMuted", subject: no, details }, now, somethingChanged),
  ]);
}

export async function mutedMembers(
  db: Db,
  { workspace }: Permit<"decideReports">,
  now: number,
): Promise<{ member: string; until: number }[]> {
  return raw<{ member: string; until: number }>(
    db,
    sql`select id as member, muted_until as until from members indexed by members_here
      where workspace_no = ${workspace.no} and left_at is null and user_no is not null and muted_until > ${now} order by muted_until`,
  );
}

/** @returns the channels in which they count from now on */
export async function setHeldWords(
  db: Db,
  permit: Permit<"editHeldWords">,
  words: string[],
  now: number,
): Promise<string[]> {
  const { workspace } = permit;
  const [, , open] = await db.batch([
    db
      .update(workspaces)
      .set({ heldWords: words.length > 0 ? words : null })
      .where(eq(workspaces.no, workspace.no)),
    auditStatement(db, permit, { act: "heldWordsEdited", details: { words: words.length } }, now),
    db
      .select({ id: channels.id })
      .from(channels)
      .where(
        and(
          eq(channels.workspaceNo, workspace.no),
          sql`${channels.kind} in ('public', 'private') and ${channels.name} is not null`,
          isNull(channels.archivedAt),
        ),
      ),
  ]);
  return open.map(({ id }) => id);
}
