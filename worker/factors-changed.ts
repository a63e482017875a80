/** Somebody has a second factor now, or has none any more, or a class begins to ask for it: their open sockets hear so at once. */
import * as live from "./notify.ts";
import type { Db } from "./store/db.ts";
import type { InTeam } from "./store/lacking-factor.ts";
import { channelIdsOf } from "./store/members.ts";

/** What is not told here, a lease finds out within minutes. */
export async function factorsChanged(env: Env, db: Db, team: readonly InTeam[]): Promise<void> {
  for (const { workspace, no, id, role, mutedUntil, hasFactor, lacksFactor } of team) {
    await live.standingChanged(env, id, { role, mutedUntil, lacksFactor }, await channelIdsOf(db, no));
    await live.sendEvent(env, workspace, { members: [id] }, { type: "factorChanged", on: hasFactor });
  }
}
