/** A backup into a PLACE that has others: their numbers are theirs, and whoever has them stays who they are. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { packTar } from "modern-tar";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { BACKUP_FORMAT, BACKUP_VERSION, rowsEntry, type BackupManifest } from "../../protocol/archive/backup.ts";
import { toText } from "../../protocol/archive/chain.ts";
import { HEADS, MANIFEST } from "../../protocol/archive/format.ts";
import { openArchive, sha256 } from "../../tools/place/archive/open-archive.ts";
import { restoreIntoDeployment } from "../../tools/place/backup/into-deployment.ts";
import { restoreIntoFolder } from "../../tools/place/backup/into-folder.ts";
import type { Row } from "../../tools/place/backup/read.ts";
import { prepareDatabase } from "../../tools/serve/database.ts";
import { fileOfD1 } from "../../tools/serve/local-d1.ts";

let folder = "";
let d1: DatabaseSync;
let at = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "place-restore-"));
  at = join(folder, "state");
  await prepareDatabase({ state: at, demo: false, patienceMs: 1_000, print: () => undefined });
  d1 = new DatabaseSync(fileOfD1(at));
});
afterEach(async () => {
  d1.close();
  await rm(folder, { recursive: true, force: true });
});

/** A row of a table with what it needs, whatever columns come to it. */
function rowOf(table: string, given: Row): Row {
  const columns = d1.prepare("SELECT name, type, dflt_value AS otherwise, [notnull] AS must FROM pragma_table_info(?)");
  const row: Row = {};
  for (const { name, type, otherwise, must } of columns.all(table))
    if (must === 1 && otherwise === null) row[String(name)] = type === "INTEGER" || type === "integer" ? 1 : `${name}`;
  return { ...row, ...given };
}
const put = (table: string, row: Row) =>
  d1
    .prepare(
      `INSERT INTO "${table}" (${Object.keys(row).join(", ")}) VALUES (${Object.keys(row)
        .map(() => "?")
        .join(", ")})`,
    )
    .run(...Object.values(row));

const person = (no: number, handle: string) => rowOf("users", { no, id: `user-${handle}`, handle, handle_key: handle });
const aClass = (no: number, id: string) =>
  rowOf("workspaces", { no, id, name: id, meta: JSON.stringify({ insights: false }) });
const member = (no: number, of: number, user: number) =>
  rowOf("members", { no, id: `member-${of}-${no}`, workspace_no: of, user_no: user, handle_key: `handle-${of}-${no}` });
const act = (no: number, of: number) => rowOf("audit_entries", { no, workspace_no: of });

/** As it is made at night: what others point at is read last. */
async function backupOf(of: string, tables: readonly (readonly [string, Row])[]): Promise<string> {
  const text = (lines: unknown[]) => Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const entries = tables.map(([table, row]) => ({ name: rowsEntry(table, 1), bytes: text([row]) }));
  const heads = text(entries.map(({ name, bytes }) => ({ entry: name, hash: toText(sha256(bytes)), rows: 1 })));
  const manifest: BackupManifest = {
    ...{
      format: BACKUP_FORMAT,
      version: BACKUP_VERSION,
      class: { id: of, name: of },
      at: 1,
      root: toText(sha256(heads)),
    },
    rows: Object.fromEntries(tables.map(([table]) => [table, 1])),
  };
  const all = [{ name: MANIFEST, bytes: text([manifest]) }, { name: HEADS, bytes: heads }, ...entries];
  const file = join(folder, `${of}.tar`);
  await writeFile(
    file,
    await packTar(
      all.map(({ name, bytes }) => ({ header: { name, size: bytes.byteLength, type: "file" as const }, body: bytes })),
    ),
  );
  return file;
}
const whole = (of: string, no: number, { user, members, acts }: { user: Row; members: number; acts: number }) =>
  backupOf(of, [
    ["audit_entries", act(acts, no)],
    ["members", member(members, no, Number(user["no"]))],
    ["users", user],
    ["workspaces", aClass(no, of)],
  ]);

/** As D1 does it: a file is all of it or nothing. */
const wrangler = async (args: string[]) => {
  const after = (option: string) => args[args.indexOf(option) + 1] ?? "";
  try {
    if (args.includes("--command")) {
      const results = d1.prepare(after("--command")).all();
      return { code: 0, output: JSON.stringify([{ results, success: true }]) };
    }
    d1.exec(`BEGIN; ${await readFile(after("--file"), "utf8")}; COMMIT`);
    return { code: 0, output: "" };
  } catch (error) {
    if (d1.isTransaction) d1.exec("ROLLBACK");
    return { code: 1, output: String(error) };
  }
};
const carry = (file: string) => restoreIntoDeployment(openArchive(file), () => undefined, wrangler);
const bring = (file: string) => restoreIntoFolder(at, openArchive(file), () => Promise.resolve());
/** What the class says of itself: with what it was set to before. */
const restoredAt = (id: string): number => {
  const { meta } = d1.prepare("SELECT meta FROM workspaces WHERE id = ?").get(id) as { meta: string };
  const said = JSON.parse(meta) as { insights: boolean; restoredAt: number };
  expect(said.insights).toBe(false);
  return said.restoredAt;
};
const everything = () =>
  ["workspaces", "users", "members", "audit_entries"].map((table) => d1.prepare(`SELECT * FROM ${table}`).all());

describe("a deployment that has another class", () => {
  beforeEach(() => {
    put("users", person(1, "ada"));
    put("workspaces", aClass(1, "theirs"));
    put("members", member(1, 1, 1));
    put("audit_entries", act(1, 1));
  });

  test.each([
    ["class", { no: 1, user: 2, members: 2, acts: 2 }],
    ["people", { no: 2, user: 1, members: 2, acts: 2 }],
    ["members", { no: 2, user: 2, members: 1, acts: 2 }],
    ["audit", { no: 2, user: 2, members: 2, acts: 1 }],
  ])("is not given the one whose numbers of its %s it has", async (_what, { no, user, members, acts }) => {
    const before = everything();
    const file = await whole("ours", no, { user: person(user, "ben"), members, acts });
    await expect(carry(file)).rejects.toThrow("nothing was changed");
    expect(everything()).toEqual(before);
  });

  test("where somebody has a handle of it is not given it", async () => {
    const before = everything();
    const file = await whole("ours", 2, { user: { ...person(2, "ada"), id: "another" }, members: 2, acts: 2 });
    await expect(carry(file)).rejects.toThrow("a handle of it");
    expect(everything()).toEqual(before);
  });

  test("takes one with numbers of its own, goes on with it where it broke off, and then takes it no more", async () => {
    const file = await whole("ours", 2, { user: person(2, "ben"), members: 2, acts: 2 });
    let left = 3;
    const breaksOff: typeof wrangler = (args) =>
      args.includes("--file") && --left < 0 ? Promise.resolve({ code: 1, output: "cut" }) : wrangler(args);
    await expect(restoreIntoDeployment(openArchive(file), () => undefined, breaksOff)).rejects.toThrow("goes on");
    const began = Date.now();
    expect((await carry(file)).class.name).toBe("ours");
    expect(restoredAt("ours"), "where it broke off, its first row was there").toBeLessThanOrEqual(began);
    expect(everything().map((rows) => rows.length)).toEqual([2, 2, 2, 2]);
    await expect(carry(file)).rejects.toThrow("there already");
  });
});

test("a folder whose person of that number is somebody else is not given them for who they are not", async () => {
  put("users", person(1, "ada"));
  const before = everything();
  const file = await whole("ours", 1, { user: person(1, "ben"), members: 1, acts: 1 });
  await expect(bring(file)).rejects.toThrow("nothing was changed");
  expect(everything()).toEqual(before);
  const began = Date.now();
  expect((await bring(await whole("own", 1, { user: person(1, "ada"), members: 1, acts: 1 }))).class.id).toBe("own");
  expect(restoredAt("own")).toBeGreaterThanOrEqual(began);
});

test("damaged databases, and a file that is no backup or not there, are each told in a sentence that says what to do", async () => {
  const file = await whole("ours", 1, { user: person(1, "ben"), members: 1, acts: 1 });
  const other = join(folder, "other");
  const fresh = fileOfD1(other);
  await expect(bring(join(folder, "nothing.tar"))).rejects.toThrow("There is no file or folder");
  await expect(bring(folder)).rejects.toThrow("is a folder");
  await expect(bring(fileOfD1(at))).rejects.toThrow("no archive and no backup");
  await prepareDatabase({ state: other, demo: false, patienceMs: 1_000, print: () => undefined });
  await writeFile(fresh, "nothing that a database begins with");
  await expect(restoreIntoFolder(other, openArchive(file), () => Promise.resolve())).rejects.toThrow(
    "out of the way and say this again",
  );
});

test("every row with a number of its own says by what it is told from another's", () => {
  const tables = d1.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  for (const { name } of tables) {
    const columns = d1.prepare("SELECT name, pk, [notnull] AS must FROM pragma_table_info(?)").all(String(name));
    if (/^(?:sqlite|d1|_cf)/u.test(String(name)) || !columns.some(({ name, pk }) => pk === 1 && name === "no"))
      continue;
    const by = ["id", "workspace_no"].map((column) => columns.find(({ name }) => name === column)).find(Boolean);
    expect(by?.["must"], String(name)).toBe(1);
  }
});
