/** A backup into the D1 of a deployment, as files of SQL that wrangler carries over: parents first. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BackupManifest } from "../../../protocol/archive/backup.ts";
import type { OpenArchive } from "../../../imports/archive/entries.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";
import { MAIN } from "../../databases.ts";
import { runCommand } from "../../run-command.ts";
import { readBackup } from "./read.ts";
import { insertsOf } from "./sql.ts";

const CONFIG = "wrangler.deploy.toml";
type Wrangler = (args: string[]) => Promise<{ code: number; output: string }>;
const quietly: Wrangler = (args) => runCommand("wrangler", args, { quiet: true, env: { CI: "1" } });

/** @throws CannotImport where wrangler cannot; what was carried over stays, and the same command goes on */
export async function restoreIntoDeployment(
  open: OpenArchive,
  print: (line: string) => void,
  wrangler = quietly,
): Promise<BackupManifest> {
  const folder = await mkdtemp(join(tmpdir(), "place-restore-"));
  try {
    const files: string[] = [];
    const manifest = await readBackup(open, {
      async rows(table, rows) {
        const file = join(folder, `${files.length}.sql`);
        await writeFile(file, [...insertsOf(table, rows)].join(""));
        files.push(file);
      },
    });
    // Read first was what points at others.
    for (const [i, file] of files.reverse().entries()) {
      const { code, output } = await wrangler([
        "d1",
        "execute",
        MAIN.name,
        "--remote",
        "--yes",
        "--file",
        file,
        "-c",
        CONFIG,
      ]);
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
