/** Why somebody is not written to. */
import type { Closed } from "./permission-terms.ts";
import type { Role } from "./people.ts";
import { isStaff } from "./ranks.ts";
import type { Settings } from "./settings.ts";

/** How somebody stands to the one whom they would write to. */
export interface DirectRelation {
  /** I blocked them. */
  blocks: boolean;
  /** They blocked me. */
  blocked: boolean;
  /** They left, never had an account here, or see one channel in the class's site alone. */
  gone: boolean;
  directFrom: Settings["directFrom"];
}
/** Null: they can be written to, or there is nobody else in it. */
export function closedBy(relation: DirectRelation | null, role: Role): Closed | null {
  if (relation === null) return null;
  if (relation.blocks) return "blocking";
  const takesNone = relation.gone || relation.blocked || (relation.directFrom === "staff" && !isStaff(role));
  return takesNone ? "no_direct" : null;
}
