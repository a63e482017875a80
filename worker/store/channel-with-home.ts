/** A channel with its class and, of a thread, its parent: what a room is told of itself, for who asks in nobody's name. */
import { eq } from "drizzle-orm";
import type { Db } from "./db.ts";
import { parents } from "./membership-context.ts";
import { channels, workspaces } from "./schema.ts";

export async function channelWithHome(db: Db, id: string) {
  const [row] = await db
    .select({ channel: channels, workspace: workspaces, parent: parents })
    .from(channels)
    .innerJoin(workspaces, eq(workspaces.no, channels.workspaceNo))
    .leftJoin(parents, eq(parents.no, channels.parentNo))
    .where(eq(channels.id, id));
  return row;
}
