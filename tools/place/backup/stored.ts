/** Which backups there are, and the bytes of one: from the bucket alone, for a PLACE whose databases may be gone. */
import * as v from "valibot";
import {
  BackupListSchema,
  CLASSES_KEY,
  ClassesSchema,
  listKey,
  type BackupList,
} from "../../../protocol/archive/backup.ts";
import { CannotImport } from "../../../imports/cannot-import.ts";
import type { Bucket } from "./bucket.ts";

type Stored = BackupList["backups"][number];

async function readJson<S extends v.GenericSchema>(bucket: Bucket, key: string, schema: S) {
  const bytes = await bucket.get(key);
  return bytes && v.parse(schema, JSON.parse(new TextDecoder().decode(bytes)));
}

/** Every class that has backups, as of the last night; and those that are known by their id. */
export async function backupLists(bucket: Bucket, wanted?: string): Promise<BackupList[]> {
  const classes = (await readJson(bucket, CLASSES_KEY, ClassesSchema)) ?? [];
  const named = wanted === undefined ? classes : classes.filter(({ id, name }) => id === wanted || name === wanted);
  const ids = new Set([...named.map(({ id }) => id), ...(wanted !== undefined && named.length === 0 ? [wanted] : [])]);
  const lists: BackupList[] = [];
  for (const id of ids) {
    if (!/^[\w-]+$/u.test(id)) continue;
    const list = await readJson(bucket, listKey(id), BackupListSchema);
    if (list) lists.push(list);
  }
  return lists;
}

/** The newest of a class, or the one with this id. @throws CannotImport where there is none, or several classes are meant */
export async function findBackup(
  bucket: Bucket,
  wanted: string,
  id?: string,
): Promise<{ class: BackupList["class"]; backup: Stored }> {
  const [list, ...others] = await backupLists(bucket, wanted);
  if (!list)
    throw new CannotImport(`There is no backup of a class "${wanted}". What there is: npm run place -- backups`);
  if (others.length > 0)
    throw new CannotImport(`Several classes are called "${wanted}": say its id (npm run place -- backups).`);
  const backup = id === undefined ? list.backups[0] : list.backups.find((each) => each.id === id);
  if (!backup) throw new CannotImport(`"${list.class.name}" has no backup ${id ?? ""}.`);
  return { class: list.class, backup };
}

/** All of it, piece by piece, as the tar that it is. */
export async function* bytesOf(bucket: Bucket, { pieces }: Stored): AsyncGenerator<Uint8Array> {
  for (const { key, bytes } of pieces) {
    const piece = await bucket.get(key);
    if (piece?.byteLength !== bytes) throw new CannotImport(`A piece of the backup is gone or cut: ${key}`);
    yield piece;
  }
}
