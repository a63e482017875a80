/**
 * The databases of PLACE, once: what starts it, tests it, deploys it and looks after its migrations reads them here. A second one is a line here
 * and its binding in wrangler.toml, which is the platform's own file (`test/tools/databases.test.ts` holds that they say the same).
 */
export interface Database {
  /** By which the worker knows it: `env.DB`. */
  binding: string;
  /** In the account that it is deployed to. */
  name: string;
  /** Stands in wrangler.toml for its id in that account; names its file in a state folder. */
  placeholder: string;
  /** Folders and files from the root of the repository. */
  migrations: string;
  /** Null: its migrations are written by hand, since drizzle knows no virtual tables. */
  schema: string | null;
}

/** The system of record. */
export const MAIN: Database = {
  binding: "DB",
  name: "place",
  placeholder: "00000000-0000-0000-0000-000000000001",
  migrations: "migrations",
  schema: "worker/store/schema.ts",
};

/** The search index: derived from the other one, and apart from it, because a database with a virtual table cannot be exported. */
export const SEARCH: Database = {
  binding: "SEARCH",
  name: "place-search",
  placeholder: "00000000-0000-0000-0000-000000000002",
  migrations: "migrations-search",
  schema: null,
};

export const DATABASES: readonly Database[] = [MAIN, SEARCH];
