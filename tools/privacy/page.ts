/** The generated part of docs/privacy.md: what the schema has, in the words of stored.ts. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { getTableColumns, getTableName, is } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import { pathToFileURL } from "node:url";
import { ROOT } from "../run-command.ts";
import { COLUMNS, DEVICE, FILES, OBJECTS, TABLES } from "./stored.ts";

/** Everything from here on is generated. */
const BEGIN = "## Field by field";

/** Table → its columns, as D1 has them. */
async function schema(): Promise<Map<string, string[]>> {
  // By its address: what runs in the worker is no part of the tools.
  const url = pathToFileURL(join(ROOT, "worker", "store", "schema.ts")).href;
  const tables = Object.values((await import(url)) as Record<string, unknown>);
  return new Map(
    tables.flatMap((table) =>
      is(table, SQLiteTable)
        ? [[getTableName(table), Object.values(getTableColumns(table)).map(({ name }) => name)] as const]
        : [],
    ),
  );
}

/** Names of tables that objects make for themselves (worker/room/tables.ts), and of those of the search database. */
async function objects(): Promise<Set<string>> {
  const names = new Set<string>();
  const take = async (folder: string, ending: string, pattern: RegExp) => {
    for (const name of await readdir(join(ROOT, folder), { recursive: true })) {
      if (!name.endsWith(ending)) continue;
      const text = await readFile(join(ROOT, folder, name), "utf8");
      for (const [, table] of text.matchAll(pattern)) if (table !== undefined) names.add(table);
    }
  };
  await take("worker", ".ts", /new Table\(\s*[\w.#]+,\s*"(\w+)"/gu);
  await take("worker", ".ts", /CREATE TABLE IF NOT EXISTS (\w+) \(/gu);
  await take("migrations-search", ".sql", /CREATE (?:VIRTUAL )?TABLE (\w+)/gu);
  return names;
}

/** What is stored and described nowhere, or described and not stored: a sentence for each. */
export async function undescribed(): Promise<string[]> {
  const tables = await schema();
  const made = await objects();
  const says = "tools/privacy/stored.ts";
  const faults = [...tables].flatMap(([table, columns]) => {
    const known = TABLES[table];
    if (!known) return [`The table ${table} is stored and not described in ${says}.`];
    const bare = columns.filter((column) => (known.columns?.[column] ?? COLUMNS[column]) === undefined);
    const gone = Object.keys(known.columns ?? {}).filter((column) => !columns.includes(column));
    return [
      ...bare.map((column) => `The column ${table}.${column} is stored and not described in ${says}.`),
      ...gone.map((column) => `${says} describes ${table}.${column}, which is not stored.`),
    ];
  });
  for (const table of Object.keys(TABLES))
    if (!tables.has(table)) faults.push(`${says} describes ${table}, which is not stored.`);
  for (const table of made)
    if (!(table in OBJECTS)) faults.push(`The table ${table} of an object is stored and not described in ${says}.`);
  for (const table of Object.keys(OBJECTS))
    if (!made.has(table)) faults.push(`${says} describes ${table}, which no object makes.`);
  return faults;
}

/** @param text the page as it is @returns with the generated part as it should be */
export async function page(text: string): Promise<string> {
  const at = text.indexOf(BEGIN);
  if (at < 0) throw new Error(`docs/privacy.md has no part "${BEGIN}".`);
  return `${text.slice(0, at + BEGIN.length)}\n\nThis part is made by \`node tools/privacy.ts --write\`.\n\n${await stored()}\n`;
}

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

async function stored(): Promise<string> {
  const tables = await schema();
  const parts = [...tables]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, columns]) => {
      const { what, keeps, reads, columns: own = {} } = TABLES[name]!;
      const fields = columns.map((column) => [`\`${column}\``, own[column] ?? COLUMNS[column] ?? ""]);
      return `#### \`${name}\`: ${what}\n\nKept: ${keeps}. Read by: ${reads}.\n\n${table(["field", "what it is"], fields)}`;
    });
  const inObjects = Object.entries(OBJECTS)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, [what, keeps]]) => [`\`${name}\``, what, keeps]);
  return [
    "### In the database (D1)",
    ...parts,
    "### In the objects of channels, and in the search database",
    "Read by nobody but PLACE itself, for those who may read the messages.",
    table(["where", "what", "kept"], inObjects),
    "### Files (R2)",
    table(
      ["where", "what", "kept", "read by"],
      FILES.map(([prefix, ...rest]) => [`\`${prefix}\``, ...rest]),
    ),
    "### On your own device",
    table(["where", "what", "kept"], DEVICE),
  ].join("\n\n");
}
