/** What is taken out for good: a class, an account with all that is its own; and the receipt. */
import { because } from "../../protocol/reasons.ts";
import { waitForErasure } from "../erasing/ask.ts";
import type { HandlersOf } from "../http/handler.ts";
import { log } from "../log.ts";
import * as live from "../notify.ts";
import { Refused } from "../refused.ts";
import { askToDeleteClass, erasureById, keepClass, toReceipt, type ErasureRow } from "../store/erasures.ts";
import { toWorkspaceForAll } from "../store/workspaces.ts";
import { goFromPlace } from "../session-life.ts";
import type { Permit } from "../store/permit.ts";

export const erasing: HandlersOf<"erasing"> = {
  async deleteClass({ env, db, permit, body: { name } }) {
    if (permit.workspace.demo) throw new Refused("forbidden", because("demo_stays"));
    if (name.trim() !== permit.workspace.name)
      throw new Refused("invalid", { ...because("other_name"), field: "name" });
    const asked = await askToDeleteClass(db, permit, Date.now());
    await wakes(env, asked);
    await tellClass(env, permit, { askedAt: asked.askedAt, dueAt: asked.dueAt });
    return { receipt: asked.id, dueAt: asked.dueAt };
  },

  async keepClass({ env, db, permit }) {
    if (!(await keepClass(db, permit, Date.now()))) throw new Refused("not_found");
    await tellClass(env, permit, null);
  },

  async eraseAccount({ c, env, caller, body }) {
    const asked = await goFromPlace(c, caller, body, { erase: true });
    await wakes(env, asked!);
    return { receipt: asked!.id, dueAt: asked!.dueAt };
  },

  async receipt({ env, db, params }) {
    const erasure = await erasureById(db, params.code);
    if (!erasure) throw new Refused("not_found");
    // A call that was lost is made up for by whoever looks.
    if (erasure.doneAt === null && erasure.takenBackAt === null) await wakes(env, erasure);
    return { receipt: toReceipt(erasure) };
  },
};

/** It is asked for in any case: what is not waiting yet does so from the next look on. */
async function wakes(env: Env, erasure: ErasureRow): Promise<void> {
  try {
    await waitForErasure(env, erasure);
  } catch (error) {
    log.fault("erasing", error);
  }
}

/** Everybody in it hears that it goes, or stays. */
async function tellClass(
  env: Env,
  { workspace }: Permit<"deleteWorkspace">,
  leaving: { askedAt: number; dueAt: number } | null,
): Promise<void> {
  const meta = { ...workspace.meta, leaving };
  await live.workspaceChanged(env, {
    ...toWorkspaceForAll({ ...workspace, meta }),
    ...(leaving === null && { leaving }),
  });
}
