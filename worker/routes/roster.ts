/** Who is expected in a class, and the links by which they come. */
import { ROSTER_MAX } from "../../protocol/roster.ts";
import { because } from "../../protocol/reasons.ts";
import type { HandlersOf } from "../http/handler.ts";
import { hashSecret, newToken } from "../identity/sessions.ts";
import { joinAsNewcomer, joinWithAccount, withAccount } from "../join-workspace.ts";
import * as live from "../notify.ts";
import { Refused } from "../refused.ts";
import { lookAtRoster } from "../roster-lines.ts";
import { claimOfComing } from "../store/claims.ts";
import { isConflict, isMissing } from "../store/conflicts.ts";
import type { Db } from "../store/db.ts";
import { doorkeepersOf } from "../store/joining.ts";
import { memberByUser } from "../store/members.ts";
import * as store from "../store/roster.ts";
import { tellOfClaim } from "../settled-claim.ts";
import { freeHandleInstead } from "../store/users.ts";
import { findWorkspace } from "../store/workspaces.ts";

const isOver = () => new Refused("not_found", because("invitation_over"));

export const roster: HandlersOf<"roster"> = {
  async list({ db, permit }) {
    return { invitations: await store.rosterOf(db, permit, Date.now()) };
  },

  async look({ db, permit, body: { rows } }) {
    return { rows: await lookAtRoster(db, permit, rows) };
  },

  async add({ db, permit, body: { rows } }) {
    const looked = await lookAtRoster(db, permit, rows);
    for (const [place, { fault }] of looked.entries())
      if (fault) {
        const said = because("roster_fault", { line: place + 1 });
        throw new Refused("invalid", { ...said, field: `rows.${place}.${fault.field}` });
      }
    const secrets = await secretsFor(looked);
    const people = secrets.map(({ of, tokenHash }) => ({
      ...{ name: of.name, handle: of.handle, role: of.role ?? ("student" as const), email: of.email, tokenHash },
    }));
    const now = Date.now();
    const invitations = await store.addToRoster(db, permit, people, now).catch((error: unknown) => {
      // Somebody else added them between the look and the write.
      if (isConflict(error, "invitations.workspace_no, invitations.handle_key"))
        throw new Refused("invalid", { ...because("roster_expected"), field: "rows" });
      throw error;
    });
    if (invitations === "full") throw new Refused("too_many", because("roster_full", { most: ROSTER_MAX }));
    const links = invitations.map(({ id, expiresAt }, place) => ({
      ...{ id, expiresAt },
      token: secrets[place]?.token ?? "",
    }));
    return { invitations, links };
  },

  async links({ db, permit, body: { invitations } }) {
    const secrets = await secretsFor([...new Set(invitations)]);
    const now = Date.now();
    const wanted = secrets.map(({ of, tokenHash }) => ({ id: of, tokenHash }));
    const made = await store.renewLinks(db, permit, wanted, now);
    const links = (await store.rosterOf(db, permit, now)).flatMap(({ id, expiresAt }) => {
      const token = made.has(id) ? secrets.find(({ of }) => of === id)?.token : undefined;
      return token === undefined ? [] : [{ id, token, expiresAt }];
    });
    return { links };
  },

  async takeBack({ db, permit, body: { invitations } }) {
    await store.takeBackLinks(db, permit, invitations, Date.now());
  },

  async remove({ db, permit, params }) {
    if (!(await store.takeOffRoster(db, permit, params.invitation, Date.now()))) throw new Refused("not_found");
  },

  async match({ db, permit, params, body: { person } }) {
    if (!(await store.matchImported(db, permit, params.invitation, person, Date.now()))) throw new Refused("not_found");
  },

  async lookAtInvitation({ db, body: { token } }) {
    const found = await openInvitation(db, await hashSecret(token), Date.now());
    const { name, handle, role, expiresAt, workspace } = found;
    return {
      ...{ name, handle, role, expiresAt, workspace: workspace.id, className: workspace.name },
    };
  },

  async useInvitation({ c, env, db, caller, body: { token, account, as, insteadOf } }) {
    const now = Date.now();
    const tokenHash = await hashSecret(token);
    const { workspace, name, handle, role, madeBy } = await openInvitation(db, tokenHash, now);
    const known = caller?.session.kind === "browser" && !caller.user.guest ? caller : null;
    // Before it is used: who changes their mind still has it.
    if (known && known.user.id !== as && known.user.id !== insteadOf)
      throw new Refused("forbidden", because("signed_in_as_other", { name: `@${known.user.handle}` }));
    const into = { workspace, role, by: store.byInvitation(db, workspace, { tokenHash, madeBy }, now) };
    const asMyself = as !== undefined;
    if (asMyself && (await memberByUser(db, withAccount(caller).user.no, workspace.id))?.leftAt === null)
      throw new Refused("forbidden", because("already_in", { name }));
    if (!asMyself && !account) throw new Refused("invalid", { ...because("no_way_back"), field: "account.password" });
    try {
      const joined = asMyself
        ? await joinWithAccount(c, withAccount(caller), into, name)
        : await joinAsNewcomer(
            c,
            { name, password: account?.password, handle: await theirs(db, handle, account?.handle) },
            into,
          );
      const claim = await claimOfComing(db, joined.memberId ?? "", now);
      if (claim) await tellOfClaim(env, db, workspace, claim);
      const told = { type: "peopleNotice", what: "came", name } as const;
      await live.sendEvent(env, workspace.id, { members: await doorkeepersOf(db, workspace.no) }, told);
      return {
        ...{ workspace: workspace.id, account: joined.account },
        ...(joined.recoveryCodes && { recoveryCodes: joined.recoveryCodes }),
      };
    } catch (error) {
      if (isMissing(error, "members.workspace_no")) throw isOver();
      throw error;
    }
  },
};

/** @throws Refused `not_found`, `class_archived` */
async function openInvitation(db: Db, tokenHash: string, now: number) {
  const found = await store.findInvitation(db, tokenHash, now);
  const workspace = found && (await findWorkspace(db, found.workspaceId));
  if (!found || !workspace) throw isOver();
  if (workspace.archivedAt !== null) throw new Refused("class_archived");
  return { ...found, workspace };
}

/** The handle that they are expected by; another one only where somebody took that meanwhile. */
async function theirs(db: Db, expected: string, instead: string | undefined): Promise<string> {
  if (instead === undefined || (await freeHandleInstead(db, expected, null)) === null) return expected;
  return instead;
}

const secretsFor = <T>(all: readonly T[]) =>
  Promise.all(
    all.map(async (of) => {
      const token = newToken();
      return { of, token, tokenHash: await hashSecret(token) };
    }),
  );
