/** What was done in a class by those who may do more than others. */
import type { HandlersOf } from "../http/handler.ts";
import { auditPage } from "../store/audit.ts";

export const audit: HandlersOf<"audit"> = {
  async list({ db, permit, query }) {
    return auditPage(db, permit, query);
  },
};
