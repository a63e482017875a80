/** How sessions begin and end, in the database, in the browser's cookie and on the open sockets. */
import { BACK_WITHIN_MS, type Account, type WorkspaceEvent } from "../protocol/index.ts";
import { because } from "../protocol/reasons.ts";
import type { AppContext } from "./hono-env.ts";
import * as live from "./notify.ts";
import { Refused } from "./refused.ts";
import { openDb } from "./store/db.ts";
import { closeAccount, comeBack, ownedAlone, reopenAccount } from "./store/coming-back.ts";
import { standingErasure, type ErasureRow } from "./store/erasures.ts";
import { forgetDevices } from "./store/known-devices.ts";
import { publicId } from "./store/public-id.ts";
import { channelsOf } from "./store/join-workspace.ts";
import { memberByUser, membersOfUser, placesOf, toMember } from "./store/members.ts";
import { endSessions, insertSession, type WhichSessions } from "./store/sessions.ts";
import { accountOf, closedUser, numberOfUser } from "./store/users.ts";
import type { Caller } from "./identity/caller.ts";
import { knowDevice } from "./identity/known-device.ts";
import { askSecondFactor, type Asked, type GivenCode } from "./identity/second-factor.ts";
import type { Proof } from "../protocol/proof.ts";
import { proveAnew } from "./identity/fresh-proof.ts";
import { clearSessionCookie, makeBrowserSession, setSessionCookie } from "./identity/sessions.ts";
import { throttleOwner } from "./identity/throttle.ts";

/** Signs this browser in to an account whose owner has proved who they are. */
export async function beginSession(
  c: AppContext,
  userId: string,
  {
    trustedUntil,
    isTold = false,
    ...more
  }: {
    /** ms; until then a new password needs no old one. */
    resetUntil?: number;
    /** ms; until then no second factor is asked for in this browser. */
    trustedUntil?: number;
    /** The owner's other devices were told how somebody came in. */
    isTold?: boolean;
  } = {},
): Promise<Account> {
  const db = openDb(c.env.DB);
  const { token, session } = await makeBrowserSession(c);
  await insertSession(db, { ...session, ...more }, userId);
  await endReplacedSession(c);
  const wasHere = await knowDevice(c, userId, session.id, trustedUntil);
  if (!wasHere && !isTold) await tellOfNewDevice(c, userId, session);
  setSessionCookie(c, token, session.expiresAt);
  return accountOf(db, userId, session.id);
}

/** In each other device that is open, with a way to end what began here: it may be somebody who learned the password. */
async function tellOfNewDevice(
  c: AppContext,
  userId: string,
  { id, name }: { id: string; name: string },
): Promise<void> {
  const user = await numberOfUser(openDb(c.env.DB), userId);
  if (user !== undefined) await tellDevices(c, user, { what: "newDevice", device: name, session: id });
}

/** A browser has one session: the one it had before is over. */
export async function endReplacedSession(c: AppContext): Promise<void> {
  const caller = c.get("caller");
  if (caller?.session.kind === "browser") await endSessionsOf(c, caller, { id: caller.session.id });
}

/**
 * An account that its owner closed lets nobody in, unless they say that it is to be opened again, and it was closed within the week.
 * @param user whose owner has proved who they are. @throws Refused `forbidden`
 */
export async function openAgain(c: AppContext, userId: string, reopen: boolean): Promise<void> {
  const db = openDb(c.env.DB);
  const user = await closedUser(db, userId);
  if (!user) return;
  const now = Date.now();
  const isGone = user.closedAt <= now - BACK_WITHIN_MS;
  if (isGone || !reopen) throw new Refused("forbidden", because(isGone ? "account_gone" : "account_closed"));
  const places = await reopenAccount(db, user.no, now);
  for (const { member, workspace } of places ?? []) await backInClass(c.env, user.no, workspace, member);
}

/** Undoes a leaving, and tells those who are there. @returns false where it cannot be undone any more */
export async function backInClass(env: Env, userNo: number, workspaceId: string, memberId: string): Promise<boolean> {
  const db = openDb(env.DB);
  if (!(await comeBack(db, userNo, memberId, Date.now()))) return false;
  const [member, channels] = await Promise.all([memberByUser(db, userNo, workspaceId), channelsOf(db, memberId)]);
  if (member) await live.memberChanged(env, workspaceId, toMember(member));
  await Promise.all(
    channels.map((channel) => live.channelJoined(env, workspaceId, channel.id, [{ member: memberId, channel }])),
  );
  return true;
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

/** Where the account has a second factor. @returns what the session begins with @throws Refused as `askSecondFactor` */
export const askCode = (c: AppContext, userId: string, given: GivenCode): Promise<Asked> =>
  askSecondFactor(c, userId, given, (userNo) => tellDevices(c, userNo, { what: "codesWrong" }));

/** Tells each open device of an account, in every class of it, what happened to it. */
export async function tellDevices(c: AppContext, userNo: number, notice: Omit<AccountNotice, "type">): Promise<void> {
  const places = await membersOfUser(openDb(c.env.DB), userNo);
  const by = c.get("caller")?.session.id;
  await Promise.all(
    places.map(({ workspace, member }) =>
      live.accountNotice(c.env, workspace, member, { type: "accountNotice", ...notice }, by),
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

/**
 * Out of every class, signed out everywhere, and named to nobody; asks for the password first.
 * @param erase all that is theirs is taken out in a week, too @returns the job of that
 * @throws Refused `wrong_credentials`, `last_owner`
 */
export async function goFromPlace(
  c: AppContext,
  caller: Caller,
  proof: Proof,
  { erase = false } = {},
): Promise<ErasureRow | undefined> {
  const { env } = c;
  const { user } = caller;
  const db = openDb(env.DB);
  await throttleOwner(c, user.id);
  await proveAnew(c, caller, proof);
  const places = await placesOf(db, user.no);
  const alone = await ownedAlone(db, user.no);
  const code = erase ? publicId() : null;
  // Between the look and the write the other owner may have gone as well.
  if (alone !== undefined || !(await closeAccount(db, user.no, Date.now(), code)))
    throw new Refused("last_owner", because("owns_alone", { name: alone ?? "" }));
  await Promise.all(
    places.map(async ({ workspaceId, channelIds }) => {
      const member = await memberByUser(db, user.no, workspaceId);
      if (member) await live.memberGone(env, workspaceId, toMember(member), channelIds);
    }),
  );
  await endSessionsOf(c, caller, { all: true });
  await forgetDevices(db, user.no, { all: true });
  clearSessionCookie(c);
  return erase ? standingErasure(db, { of: "account", no: user.no }) : undefined;
}
