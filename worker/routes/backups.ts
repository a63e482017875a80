/** The backups of a class: made every night (worker/nightly.ts), or when an owner asks. */
import { backupsOf } from "../backup/contract.ts";
import { bucketOf } from "../files/bucket.ts";
import type { HandlersOf } from "../http/handler.ts";
import { record } from "../store/audit.ts";

export const backups: HandlersOf<"backups"> = {
  async list({ env, permit: { workspace } }) {
    return { backups: await backupsOf(env, workspace.id).list(workspace.id) };
  },

  async make({ env, db, permit }) {
    // Without R2 there is nowhere to keep it.
    bucketOf(env);
    const { workspace } = permit;
    const order = { workspaceNo: workspace.no, workspaceId: workspace.id, workspaceName: workspace.name };
    await record(db, permit, { act: "backupAsked" });
    return { backups: await backupsOf(env, workspace.id).make(order, false) };
  },
};
