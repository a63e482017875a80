/** A backup into the databases of a state folder: one transaction, all of it or nothing. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { BackupManifest } from "../../../protocol/archive/backup.ts";
import type { OpenArchive } from "../../../imports/archive/entries.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";
import { DATABASES, SEARCH } from "../../databases.ts";
import { ROOT } from "../../run-command.ts";
import { asCannotStart, isDamaged } from "../../serve/cannot-start.ts";
import { fileOfD1, openLocalD1 } from "../../serve/local-d1.ts";
import { migrate } from "../../serve/migrate.ts";
import { readBackup, type Found, type Row } from "./read.ts";
import { HAS_STRANGERS, IGNORED_WHERE_THERE, isStranger, strangersAmong } from "./sql.ts";

/**
 * @param folder of a PLACE that does not run
 * @throws CannotImport where the class is there, or another one has its numbers, or the databases there are damaged @throws CannotStart
 */
export async function restoreIntoFolder(
  folder: string,
  open: OpenArchive,
  object: NonNullable<Found["object"]>,
): Promise<BackupManifest> {
  try {
    for (const database of DATABASES) {
      const local = await openLocalD1(folder, undefined, database);
      await migrate(local, join(ROOT, database.migrations)).finally(local.close);
    }
  } catch (error) {
    throw isDamaged(error) ? new CannotImport(damaged(folder)) : asCannotStart(error, folder);
  }
  const database = new DatabaseSync(fileOfD1(folder));
  try {
    // Rows come before what they point at; whether all of it is there is looked at before the end.
    database.exec("PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE");
    const manifest = await readBackup(open, { rows: insertInto(database), object });
    const lost = database.prepare("PRAGMA foreign_key_check").all();
    if (lost.length > 0) throw new CannotImport("The backup points at rows that are not in it.");
    database.exec("COMMIT");
    await dropIndex(folder);
    return manifest;
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  } finally {
    database.close();
  }
}

const damaged = (folder: string) =>
  `The database in ${folder} is damaged. Move ${join(folder, "v3", "d1")} out of the way and say this again: databases are made anew there.`;

/** The next start makes it anew, of all classes. */
async function dropIndex(folder: string): Promise<void> {
  const file = fileOfD1(folder, SEARCH.binding);
  for (const end of ["", "-wal", "-shm"]) await rm(`${file}${end}`, { force: true });
}

function insertInto(database: DatabaseSync): Found["rows"] {
  const statements = new Map<string, StatementSync>();
  const statementFor = (table: string, columns: string[]) => {
    const key = `${table} ${columns.join(" ")}`;
    let statement = statements.get(key);
    if (!statement) {
      const known = new Set(
        database
          .prepare(`SELECT name FROM pragma_table_info(?)`)
          .all(table)
          .map(({ name }) => name),
      );
      if (known.size === 0 || columns.some((column) => !known.has(column)))
        throw new CannotImport(`The backup was made by a newer PLACE: ${table} is not known so. Update this one.`);
      const ignore = IGNORED_WHERE_THERE.has(table) ? " OR IGNORE" : "";
      const names = columns.map((column) => `"${column}"`).join(", ");
      statement = database.prepare(
        `INSERT${ignore} INTO "${table}" (${names}) VALUES (${columns.map(() => "?").join(", ")})`,
      );
      statements.set(key, statement);
    }
    return statement;
  };
  return (table, rows) => {
    if (IGNORED_WHERE_THERE.has(table))
      for (const look of strangersAmong(table, rows))
        try {
          database.exec(look);
        } catch (error) {
          const isOther = error instanceof Error && isStranger(error.message);
          throw isOther ? new CannotImport(`${HAS_STRANGERS}: a folder of its own, --state FOLDER`) : error;
        }
    for (const row of rows) {
      try {
        statementFor(table, Object.keys(row)).run(...Object.values(row));
      } catch (error) {
        throw isTaken(error) ? new CannotImport(taken(table, row)) : error;
      }
    }
  };
}

const isTaken = (error: unknown) => error instanceof Error && /UNIQUE constraint/u.test(error.message);
const taken = (table: string, row: Row) =>
  table === "workspaces" || typeof row["name"] !== "string"
    ? "The class is there already, or another class has its numbers: nothing was changed. Bring it into a folder of its own: --state FOLDER"
    : `${table}: "${row["name"]}" is there already: nothing was changed. Bring the class into a folder of its own: --state FOLDER`;
