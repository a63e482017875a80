/** `place backups`, `place backup` and `place restore`: what there is, one as a file, and a class as it was. */
import { createWriteStream, existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { packTar } from "modern-tar";
import type { Api } from "../../../client/api.ts";
import { OBJECTS } from "../../../protocol/archive/backup.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";
import { patiently } from "../../../imports/retry.ts";
import { counted, day, number } from "../../../imports/words.ts";
import { claimStateFolder } from "../../serve/state-folder.ts";
import { openArchive } from "../archive/open-archive.ts";
import { openClass } from "../search/class.ts";
import { openLocalBucket, openRemoteBucket, type Bucket, type LocalBucket } from "./bucket.ts";
import { restoreIntoDeployment } from "./into-deployment.ts";
import { restoreIntoFolder } from "./into-folder.ts";
import { backupLists, bytesOf, findBackup } from "./stored.ts";

export const BACKUP_USAGE = `npm run place -- backups [--state FOLDER | --remote]
npm run place -- backup --workspace CLASS [--out FILE] [--state FOLDER | --remote] [--id ID]
npm run place -- restore FILE [--state FOLDER | --remote]
npm run place -- restore --workspace CLASS [--id ID] [--state FOLDER | --remote]

  backups  which backups there are, of every class
  backup   the whole class as one file: all channels, direct messages and accounts too, so it is for who runs PLACE. On this machine
           one is made first, and the file has the class's files; with --remote, or --id, it is one that was made at night
  restore  brings a class back as it was, from such a file or from what is kept: into a folder that has none of it, while PLACE does not
           run there; or into the D1 of the account that wrangler is signed in to

  --state FOLDER   of this machine's PLACE (default .place, or PLACE_STATE)
  --remote         the deployment of the account that wrangler is signed in to
  --id ID          not the newest but this one (npm run place -- backups)`;

const OPTIONS = {
  workspace: { type: "string" },
  state: { type: "string", default: process.env["PLACE_STATE"] ?? ".place" },
  remote: { type: "boolean", default: false },
  id: { type: "string" },
  out: { type: "string" },
  help: { type: "boolean", default: false },
} as const;
const read = (args: string[]) => parseArgs({ args, options: OPTIONS, allowPositionals: true });
type Values = ReturnType<typeof read>["values"];

async function inBucket<T>({ remote, state }: Values, work: (bucket: Bucket | LocalBucket) => Promise<T>): Promise<T> {
  if (!remote && !existsSync(state)) throw new CannotImport(`There is no PLACE in ${resolve(state)}.`);
  const bucket = remote ? openRemoteBucket() : await openLocalBucket(state);
  return work(bucket).finally(() => bucket.close());
}

const asked = (run: (values: Values, positionals: string[]) => Promise<void>) => async (args: string[]) => {
  const { values, positionals } = read(args);
  if (values.help) console.log(BACKUP_USAGE);
  else await run(values, positionals);
  return 0;
};

/** @throws CannotImport */
export const backupsCommand = asked(async (values) => {
  const lists = await inBucket(values, (bucket) => backupLists(bucket, values.workspace));
  if (lists.length === 0) console.log("There are no backups yet.");
  for (const { class: of, backups } of lists) {
    console.log(`${of.name} (${of.id})`);
    for (const { id, verifiedAt, rows, pieces } of backups) {
      const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
      const said = `${counted(rows["messages"] ?? 0, "message")}, ${counted(rows["members"] ?? 0, "person", "people")}`;
      console.log(`  ${new Date(verifiedAt).toISOString()}  ${id}  verified  ${said}, ${number(bytes)} bytes`);
    }
  }
});

/** @throws CannotImport, CannotStart, RefusedError, UnreachableError */
export const backupCommand = asked(async (values) => {
  const { workspace = "", remote, state } = values;
  if (workspace.trim() === "") throw new CannotImport("Which class? Say --workspace NAME.");
  const made = remote || values.id !== undefined ? null : await makeNow(state, workspace);
  await inBucket(values, async (bucket) => {
    const { class: of, backup } = await findBackup(bucket, made?.workspace ?? workspace, made?.id ?? values.id);
    const out = values.out ?? `${of.id}-${day(backup.startedAt)}.backup.tar`;
    const half = `${out}.part`;
    const files = "keys" in bucket ? bucket : null;
    await pipeline(
      Readable.from(withFiles(bytesOf(bucket, backup), files, of.id)),
      createWriteStream(half, { mode: 0o600 }),
    );
    await rename(half, out);
    console.log(
      `${out}: ${counted(backup.rows["messages"] ?? 0, "message")} of "${of.name}", ${new Date(backup.startedAt).toISOString()}.`,
    );
    console.log("It has direct messages and password hashes in it: keep it as you keep those.");
  });
});

const LOOK_AGAIN_MS = 250;

async function makeNow(state: string, name: string): Promise<{ workspace: string; id: string }> {
  const target = await openClass({ workspace: name, state });
  try {
    const { api, workspaceId: workspace } = await target.enter();
    return { workspace, id: await madeBy(api, workspace) };
  } finally {
    await target.close();
  }
}

async function madeBy(api: Api, workspace: string): Promise<string> {
  const { backups } = await patiently(() => api.call("backups.make", { workspace }));
  const id = backups[0]?.id ?? "";
  for (;;) {
    const now = (await patiently(() => api.call("backups.list", { workspace }))).backups.find((each) => each.id === id);
    if (now?.state === "kept") return id;
    if (now?.state !== "making") throw new CannotImport("The backup could not be made: what PLACE prints says why.");
    await new Promise((done) => setTimeout(done, LOOK_AGAIN_MS));
  }
}

/** Two empty blocks end a tar: files stand before them. */
const END_BYTES = 1_024;

async function* withFiles(
  tar: AsyncGenerator<Uint8Array>,
  bucket: LocalBucket | null,
  workspaceId: string,
): AsyncGenerator<Uint8Array> {
  let last: Uint8Array | undefined;
  for await (const piece of tar) {
    if (last) yield last;
    last = piece;
  }
  if (!last) return;
  yield last.subarray(0, last.byteLength - END_BYTES);
  if (bucket)
    for (const prefix of ["files", "faces", "emoji"])
      for await (const key of bucket.keys(`${prefix}/${workspaceId}/`)) {
        const bytes = await bucket.get(key);
        if (bytes) yield await entryOf(`${OBJECTS}${key}`, bytes);
      }
  yield new Uint8Array(END_BYTES);
}

async function entryOf(name: string, bytes: Uint8Array): Promise<Uint8Array> {
  const tar = await packTar([
    { header: { name, size: bytes.byteLength, type: "file", mtime: new Date(0) }, body: bytes },
  ]);
  return tar.subarray(0, tar.byteLength - END_BYTES);
}

/** @throws CannotImport, CannotStart */
export const restoreCommand = asked(async (values, [file]) => {
  if ((file === undefined) === (values.workspace === undefined))
    throw new TypeError(`Say a FILE, or --workspace CLASS.\n\n${BACKUP_USAGE}`, { cause: "usage" });
  const folder = values.remote ? null : await claimStateFolder(resolve(values.state));
  try {
    const began = Date.now();
    const { class: of, rows } = await inBucket(values, async (bucket) => {
      const open = file === undefined ? await openStored(bucket, values) : openArchive(file);
      if (!folder) return restoreIntoDeployment(open, console.error);
      return restoreIntoFolder(folder.path, open, async (key, bytes) => {
        if ("put" in bucket) await bucket.put(key, bytes);
      });
    });
    const seconds = ((Date.now() - began) / 1_000).toFixed(1);
    console.log(
      `"${of.name}" is back: ${counted(rows["messages"] ?? 0, "message")}, ${counted(rows["members"] ?? 0, "person", "people")}, in ${seconds} s.`,
    );
    console.log(
      values.remote
        ? `The index is made by: npm run place -- reindex --workspace ${of.id} --url ADDRESS`
        : "The next start makes its search index.",
    );
  } finally {
    await folder?.release();
  }
});

async function openStored(bucket: Bucket, { workspace = "", id }: Values) {
  const { backup } = await findBackup(bucket, workspace, id);
  return () => Readable.toWeb(Readable.from(bytesOf(bucket, backup))) as ReadableStream<Uint8Array>;
}
