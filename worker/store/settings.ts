/** What members set for themselves in their class, in `members.meta.settings`: only what differs from the start. */
import { sql } from "drizzle-orm";
import { settingsOf, type Settings } from "../../protocol/index.ts";
import type { Permit } from "./permit.ts";
import type { Db } from "./db.ts";
import { raw } from "./raw.ts";

/** One statement, so that two tabs that set different things both have their way. */
export async function editSettings(
  db: Db,
  { member }: Permit<"editOwnSettings">,
  changes: { [Name in keyof Settings]?: Settings[Name] | undefined },
): Promise<Settings> {
  // A merge patch (RFC 7396): null takes a field away, which is what null means here.
  const rows = await raw<{ settings: string }>(
    db,
    sql`update members set meta = json_set(coalesce(meta, '{}'), '$.settings',
        json(json_patch(coalesce(json_extract(meta, '$.settings'), '{}'), ${JSON.stringify(changes)})))
      where no = ${member.no} returning json_extract(meta, '$.settings') as settings`,
  );
  return settingsOf(JSON.parse(rows[0]?.settings ?? "{}"));
}
