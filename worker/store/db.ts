/** The one handle on D1. Only this folder imports drizzle. */
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import * as schema from "./schema.ts";

export type Db = DrizzleD1Database<typeof schema>;

/** One for each binding: drizzle reads the whole schema to make one, which costs more than a query. */
const opened = new WeakMap<D1Database | D1DatabaseSession, Db>();

export function openDb(d1: D1Database | D1DatabaseSession): Db {
  let db = opened.get(d1);
  if (!db) {
    db = drizzle(d1 as D1Database, { schema });
    opened.set(d1, db);
  }
  return db;
}

export type MemberRow = typeof schema.members.$inferSelect;
export type WorkspaceRow = typeof schema.workspaces.$inferSelect;
export type ChannelRow = typeof schema.channels.$inferSelect;
export type MembershipRow = typeof schema.memberships.$inferSelect;
