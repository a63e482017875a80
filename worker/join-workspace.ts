/** Getting into a class: with a new account, or with the one that is signed in. */
import { CLASSES_MAX, type Account } from "../protocol/index.ts";
import type { AppContext } from "./hono-env.ts";
import { Refused } from "./refused.ts";
import * as live from "./notify.ts";
import { channelsOf, storeJoin, type Join } from "./store/join-workspace.ts";
import { isConflict, isMissing } from "./store/conflicts.ts";
import { openDb, type WorkspaceRow } from "./store/db.ts";
import { firstLanguage } from "./store/default-channels.ts";
import { membersById, toMember } from "./store/members.ts";
import type { NewAccount } from "./store/new-account.ts";
import type { NewPasskey } from "./store/passkeys.ts";
import { publicId } from "./store/public-id.ts";
import { accountOf, freeHandleInstead, latestProfile } from "./store/users.ts";
import type { NewWorkspace } from "./store/workspaces.ts";
import { signedIn, type Caller } from "./identity/caller.ts";
import { randomMark, tidyHandle } from "./handles/handles.ts";
import { knowDevice } from "./identity/known-device.ts";
import { makeRecoveryCodes } from "./identity/recovery-codes.ts";
import { readProof, spendProof } from "./identity/providers.ts";
import { passwordHasher } from "./identity/password-hasher.ts";
import { endReplacedSession } from "./session-life.ts";
import { GUEST_SESSION_MS, makeBrowserSession, setSessionCookie } from "./identity/sessions.ts";
import { because } from "../protocol/reasons.ts";

/** `waits`: nobody enters yet; stores the account, and that it waits before the door. */
export type Into = Join["into"] | { workspace: WorkspaceRow; waits: (account: NewAccount) => Promise<void> };
export interface Joined {
  /** Of who is in it now. */
  memberId?: string;
  workspace: NewWorkspace;
  account: Account;
  /** Of a new account: told this once. */
  recoveryCodes?: string[];
}

export interface Newcomer {
  /** Public id of the account, where a passkey was made for it already. */
  id?: string;
  handle: string;
  name: string;
  password?: string | undefined;
  passkey?: NewPasskey;
  /** Of an account elsewhere that signs them in (identity/providers.ts). */
  proof?: string | undefined;
  guest?: boolean;
}

/**
 * Makes an account, signs this browser in to it and puts it into the class.
 * @throws Refused `handle_taken` with a free one as `suggestion`; `invalid` without any way to come back
 */
export async function joinAsNewcomer(c: AppContext, newcomer: Newcomer, into: Into): Promise<Joined> {
  const { name, password, passkey, proof, guest = false } = newcomer;
  if (password === undefined && !passkey && proof === undefined && !guest) {
    throw new Refused("invalid", {
      ...because("no_way_back"),
      field: "account.password",
    });
  }
  const handle = await freeHandle(c, newcomer.handle, into);
  const identity = proof === undefined ? undefined : await readProof(c, proof);
  const id = newcomer.id ?? publicId();
  const { token, session } = await makeBrowserSession(c, guest ? GUEST_SESSION_MS : undefined);
  const hash = password === undefined ? undefined : await passwordHasher(c.env).hash(password);
  const recovery = guest ? undefined : await makeRecoveryCodes();
  const user = { id, handle, guest, password: hash && { hash: hash.hash, salt: hash.salt } };
  const newAccount: NewAccount = { user, session, passkey, recoveryHashes: recovery?.hashes, identity };
  const language = firstLanguage(c.req.header("accept-language"));
  try {
    const joined =
      "waits" in into
        ? await storeWaiting(c, newAccount, into)
        : await storeAndEnter(c, { user, newAccount, profile: { name }, into, language }, session.id);
    if (proof !== undefined) await spendProof(c, proof);
    await endReplacedSession(c);
    if (!guest) await knowDevice(c, id, session.id);
    setSessionCookie(c, token, session.expiresAt);
    return { ...joined, ...(recovery && { recoveryCodes: recovery.codes }) };
  } catch (error) {
    // Somebody took the handle, or one that looks like it, between the look and the write.
    if (isHandleConflict(error)) await freeHandle(c, handle, into);
    if (isConflict(error, "provider_links.issuer, provider_links.subject"))
      throw new Refused("forbidden", because("provider_of_other", { name: identity?.label ?? "" }));
    throw error;
  }
}

const isHandleConflict = (error: unknown) =>
  [
    "users.handle_key",
    "users.skeleton",
    "members.workspace_no, members.handle_key",
    "members.workspace_no, members.skeleton",
  ].some((columns) => isConflict(error, columns));

/**
 * Puts the account that is signed in into the class; somebody who is in it already stays who they are.
 * @param name how they are called there; else as in the class that they joined last
 */
export async function joinWithAccount(
  c: AppContext,
  { user, session }: Caller,
  into: Join["into"],
  name?: string,
): Promise<Joined> {
  const profile = {
    ...((await latestProfile(openDb(c.env.DB), user.no)) ?? { name: user.handle }),
    ...(name !== undefined && { name }),
  };
  const join = { user, profile, into, language: firstLanguage(c.req.header("accept-language")) };
  try {
    return await storeAndEnter(c, join, session.id);
  } catch (error) {
    if ("newWorkspace" in into && isMissing(error, "members.workspace_no"))
      throw new Refused("too_many", because("classes_full", { most: CLASSES_MAX }));
    if (!isHandleConflict(error)) throw error;
    // An import gave the handle to somebody meanwhile, who gives it up like all whom an import brought.
    return storeAndEnter(c, join, session.id);
  }
}

/** Random marks come twice now and then: nobody who only wants to look around hears of that. */
const GUEST_TRIES = 8;

/** A guest: an account for a week, with nothing to fill in. */
export async function joinAsGuest(c: AppContext, into: Into): Promise<Joined> {
  for (let tries = 1; ; tries++) {
    // Longer where the short ones were taken.
    const mark = tries < 3 ? randomMark() : randomMark() + randomMark();
    try {
      return await joinAsNewcomer(c, { handle: `guest-${mark}`, name: `Guest ${mark}`, guest: true }, into);
    } catch (error) {
      const isTaken = isHandleConflict(error) || (error instanceof Refused && error.refusal.code === "handle_taken");
      if (!isTaken) throw error;
      if (tries === GUEST_TRIES) throw new Refused("unavailable", { retryAfter: 1_000 });
    }
  }
}

/** The handle as it is kept. @throws Refused `handle_taken`, `invalid` */
export async function freeHandle(c: AppContext, wanted: string, into: Into): Promise<string> {
  const handle = tidyHandle(wanted);
  // Who is expected comes by their handle, whoever an import brought may have it.
  const isExpected = "by" in into && into.by?.isExpected;
  const workspaceNo = "workspace" in into && !isExpected ? into.workspace.no : null;
  const instead = await freeHandleInstead(openDb(c.env.DB), handle, workspaceNo);
  if (instead !== null) throw new Refused("handle_taken", { suggestion: instead, field: "account.handle" });
  return handle;
}

async function storeWaiting(
  c: AppContext,
  account: NewAccount,
  { workspace, waits }: Extract<Into, { waits: unknown }>,
): Promise<Joined> {
  await waits(account);
  return { workspace, account: await accountOf(openDb(c.env.DB), account.user.id, account.session.id) };
}

/** Carries it out, and tells those who are there. */
export async function enterAndTell(env: Env, join: Join) {
  const db = openDb(env.DB);
  const stored = await storeJoin(db, join, Date.now());
  const { workspace, memberId, renamed, entered } = stored;
  if ("workspace" in join.into) {
    const changed = await membersById(db, join.into.workspace.no, [memberId, ...renamed]);
    const channels = entered ? await channelsOf(db, memberId) : [];
    await Promise.all([
      ...changed.map((member) => live.memberChanged(env, workspace.id, toMember(member))),
      ...channels.map((channel) => live.channelJoined(env, workspace.id, channel.id, [{ member: memberId, channel }])),
    ]);
  }
  return stored;
}

async function storeAndEnter(c: AppContext, join: Join, sessionId: string): Promise<Joined> {
  const { workspace, memberId } = await enterAndTell(c.env, join);
  return { workspace, memberId, account: await accountOf(openDb(c.env.DB), join.user.id, sessionId) };
}

/** A guest's account ends with the week: it joins and makes nothing. */
export function withAccount(caller: Caller | null): Caller {
  const known = signedIn(caller);
  if (known.user.guest) throw new Refused("forbidden", because("guest_first_account"));
  return known;
}

/** What opens new ways in is done by the person, not by a program with their token or by a guest. */
export function inPerson(c: AppContext): Caller {
  const caller = withAccount(c.get("caller"));
  if (caller.session.kind === "token") throw new Refused("forbidden", because("not_by_token"));
  return caller;
}
