/** What waits for the teaching team, until one of it has looked at it. */
import { eq, sql } from "drizzle-orm";
import { HELD_LISTED, HELD_PER_GUEST, type Held, type HeldContent, type Role } from "../../protocol/index.ts";
import { auditStatement, somethingChanged, type Act } from "./audit.ts";
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
  content: HeldContent;
  at: number;
  /** As the table has it: null of a guest, empty where the channel holds, or the word. */
  word: string | null;
}

const HOLD = `INSERT INTO widget_held (id, workspace_no, channel_no, home_no, member_no, content, at, word)
  SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE (SELECT count(*) FROM widget_held mine WHERE mine.member_no = ?5
    AND mine.turned_down_at IS NULL) < ${HELD_PER_GUEST}
  ON CONFLICT DO NOTHING RETURNING member_no AS memberNo`;

/**
 * One statement counts and writes; a retry is held once.
 * @returns `full` where as many of theirs wait already. @throws what D1 throws
 */
export async function holdPost(d1: D1Database, held: NewHeld): Promise<"held" | "full" | Known> {
  const { id, workspaceNo, channelNo, homeNo, memberNo, content, at, word } = held;
  const [written, there] = await d1.batch<Decided>([
    d1.prepare(HOLD).bind(id, workspaceNo, channelNo, homeNo, memberNo, JSON.stringify(content), at, word),
    d1.prepare(DECIDED).bind(id),
  ]);
  if (written?.results[0]) return "held";
  return known(there?.results[0], memberNo) ?? "full";
}

/** What became of what this member had held under this id; undefined: nothing of that id waits or waited. @throws what D1 throws */
export async function heldBefore(d1: D1Database, id: string, memberNo: number): Promise<Known | undefined> {
  return known((await d1.prepare(DECIDED).bind(id).first<Decided>()) ?? undefined, memberNo);
}

/** It waits still, the id is somebody else's, or what its writer is told since it was turned down. */
type Known = "waits" | "taken" | { turnedDown: string };
interface Decided {
  memberNo: number;
  turnedDownAt: number | null;
  answer: string | null;
}
const DECIDED = `SELECT member_no AS memberNo, turned_down_at AS turnedDownAt, answer FROM widget_held WHERE id = ?`;
function known(row: Decided | undefined, memberNo: number): Known | undefined {
  if (!row) return undefined;
  if (row.memberNo !== memberNo) return "taken";
  return row.turnedDownAt === null ? "waits" : { turnedDown: row.answer ?? "" };
}

interface Row {
  id: string;
  channel: string;
  home: string;
  author: string;
  authorNo: number;
  handleKey: string;
  name: string;
  role: Role;
  at: number;
  content: string;
  word: string | null;
}
/** What waits, and who wrote it. */
export interface HeldPost extends Held {
  content: HeldContent;
  authorNo: number;
  handleKey: string;
  role: Role;
}

/** Of channels that this member is in, the oldest first. @param id of one */
async function waiting(db: Db, { workspace, member }: MembershipContext, id?: string): Promise<HeldPost[]> {
  const one = id === undefined ? sql`` : sql`and h.id = ${id}`;
  const rows = await raw<Row>(
    db,
    sql`select h.id, c.id as channel, home.id as home, m.id as author, m.no as authorNo, m.handle_key as handleKey, m.name, m.role, h.at, h.content, h.word
      from widget_held h join memberships mine on mine.channel_no = h.home_no and mine.member_no = ${member.no}
      join channels c on c.no = h.channel_no join channels home on home.no = h.home_no join members m on m.no = h.member_no
      where h.workspace_no = ${workspace.no} and h.turned_down_at is null ${one} order by h.at, h.id limit ${HELD_LISTED}`,
  );
  return rows.map(({ author, name, content: json, word, ...row }) => {
    // Written by the room, which had read it by its schema.
    const content = JSON.parse(json) as HeldContent;
    const { body, replyTo, poll, files } = content;
    return {
      ...{ ...row, author: { id: author, name }, body, content },
      ...(replyTo !== undefined && { replyTo }),
      ...(poll && { poll: { question: poll.question, options: poll.options } }),
      ...(files && { files: files.map((file) => file.name) }),
      ...(word !== null && { why: word === "" ? ("channel" as const) : ("word" as const) }),
      ...(word && { word }),
    };
  });
}

export const heldPosts = (db: Db, permit: Permit<"moderateVisitors">): Promise<HeldPost[]> => waiting(db, permit);

export async function findHeld(db: Db, permit: Permit<"moderateVisitors">, id: string): Promise<HeldPost | undefined> {
  return (await waiting(db, permit, id))[0];
}

/** Its words go, and its writer hears why, now or when they come back. False where somebody else was first. */
export async function turnDownHeld(
  db: Db,
  permit: Permit<"moderateVisitors">,
  { id, authorNo }: HeldPost,
  answer: string,
  now: number,
): Promise<boolean> {
  const [turned] = await db.batch([
    raw(
      db,
      sql`update widget_held set content = '{}', turned_down_at = ${now}, answer = ${answer}
        where id = ${id} and turned_down_at is null returning id`,
    ),
    auditStatement(db, permit, { act: "heldTurnedDown", subject: authorNo }, now, somethingChanged),
  ]);
  return turned.length > 0;
}

/** Whether a message waits, by its id: its files are not to be swept away meanwhile. */
export async function isHeld(d1: D1Database, id: string): Promise<boolean> {
  const found = await d1.prepare(`SELECT 1 FROM widget_held WHERE id = ? AND turned_down_at IS NULL`).bind(id).first();
  return found !== null;
}

/** It was let through. Until this is written it waits, and whoever lets it through again finds it posted. */
export async function dropHeld(
  db: Db,
  permit: Permit<"moderateVisitors">,
  { id, authorNo }: HeldPost,
  { channelNo, seq }: { channelNo: number; seq: number },
): Promise<void> {
  const act: Act = { act: "heldLetThrough", subject: authorNo, channel: channelNo, details: { seq } };
  await db.batch([
    db.delete(widgetHeld).where(eq(widgetHeld.id, id)),
    auditStatement(db, permit, act, Date.now(), somethingChanged),
  ]);
}
