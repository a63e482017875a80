/** Who of a class's teaching team has no second factor though the class asks for one: read where somebody's place is read. */
import { sql } from "drizzle-orm";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";

/** SQL: 1 where this account has one that is asked for at its doors. @param userNo SQL of its number */
export const hasFactorSql = (userNo: string) =>
  `exists (select 1 from second_factors factor where factor.user_no = ${userNo} and factor.confirmed_at is not null)`;

/**
 * SQL: 1 where it is missing, else 0. Of everybody else, and in every other class, no row is read for it.
 * @param member SQL name of the row of `members`
 * @param meta SQL of the class's `meta`; read here unless it is at hand
 */
export const lacksFactorSql = (
  member: string,
  meta = `(select asking.meta from workspaces asking where asking.no = ${member}.workspace_no)`,
) =>
  `case when ${member}.role in ('ta', 'teacher', 'owner') and ${member}.bot is null and json_extract(${meta}, '$.secondFactor') = 1
    then not ${hasFactorSql(`${member}.user_no`)} else 0 end`;

/** For a statement in which the tables have their own names. */
export const lacksFactor = sql<number | null>`${sql.raw(lacksFactorSql(`"members"`, `"workspaces"."meta"`))}`;

/** Somebody of the teaching team. `lacksFactor`: the class asks for one, too. */
export interface InTeam {
  workspace: string;
  no: number;
  id: string;
  role: "ta" | "teacher" | "owner";
  mutedUntil: number | null;
  hasFactor: boolean;
  lacksFactor: boolean;
}

const read = async (db: Db, which: ReturnType<typeof sql>): Promise<InTeam[]> => {
  const rows = await raw<Omit<InTeam, "hasFactor" | "lacksFactor"> & { has: number; lacks: number }>(
    db,
    sql`select w.id as workspace, m.no, m.id, m.role, m.muted_until as mutedUntil,
      ${sql.raw(hasFactorSql("m.user_no"))} as has, ${sql.raw(lacksFactorSql("m", "w.meta"))} as lacks
      from members m join workspaces w on w.no = m.workspace_no
      where ${which} and m.role in ('ta', 'teacher', 'owner') and m.bot is null and m.left_at is null and m.user_no is not null`,
  );
  return rows.map(({ has, lacks, ...member }) => ({ ...member, hasFactor: has === 1, lacksFactor: lacks === 1 }));
};

/** The teaching team of a class. */
export const teamOf = (db: Db, workspaceNo: number): Promise<InTeam[]> =>
  read(db, sql`m.workspace_no = ${workspaceNo}`);

/** An account in the classes whose teaching team it is of. */
export const inTeamsOf = (db: Db, userNo: number): Promise<InTeam[]> => read(db, sql`m.user_no = ${userNo}`);

/** Whether this member lacks the one that their class asks for. @param memberNo its number */
export async function memberLacksFactor(db: Db, memberNo: number): Promise<boolean> {
  const [row] = await raw<{ lacks: number }>(
    db,
    sql`select ${sql.raw(lacksFactorSql("m"))} as lacks from members m where m.no = ${memberNo}`,
  );
  return row?.lacks === 1;
}
