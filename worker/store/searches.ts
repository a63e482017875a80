/** What somebody searched for and keeps, and the words that mean the same in a class. */
import { and, desc, eq, sql } from "drizzle-orm";
import { SEARCHES_RECENT, SEARCHES_SAVED_MAX } from "../../protocol/index.ts";
import type { Searches } from "../../protocol/search/contract.ts";
import type { Db } from "./db.ts";
import type { Permit } from "./permit.ts";
import { raw } from "./raw.ts";
import { searches, synonyms } from "./schema.ts";

const ofMember = ({ member }: Permit<"readWorkspace">) => eq(searches.memberNo, member.no);

/** The newest first. */
export async function mySearches(db: Db, permit: Permit<"readWorkspace">): Promise<Searches> {
  const rows = await db.select().from(searches).where(ofMember(permit)).orderBy(desc(searches.at), searches.q).all();
  const some = (isSaved: boolean) => rows.filter((row) => row.isSaved === isSaved).map(({ q, at }) => ({ q, at }));
  return { recent: some(false), saved: some(true) };
}

/**
 * One row written, and one taken out where there are too many of lately.
 * @returns false: there are as many saved ones as there can be
 */
export async function keepSearch(
  db: Db,
  permit: Permit<"readWorkspace">,
  q: string,
  isSaved: boolean,
  now: number,
): Promise<boolean> {
  const { no } = permit.member;
  const [kept] = await db.batch([
    raw(
      db,
      sql`insert into searches (member_no, q, at, is_saved) select ${no}, ${q}, ${now}, ${isSaved ? 1 : 0}
      where ${isSaved ? 0 : 1} or (select count(*) from searches where member_no = ${no} and is_saved = 1 and q <> ${q}) < ${SEARCHES_SAVED_MAX}
      on conflict do update set at = excluded.at, is_saved = max(is_saved, excluded.is_saved) returning q`,
    ),
    raw(
      db,
      sql`delete from searches where member_no = ${no} and is_saved = 0 and q in (
        select q from searches where member_no = ${no} and is_saved = 0 order by at desc, q limit -1 offset ${SEARCHES_RECENT})`,
    ),
  ]);
  return kept.length > 0;
}

/** @param q undefined: all that are not saved */
export async function forgetSearches(db: Db, permit: Permit<"readWorkspace">, q: string | undefined): Promise<void> {
  const which = q === undefined ? eq(searches.isSaved, false) : eq(searches.q, q);
  await db.delete(searches).where(and(ofMember(permit), which));
}

export async function synonymsOf(db: Db, { workspace }: Permit<"readWorkspace">): Promise<string[][]> {
  const row = await db
    .select({ groups: synonyms.groups })
    .from(synonyms)
    .where(eq(synonyms.workspaceNo, workspace.no))
    .get();
  return row?.groups ?? [];
}

/** One row written. */
export async function writeSynonyms(
  db: Db,
  { workspace, member }: Permit<"editSynonyms">,
  groups: string[][],
  now: number,
): Promise<void> {
  const row = { groups, changedAt: now, changedBy: member.no };
  await db
    .insert(synonyms)
    .values({ workspaceNo: workspace.no, ...row })
    .onConflictDoUpdate({ target: synonyms.workspaceNo, set: row });
}
