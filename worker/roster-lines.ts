/** Lines of a list, looked at one by one: who they would be, and what is wrong with them. */
import { parse, refusal, ROLES, type Refusal, type Role } from "../protocol/index.ts";
import { because } from "../protocol/reasons.ts";
import { decideInWorkspace } from "../protocol/permissions.ts";
import {
  RosterEmailSchema,
  RosterHandleSchema,
  RosterNameSchema,
  type RosterLine,
  type RosterLook,
} from "../protocol/roster.ts";
import { actorOf, type Permit } from "./access.ts";
import { handleKey, handlesLike, skeletonOf } from "./handles/handles.ts";
import { isReserved } from "./handles/reserved.ts";
import type { Db } from "./store/db.ts";
import { expectedHandles, takenHandles } from "./store/roster.ts";

type Looked = RosterLook["rows"][number];
type Fault = NonNullable<Looked["fault"]>;

const told = (field: Fault["field"], { code, sentence, reason, values, suggestion }: Refusal): Fault => ({
  ...{ field, code, sentence },
  ...(reason !== undefined && { reason }),
  ...(values !== undefined && { values }),
  ...(suggestion !== undefined && { suggestion }),
});
const tidy = (handle: string) => handle.trim().replace(/^@+/u, "").normalize("NFKC").toLowerCase().normalize("NFC");

/** Nothing is stored. A few questions to D1, however many lines there are. */
export async function lookAtRoster(db: Db, permit: Permit<"invite">, rows: RosterLine[]): Promise<Looked[]> {
  const handles = rows.map(({ handle }) => tidy(handle));
  const [taken, expected] = await Promise.all([
    takenHandles(
      db,
      permit,
      handles.flatMap((handle) => [handle, ...handlesLike(handle)]),
    ),
    expectedHandles(db, permit, handles),
  ]);
  const isTaken = (handle: string) =>
    taken.has(handleKey(handle)) || taken.has(skeletonOf(handle)) || isReserved(handle);
  const lines = new Map<string, number>();
  return rows.map((row, place) => {
    const handle = handles[place] ?? "";
    const name = parse(RosterNameSchema, row.name);
    const email = parse(RosterEmailSchema, row.email.trim());
    const role = roleOf(row.role);
    const earlier = lines.get(skeletonOf(handle));
    if (earlier === undefined) lines.set(skeletonOf(handle), place + 1);
    const fault = (): Fault | undefined => {
      if (!name.ok) return told("name", name.refusal);
      const wellFormed = parse(RosterHandleSchema, handle);
      if (!wellFormed.ok) return told("handle", wellFormed.refusal);
      if (earlier !== undefined) return told("handle", refusal("invalid", because("roster_twice", { line: earlier })));
      if (expected.has(handleKey(handle))) return told("handle", refusal("invalid", because("roster_expected")));
      if (isTaken(handle)) {
        const suggestion = handlesLike(handle).find((each) => parse(RosterHandleSchema, each).ok && !isTaken(each));
        return told("handle", refusal("handle_taken", { suggestion }));
      }
      if (role === null) return told("role", refusal("invalid", because("roster_role")));
      // What would be refused to them as a change of role is refused here.
      const target = { role: "student", newRole: role } as const;
      if (role !== "student" && decideInWorkspace("changeRole", actorOf(permit), target))
        return told("role", refusal("forbidden", because("roster_role_not_yours")));
      return email.ok ? undefined : told("email", email.refusal);
    };
    const why = fault();
    return {
      ...{ name: name.ok ? name.value : row.name, handle, role, email: email.ok ? email.value : row.email },
      ...(why && { fault: why }),
    };
  });
}

function roleOf(cell: string): Role | null {
  const wanted = cell.trim().toLowerCase();
  return wanted === "" ? "student" : (ROLES.find((role) => role === wanted && role !== "guest") ?? null);
}
