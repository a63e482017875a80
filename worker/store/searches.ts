/** What somebody searched for and keeps, and the words that mean the same in a class. */
import { and, desc, eq, sql } from "drizzle-orm";
import { SEARCHES_RECENT, SEARCHES_SAVED_MAX } from "../../protocol/index.ts";
import type { Searches, Synonyms } from "../../protocol/search/contract.ts";
import { auditStatement, somethingChanged } from "./audit.ts";
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

export async function synonymsOf(db: Db, { workspace }: Permit<"readWorkspace">): Promise<Synonyms> {
  const row = await db
    .select({ groups: synonyms.groups, version: synonyms.changedAt })
    .from(synonyms)
    .where(eq(synonyms.workspaceNo, workspace.no))
    .get();
  return row ?? { groups: [], version: 0 };
}

/**
 * One row written. A version is the time of its change, or later than the one before where two come within a millisecond.
 * @param edited the version that was edited; undefined: any
 * @returns null: another version stands there, which stays
 */
export async function writeSynonyms(
  db: Db,
  permit: Permit<"editSynonyms">,
  groups: string[][],
  edited: number | undefined,
  now: number,
): Promise<Synonyms | null> {
  const { workspace, member } = permit;
  const [[written]] = await db.batch([
    raw<{ version: number }>(
      db,
      sql`insert into synonyms (workspace_no, groups, changed_at, changed_by)
        select ${workspace.no}, ${JSON.stringify(groups)}, ${now}, ${member.no}
        where ${edited ?? 0} = 0 or exists (select 1 from synonyms where workspace_no = ${workspace.no})
        on conflict (workspace_no) do update
          set groups = excluded.groups, changed_by = excluded.changed_by, changed_at = max(excluded.changed_at, synonyms.changed_at + 1)
          where ${edited === undefined ? 1 : 0} or synonyms.changed_at = ${edited ?? 0}
        returning changed_at as version`,
    ),
    auditStatement(db, permit, { act: "synonymsEdited", details: { groups: groups.length } }, now, somethingChanged),
  ]);
  return written ? { groups, version: written.version } : null;
}
