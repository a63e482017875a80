/** How many guests came from where today. The demo class takes so many in a day; no one place uses all of them up. */
import { sql } from "drizzle-orm";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";

const DAY_MS = 24 * 60 * 60_000;

/** One of the places that a guest comes from, as narrow or as wide as it is counted. */
export interface GuestOrigin {
  origin: string;
  perDay: number;
}

/** False, and nothing counted, where one of them is used up. One statement asks and counts; yesterday's counts go. */
export async function takeGuestPlace(db: Db, origins: GuestOrigin[], now: number): Promise<boolean> {
  const day = Math.floor(now / DAY_MS);
  const hashed = await Promise.all(
    origins.map(async ({ origin, perDay }) => ({ origin: await hashOf(`${day} ${origin}`), perDay })),
  );
  const wanted = sql`json_each(${JSON.stringify(hashed)})`;
  const [taken] = await db.batch([
    raw(
      db,
      sql`insert into guest_counts (day, origin, count) select ${day}, value ->> 'origin', 1 from ${wanted}
        where not exists (select 1 from ${wanted} asked
          join guest_counts known on known.day = ${day} and known.origin = asked.value ->> 'origin'
          where known.count >= asked.value ->> 'perDay')
        on conflict do update set count = count + 1 returning origin`,
    ),
    raw(db, sql`delete from guest_counts where day < ${day} returning origin`),
  ]);
  return taken.length === origins.length;
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Buffer.from(digest).toString("base64url").slice(0, 22);
}
