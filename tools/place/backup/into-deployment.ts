/** A backup into the D1 of a deployment, as files of SQL that wrangler carries over: parents first. */
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BackupManifest } from "../../../protocol/archive/backup.ts";
import type { OpenArchive } from "../../../imports/archive/entries.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";
import { MAIN } from "../../databases.ts";
import type { CommandResult } from "../../run-command.ts";
import { CONFIG, quietly, type Wrangler } from "../keys/secrets.ts";
import { readBackup, type Row } from "./read.ts";
import { HAS_STRANGERS, insertsOf, isStranger, literal, strangersAmong } from "./sql.ts";

/**
 * @throws CannotImport where wrangler cannot: what was carried over stays, and the same command goes on; where the class is there, or another
 * one has its numbers: nothing was changed
 */
export async function restoreIntoDeployment(
  open: OpenArchive,
  print: (line: string) => void,
  wrangler: Wrangler = quietly,
): Promise<BackupManifest> {
  const folder = await mkdtemp(join(tmpdir(), "place-restore-"));
  const d1 = (...args: string[]) => wrangler(["d1", "execute", MAIN.name, "--remote", "--yes", ...args, "-c", CONFIG]);
  try {
    const look = join(folder, "look.sql");
    await writeFile(look, "");
    const files: string[] = [];
    let last: [table: string, row: Row] | undefined;
    const manifest = await readBackup(open, {
      async rows(table, rows) {
        const file = join(folder, `${files.length}.sql`);
        await writeFile(file, [...insertsOf(table, rows)].join(""));
        await appendFile(look, [...strangersAmong(table, rows)].join(""));
        files.push(file);
        last ??= [table, rows[0] ?? {}];
      },
    });
    if (last && (await isThere(d1, ...last)))
      throw new CannotImport(`"${manifest.class.name}" is there already: nothing was changed.`);
    const looked = await d1("--file", look);
    if (looked.code !== 0)
      throw new CannotImport(
        isStranger(looked.output)
          ? `${HAS_STRANGERS}: an account that has none yet, all of them before anybody is let in.`
          : `wrangler could not look at what is there; nothing was changed.\n\n${looked.output.trim()}`,
      );
    // Read first was what points at others.
    for (const [i, file] of files.reverse().entries()) {
      const { code, output } = await d1("--file", file);
      if (code !== 0)
        throw new CannotImport(
          `wrangler could not carry it over. What is there stays; the same command goes on.\n\n${output.trim()}`,
        );
      print(`${i + 1} of ${files.length}`);
    }
    return manifest;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether a row is there of those that are carried over last: then all of it was. */
async function isThere(d1: (...args: string[]) => Promise<CommandResult>, table: string, row: Row): Promise<boolean> {
  const is = (column: string) => `"${column}" = ${literal(row[column] ?? null)}`;
  const known = ["no", "key", "id", "workspace_no"].filter((column) => column in row);
  const asked = `SELECT count(*) AS count FROM "${table}" WHERE ${known.length > 0 ? known.map(is).join(" AND ") : "0"}`;
  const { code, output } = await d1("--json", "--command", asked);
  const [answer] =
    code === 0 ? (JSON.parse(output.slice(output.indexOf("["))) as { results?: { count: number }[] }[]) : [];
  if (!answer?.results)
    throw new CannotImport(
      `The database cannot be reached; nothing was changed. Sign in first (npx wrangler login) and deploy once (npm run deploy).\n\n${output.trim()}`,
    );
  return (answer.results[0]?.count ?? 0) > 0;
}
