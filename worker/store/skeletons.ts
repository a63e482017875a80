/**
 * What handles look like, for those who were here before that was kept: worked out the next time that somebody takes a handle, since
 * no statement of SQL can. They go on as they are, also two who look alike: the later one is kept with its number behind it, which
 * is in no handle, so that the first one's looks are taken.
 */
import { sql } from "drizzle-orm";
import { skeletonOf } from "../handles/skeleton.ts";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";

/** Rows at once, and rounds at once: what is left is worked out with the next handle that is taken. */
const ROUND = 200;
const ROUNDS = 20;

interface Unknown {
  no: number;
  handle: string;
}

/** For all accounts, and for the people of a class where one is given. One round trip where all are known. */
export async function fillSkeletons(db: Db, workspaceNo: number | null): Promise<void> {
  const ofClass = sql`workspace_no = ${workspaceNo ?? -1} and skeleton is null`;
  for (let round = 0; round < ROUNDS; round++) {
    const [users, members] = await db.batch([
      raw<Unknown>(db, sql`select no, handle from users where skeleton is null order by no limit ${ROUND}`),
      raw<Unknown>(db, sql`select no, handle from members where ${ofClass} order by no limit ${ROUND}`),
    ]);
    if (users.length + members.length === 0) return;
    // By the row's number and not by the index of those that have none (the plus): that would look at all of them for each.
    await db.batch([
      raw(
        db,
        sql`update or ignore users set skeleton = ${whole("users", sql`1`)} ${from(users)}
        where users.no = known.no and +users.skeleton is null returning users.no`,
      ),
      raw(
        db,
        sql`update or ignore members set skeleton = ${whole("members", sql`other.workspace_no = members.workspace_no`)} ${from(members)}
        where members.no = known.no and +members.skeleton is null returning members.no`,
      ),
    ]);
  }
}

function whole(table: "users" | "members", among: ReturnType<typeof sql>) {
  const name = sql.raw(table);
  return sql`case when exists (select 1 from ${name} other where ${among} and other.skeleton = known.skeleton)
    then known.skeleton || ' ' || ${name}.no else known.skeleton end`;
}

/** Of two in one round the first one has the looks to itself. */
function from(rows: Unknown[]) {
  const seen = new Set<string>();
  const known = rows.map(({ no, handle }) => {
    const skeleton = skeletonOf(handle);
    const isFirst = !seen.has(skeleton);
    seen.add(skeleton);
    return [no, isFirst ? skeleton : `${skeleton} ${no}`];
  });
  return sql`from (select value ->> 0 as no, value ->> 1 as skeleton from json_each(${JSON.stringify(known)})) known`;
}
