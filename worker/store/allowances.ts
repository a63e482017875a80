/** What a class may use up in a day, counted in `workspaces.meta`: one row written, whatever is counted. A day is one of UTC. */
import { sql } from "drizzle-orm";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";

const DAY_MS = 24 * 60 * 60_000;

/** False, and nothing taken, where less than `amount` of `perDay` is left. One statement asks and takes. */
export async function takeAllowance(
  db: Db,
  workspaceNo: number,
  what: "guests" | "imported" | "emoji" | "played" | "visitors",
  { amount, perDay, now }: { amount: number; perDay: number; now: number },
): Promise<boolean> {
  const day = Math.floor(now / DAY_MS);
  const path = `$.${what}Today`;
  const used = sql`case when json_extract(meta, ${`${path}.day`}) = ${day} then json_extract(meta, ${`${path}.count`}) else 0 end`;
  const taken = await raw(
    db,
    sql`update workspaces set meta = json_set(coalesce(meta, '{}'), ${path}, json_object('day', ${day}, 'count', ${used} + ${amount}))
    where no = ${workspaceNo} and ${used} + ${amount} <= ${perDay} returning no`,
  );
  return taken.length > 0;
}

/** Milliseconds until the allowances begin anew. */
export function untilTomorrow(now: number): number {
  return DAY_MS - (now % DAY_MS);
}
