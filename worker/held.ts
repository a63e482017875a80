/** What waits for the teaching team, and turning it down. */
import type { MessageFile } from "../protocol/index.ts";
import type { Permit } from "./access.ts";
import { fileKey } from "./files/bucket.ts";
import { objectsOf } from "./files/file-objects.ts";
import { log } from "./log.ts";
import * as live from "./notify.ts";
import { Refused } from "./refused.ts";
import type { Db } from "./store/db.ts";
import { giveBackFileBytes } from "./store/file-bytes.ts";
import { findHeld, turnDownHeld, type HeldPost } from "./store/held.ts";

/** @throws Refused `not_found` where nothing of that id waits for them */
export async function heldOf(db: Db, permit: Permit<"moderateVisitors">, id: string): Promise<HeldPost> {
  const held = await findHeld(db, permit, id);
  if (!held) throw new Refused("not_found");
  return held;
}

/** @param answer what its writer is told @throws Refused `not_found` */
export async function turnDown(
  env: Env,
  db: Db,
  permit: Permit<"moderateVisitors">,
  { id, answer }: { id: string; answer: string },
): Promise<void> {
  const held = await heldOf(db, permit, id);
  if (!(await turnDownHeld(db, permit, held, answer, Date.now()))) return;
  await dropFiles(env, db, permit.workspace, held.content.files ?? []);
  await live.heldDecided(env, permit.workspace.id, held, { member: held.author.id, message: id, posted: false });
}

/** Never rejects: where R2 is away the bytes stay, which nobody has the address of. */
async function dropFiles(
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
