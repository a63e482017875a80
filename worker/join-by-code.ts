/** Into a class by its join code, as its rules have it: at once, or to wait for the teaching team. */
import { because } from "../protocol/reasons.ts";
import type { AppContext } from "./hono-env.ts";
import { joinAsNewcomer, joinWithAccount, withAccount, type Joined, type Newcomer } from "./join-workspace.ts";
import * as live from "./notify.ts";
import { Refused } from "./refused.ts";
import { isBannedUser } from "./store/bans.ts";
import { isMissing } from "./store/conflicts.ts";
import { openDb, type Db, type WorkspaceRow } from "./store/db.ts";
import { codeLetsIn, countComing, doorkeepersOf, joinRequestOf, joinRulesOf, waitBeforeDoor } from "./store/joining.ts";
import { memberByUser } from "./store/members.ts";
import type { NewAccount } from "./store/new-account.ts";
import { accountOf, latestProfile } from "./store/users.ts";
import { findByJoinCode } from "./store/workspaces.ts";

export type JoinedByCode = Joined & { waiting?: true };

/**
 * The class that a code opens now.
 * @throws Refused `join_closed`, with why where the code was the right one; `class_archived`
 */
export async function classOfCode(db: Db, code: string, now = Date.now()): Promise<WorkspaceRow> {
  const workspace = await findByJoinCode(db, code);
  if (!workspace) throw new Refused("join_closed", { field: "code" });
  if (workspace.archivedAt !== null) throw new Refused("class_archived", { field: "code" });
  const { until, most, came } = joinRulesOf(workspace);
  if (until !== null && until <= now) throw new Refused("join_closed", { ...because("join_over"), field: "code" });
  if (most !== null && came >= most) throw new Refused("join_closed", { ...because("join_full"), field: "code" });
  return workspace;
}

/**
 * @param newcomer undefined: the account that is signed in
 * @throws Refused as `classOfCode`, and `banned`, `not_let_in`, `handle_taken`
 */
export async function joinByCode(c: AppContext, code: string, newcomer: Newcomer | undefined): Promise<JoinedByCode> {
  const db = openDb(c.env.DB);
  const caller = newcomer ? null : withAccount(c.get("caller"));
  // Who is in it already stays who they are, whatever the code's rules are by now.
  const known = caller ? await findByJoinCode(db, code) : undefined;
  const there = caller && known && (await memberByUser(db, caller.user.no, known.id));
  if (caller && known && there?.leftAt === null)
    return joinWithAccount(c, caller, { workspace: known, role: "student" });
  const now = Date.now();
  const workspace = await classOfCode(db, code, now);
  try {
    if (joinRulesOf(workspace).approval) return await askToBeLetIn(c, db, { workspace, code, newcomer });
    const by = { take: () => countComing(db, workspace.id), holds: () => codeLetsIn(code, now) };
    const into = { workspace, role: "student", by } as const;
    return newcomer ? await joinAsNewcomer(c, newcomer, into) : await joinWithAccount(c, withAccount(caller), into);
  } catch (error) {
    const isOver = isMissing(error, "members.workspace_no") || isMissing(error, "join_requests.workspace_no");
    if (!isOver) throw error;
    // Between the look and the write it came to its end: that is said, or that too many wait.
    await classOfCode(db, code);
    throw new Refused("join_closed", { ...because("join_waiting_full"), field: "code" });
  }
}

interface Asking {
  workspace: WorkspaceRow;
  code: string;
  newcomer: Newcomer | undefined;
}

/** They wait, and the teaching team is told. Who waits already waits on; who was turned down is told that. */
async function askToBeLetIn(c: AppContext, db: Db, { workspace, code, newcomer }: Asking): Promise<JoinedByCode> {
  const now = Date.now();
  let joined: Joined;
  let name: string;
  if (newcomer) {
    name = newcomer.name;
    const waits = (newAccount: NewAccount) =>
      waitBeforeDoor(db, { workspace, code, user: newAccount.user, name, newAccount }, now);
    joined = await joinAsNewcomer(c, newcomer, { workspace, waits });
  } else {
    const { user, session } = withAccount(c.get("caller"));
    if (await isBannedUser(db, workspace.no, user.no)) throw new Refused("banned");
    const before = await joinRequestOf(db, workspace.no, user.no);
    if (before?.isIn === false) throw new Refused("not_let_in");
    name = (await latestProfile(db, user.no))?.name ?? user.handle;
    if (before?.decidedAt !== null) await waitBeforeDoor(db, { workspace, code, user, name }, now);
    joined = { workspace, account: await accountOf(db, user.id, session.id) };
    if (before?.decidedAt === null) return { ...joined, waiting: true };
  }
  const doorkeepers = await doorkeepersOf(db, workspace.no);
  await live.sendEvent(
    c.env,
    workspace.id,
    { members: doorkeepers },
    { type: "peopleNotice", what: "joinAsked", name },
  );
  return { ...joined, waiting: true };
}
