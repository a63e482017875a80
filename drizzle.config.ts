import { defineConfig } from "drizzle-kit";
import { DATABASES, MAIN } from "./tools/databases.ts";

/** `PLACE_DATABASE=<binding> drizzle-kit generate` for another one than the first. */
const wanted = process.env["PLACE_DATABASE"] ?? MAIN.binding;
const database = DATABASES.find(({ binding }) => binding === wanted);
if (!database?.schema) throw new Error(`There is no database ${wanted} with a schema: see tools/databases.ts.`);

export default defineConfig({ dialect: "sqlite", schema: `./${database.schema}`, out: `./${database.migrations}` });
