/** What was done in a class by those who may do more than others. */
import { dispositionOf } from "../files/serve-file.ts";
import type { HandlersOf } from "../http/handler.ts";
import { auditFile } from "../store/audit-file.ts";
import { auditPage, record } from "../store/audit.ts";

const TYPES = { csv: "text/csv; charset=utf-8", json: "application/json; charset=utf-8" };

export const audit: HandlersOf<"audit"> = {
  async list({ db, permit, query }) {
    return auditPage(db, permit, query);
  },

  async file({ c, db, permit, params: { format }, query }) {
    const now = Date.now();
    await record(db, permit, { act: "auditExported", details: { format } }, now);
    const name = `${permit.workspace.name} ${new Date(now).toISOString().slice(0, 10)}.${format}`;
    return c.body(await auditFile(db, permit, query, format), 200, {
      "content-type": TYPES[format],
      "content-disposition": dispositionOf(name, true),
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    });
  },
};
