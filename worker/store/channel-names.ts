/** Channel names are unique in a workspace; these find one that is free. */
import { sql } from "drizzle-orm";
import { CHANNEL_NAME_MAX_CHARS } from "../../protocol/index.ts";
import type { Db } from "./db.ts";
import { publicId } from "./public-id.ts";
import { raw } from "./raw.ts";

const TRIES = 20;

/**
 * `homework-2`, or `homework-slack` where `ending` says so, with a number where that is taken too. With `seenBy`, a member's
 * number, channels that they cannot see count as if they were not there.
 */
export async function freeChannelName(
  db: Db,
  workspaceNo: number,
  taken: string,
  { ending = "", seenBy }: { ending?: string; seenBy?: number } = {},
): Promise<string> {
  const endings = Array.from({ length: TRIES }, (_, i) => `${ending}-${i + 2}`);
  if (ending) endings.unshift(ending);
  const wanted = endings.map((each) => withEnding(taken, each));
  const found = await raw<{ name: string }>(
    db,
    sql`select name from channels where workspace_no = ${workspaceNo} and name in (select value from json_each(${JSON.stringify(wanted)}))
    and ${seenBy === undefined ? sql`1` : sql`(kind = 'public' or exists (select 1 from memberships mine where mine.channel_no = channels.no and mine.member_no = ${seenBy}))`}`,
  );
  const used = new Set(found.map(({ name }) => name));
  return wanted.find((name) => !used.has(name)) ?? withEnding(taken, `-${publicId(6).toLowerCase()}`);
}

function withEnding(name: string, ending: string): string {
  // Cut to length without leaving half a character or a dash before the ending.
  const stem = name.slice(0, CHANNEL_NAME_MAX_CHARS - ending.length).replace(/[\uD800-\uDBFF]$/u, "");
  return stem.replace(/-+$/u, "") + ending;
}
