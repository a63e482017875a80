/** What guests of widgets wrote, until somebody of the teaching team has looked at it. */
import { eq, sql } from "drizzle-orm";
import { HELD_LISTED, HELD_PER_GUEST, type Held, type PostContent } from "../../protocol/index.ts";
import type { Db } from "./db.ts";
import type { MembershipContext } from "./membership-context.ts";
import type { Permit } from "./permit.ts";
import { raw } from "./raw.ts";
import { widgetHeld } from "./schema.ts";

export interface NewHeld {
  id: string;
  workspaceNo: number;
  /** Where it is to be posted, and the channel of the widget: the same, but for a thread. */
  channelNo: number;
  homeNo: number;
  memberNo: number;
  content: PostContent;
  at: number;
}

const HOLD = `INSERT INTO widget_held (id, workspace_no, channel_no, home_no, member_no, content, at)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE (SELECT count(*) FROM widget_held mine WHERE mine.member_no = ?5) < ${HELD_PER_GUEST}
  ON CONFLICT DO NOTHING RETURNING member_no AS memberNo`;

/**
 * One statement counts and writes; a retry is held once.
 * @returns `full` where as many of theirs wait already, `taken` where the id is somebody else's. @throws what D1 throws
 */
export async function holdPost(d1: D1Database, held: NewHeld): Promise<"held" | "full" | "taken"> {
  const { id, workspaceNo, channelNo, homeNo, memberNo, content, at } = held;
  const [written, there] = await d1.batch<{ memberNo: number }>([
    d1.prepare(HOLD).bind(id, workspaceNo, channelNo, homeNo, memberNo, JSON.stringify(content), at),
    d1.prepare(`SELECT member_no AS memberNo FROM widget_held WHERE id = ?`).bind(id),
  ]);
  if (written?.results[0]) return "held";
  const [row] = there?.results ?? [];
  if (!row) return "full";
  return row.memberNo === memberNo ? "held" : "taken";
}

interface Row {
  id: string;
  channel: string;
  home: string;
  author: string;
  authorNo: number;
  handleKey: string;
  name: string;
  at: number;
  content: string;
}
/** What waits, and who wrote it. */
export interface HeldPost extends Held {
  content: PostContent;
  authorNo: number;
  handleKey: string;
}

/** Of channels that this member is in, the oldest first. @param id of one */
async function waiting(db: Db, { workspace, member }: MembershipContext, id?: string): Promise<HeldPost[]> {
  const one = id === undefined ? sql`` : sql`and h.id = ${id}`;
  const rows = await raw<Row>(
    db,
    sql`select h.id, c.id as channel, home.id as home, m.id as author, m.no as authorNo, m.handle_key as handleKey, m.name, h.at, h.content
      from widget_held h join memberships mine on mine.channel_no = h.home_no and mine.member_no = ${member.no}
      join channels c on c.no = h.channel_no join channels home on home.no = h.home_no join members m on m.no = h.member_no
      where h.workspace_no = ${workspace.no} ${one} order by h.at, h.id limit ${HELD_LISTED}`,
  );
  return rows.map(({ author, name, content: json, ...row }) => {
    // Written by the room, which had read it by its schema.
    const content = JSON.parse(json) as PostContent;
    const { body, replyTo } = content;
    return { ...row, author: { id: author, name }, body, ...(replyTo !== undefined && { replyTo }), content };
  });
}

export const heldPosts = (db: Db, permit: Permit<"moderateVisitors">): Promise<HeldPost[]> => waiting(db, permit);

export async function findHeld(db: Db, permit: Permit<"moderateVisitors">, id: string): Promise<HeldPost | undefined> {
  return (await waiting(db, permit, id))[0];
}

/** It is decided. False where somebody else was first. */
export async function dropHeld(db: Db, _permit: Permit<"moderateVisitors">, id: string): Promise<boolean> {
  return (await db.delete(widgetHeld).where(eq(widgetHeld.id, id)).returning({ id: widgetHeld.id })).length > 0;
}
