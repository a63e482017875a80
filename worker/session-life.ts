/** How sessions begin and end, in the database, in the browser's cookie and on the open sockets. */
import type { Account, WorkspaceEvent } from "../protocol/index.ts";
import { because } from "../protocol/reasons.ts";
import type { AppContext } from "./hono-env.ts";
import * as live from "./notify.ts";
import { Refused } from "./refused.ts";
import { openDb } from "./store/db.ts";
import { membersOfUser, placesOf } from "./store/members.ts";
import { endSessions, insertSession, type WhichSessions } from "./store/sessions.ts";
import { accountOf } from "./store/users.ts";
import type { Caller } from "./identity/caller.ts";
import { knowDevice } from "./identity/known-device.ts";
import { makeBrowserSession, setSessionCookie } from "./identity/sessions.ts";

/** Signs this browser in to an account whose owner has proved who they are. */
export async function beginSession(
  c: AppContext,
  userId: string,
  /** ms; until then a new password needs no old one. */
  more: { resetUntil?: number } = {},
): Promise<Account> {
  const db = openDb(c.env.DB);
  const { token, session } = await makeBrowserSession(c);
  await insertSession(db, { ...session, ...more }, userId);
  await endReplacedSession(c);
  await knowDevice(c, userId, session.id);
  setSessionCookie(c, token, session.expiresAt);
  return accountOf(db, userId, session.id);
}

/** A browser has one session: the one it had before is over. */
export async function endReplacedSession(c: AppContext): Promise<void> {
  const caller = c.get("caller");
  if (caller?.session.kind === "browser") await endSessionsOf(c, caller, { id: caller.session.id });
}

/**
 * Nobody is signed out of an account without having been told: who comes in by a link or a code where another one is signed in says
 * which one goes. @throws Refused `forbidden` with the other's handle
 */
export function replacesKnowingly(c: AppContext, userId: string, insteadOf: string | undefined): void {
  const caller = c.get("caller");
  if (caller?.session.kind !== "browser" || caller.user.id === userId || caller.user.id === insteadOf) return;
  throw new Refused("forbidden", because("signed_in_as_other", { name: `@${caller.user.handle}` }));
}

/** Tells each open device of an account, in every class of it, what happened to it. */
export async function tellDevices(c: AppContext, userNo: number, notice: Omit<AccountNotice, "type">): Promise<void> {
  const places = await membersOfUser(openDb(c.env.DB), userNo);
  await Promise.all(
    places.map(({ workspace, member }) =>
      live.sendEvent(c.env, workspace, { members: [member] }, { type: "accountNotice", ...notice }),
    ),
  );
}
type AccountNotice = Extract<WorkspaceEvent, { type: "accountNotice" }>;

/** Ends sessions of the caller's account, closing what they have open. @returns how many there were */
export async function endSessionsOf(c: AppContext, { user }: Caller, which: WhichSessions): Promise<number> {
  const db = openDb(c.env.DB);
  const ended = await endSessions(db, user.no, which);
  const places = ended.length > 0 ? await placesOf(db, user.no) : [];
  await Promise.all(ended.map((id) => live.sessionEnded(c.env, id, places)));
  return ended.length;
}
