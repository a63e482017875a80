/** Columns that several tables have. */
import { integer, text } from "drizzle-orm/sqlite-core";

/** Milliseconds since 1970. */
export const time = <Name extends string>(name: Name) => integer(name);
/** Optional fields to come (JSON object), so that a new one needs no migration. */
export const meta = () => text("meta", { mode: "json" }).$type<Record<string, unknown>>();
