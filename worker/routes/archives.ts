/** The class as one archive, for its owners. */
import { archiveOf } from "../archive/contract.ts";
import { inARow } from "../archive/pieces.ts";
import { bucketOf } from "../files/bucket.ts";
import { dispositionOf } from "../files/serve-file.ts";
import type { HandlersOf } from "../http/handler.ts";
import { Refused } from "../refused.ts";
import { record } from "../store/audit.ts";

export const archives: HandlersOf<"archives"> = {
  async read({ env, permit: { workspace, member } }) {
    return { archive: await archiveOf(env, workspace.id, member.id).state() };
  },

  async make({ env, permit: { workspace, member } }) {
    // Without R2 there is nowhere to keep it.
    bucketOf(env);
    const order = {
      ...{ workspaceNo: workspace.no, workspaceId: workspace.id, workspaceName: workspace.name },
      ...{ memberNo: member.no, memberId: member.id },
    };
    return { archive: await archiveOf(env, workspace.id, member.id).make(order) };
  },

  async remove({ env, permit: { workspace, member } }) {
    return { archive: await archiveOf(env, workspace.id, member.id).remove() };
  },

  async courseMade({ db, permit, body: { mark } }) {
    await record(db, permit, { act: "courseFileMade", details: { name: mark } });
  },

  async fetch({ c, env, db, permit }) {
    const { workspace, member } = permit;
    const found = await archiveOf(env, workspace.id, member.id).parts();
    if (!found) throw new Refused("not_found");
    await record(db, permit, { act: "archiveFetched" });
    return c.body(inARow(bucketOf(env), found.keys, found.size), 200, {
      "content-type": "application/x-tar",
      "content-length": String(found.size),
      "content-disposition": dispositionOf(found.name, true),
    });
  },
};
