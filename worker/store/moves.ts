/** Whether messages may stand in another channel: who reads them here and there. Asked once for a move, of the two channels and their authors. */
import { sql } from "drizzle-orm";
import type { AuditAct } from "../../protocol/audit.ts";
import { showsMore } from "../../protocol/web-pages.ts";
import type { Db } from "./db.ts";
import type { ChannelContext } from "./membership-context.ts";
import { raw } from "./raw.ts";

type Home = ChannelContext["channel"];
/** Of a thread: the channel whose members read it. */
export const homeOf = ({ channel, parent }: Pick<ChannelContext, "channel" | "parent">): Home => parent ?? channel;

/**
 * Would somebody read them there who does not here? Of a private channel everybody in the other one has to be in it.
 * @param first the first of their places in `from`; in a thread, that of the message that it hangs on
 */
export async function opensMore(db: Db, from: Home, to: Home, first: number): Promise<boolean> {
  if (from.no === to.no) return false;
  // In the class's own site, or to everybody on the web, neither is opened by moving; nor are words from before it was, or their writers' names.
  if (to.web !== null && showsMore({ names: to.web.names, from: first }, from.web)) return true;
  // In a class's site members are nobody more, and people whom it names are fewer than whoever comes by or types a name.
  const shows = (
    no: number,
  ) => sql`coalesce((select case w.read when 'anyone' then 2 when 'named' then 1 + w.guests else 0 end
    from widgets w where w.channel_no = ${no} and w.is_on = 1), 0)`;
  const others = sql`exists (select 1 from memberships t where t.channel_no = ${to.no}
    and not exists (select 1 from memberships f where f.channel_no = ${from.no} and f.member_no = t.member_no))`;
  const [found] = await raw<{ shown: number; others: number }>(
    db,
    sql`select ${shows(to.no)} > ${shows(from.no)} as shown, ${from.kind === "public" ? sql`0` : others} as others`,
  );
  return found?.shown === 1 || (from.kind !== "public" && (to.kind === "public" || found?.others === 1));
}

/** The name of one of these authors who reads them here and would not there; undefined: none. @param authors public ids */
export async function whoLosesSight(
  db: Db,
  from: Home,
  to: Home,
  authors: readonly string[],
): Promise<string | undefined> {
  if (from.no === to.no) return undefined;
  // Whoever is of the class may come into an open channel; a visitor of the class's site sees one alone.
  const reads = sql`(exists (select 1 from memberships t where t.channel_no = ${to.no} and t.member_no = m.no)
    or (${to.kind === "public" ? sql`1` : sql`0`} and json_extract(m.meta, '$.visitor') is null))`;
  const [found] = await raw<{ name: string }>(
    db,
    sql`select m.name from json_each(${JSON.stringify(authors)}) j cross join members m on m.id = j.value
      where m.left_at is null and m.user_no is not null and m.bot is null
        and exists (select 1 from memberships f where f.channel_no = ${from.no} and f.member_no = m.no) and not ${reads} limit 1`,
  );
  return found?.name;
}

/** What a room did, as the audit has it. */
export interface MoveAct {
  act: Extract<AuditAct, "messagesMoved" | "messagesMovedBack">;
  workspaceNo: number;
  channelNo: number;
  /** Of the move, and the public id of who asked for it. */
  id: string;
  by: string;
  messages: number;
  /** Replies in threads that went along. */
  answers: number;
  /** Where the first of them stood. */
  seq: number;
}

const RECORD = `INSERT OR IGNORE INTO audit_entries (workspace_no, at, act, actor_no, channel_no, details, once_key)
  SELECT ?1, ?2, ?3, m.no, ?4, ?5, ?3 || ' ' || ?6 FROM members m WHERE m.id = ?7`;

/** Once for each move, however often it is told. @throws when D1 cannot be asked */
export async function recordMove(d1: D1Database, done: MoveAct, now = Date.now()): Promise<void> {
  const { act, workspaceNo, channelNo, id, by, messages, answers, seq } = done;
  const details = JSON.stringify({ messages, ...(answers > 0 && { answers }), seq });
  await d1.prepare(RECORD).bind(workspaceNo, now, act, channelNo, details, id, by).run();
}
