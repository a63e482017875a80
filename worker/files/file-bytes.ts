/** The objects of R2 that a file of a message consists of, and taking away those of files that no message will have. */
import type { MessageFile } from "../../protocol/index.ts";
import { log } from "../log.ts";
import type { Db } from "../store/db.ts";
import { giveBackFileBytes } from "../store/file-bytes.ts";
import { fileKey } from "./bucket.ts";

export const objectsOf = ({ id, size = 0, preview }: MessageFile): { id: string; size: number }[] => [
  ...(id === undefined ? [] : [{ id, size }]),
  ...(preview === undefined ? [] : [preview]),
];

/** Never rejects: where R2 is away the bytes stay, which nobody has the address of. */
export async function dropFiles(
  env: Env,
  db: Db,
  { no, id }: { no: number; id: string },
  files: readonly MessageFile[],
): Promise<void> {
  const objects = files.flatMap(objectsOf);
  if (objects.length === 0) return;
  try {
    await (env as Partial<Env>).FILES?.delete(objects.map((object) => fileKey(id, object.id)));
    await giveBackFileBytes(
      db,
      no,
      objects.reduce((sum, { size }) => sum + size, 0),
    );
  } catch (error) {
    log.fault("heldFiles", error, { workspace: id });
  }
}
