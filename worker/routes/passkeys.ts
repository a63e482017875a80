/** Passkeys: making one, for my account or for an account to come, and signing in with one. */
import type { PasskeyFor } from "../../protocol/index.ts";
import type { HandlersOf } from "../http/handler.ts";
import { joinAsNewcomer, freeHandle, inPerson, type Into } from "../join-workspace.ts";
import { checkRegistration, checkSignIn, registrationOptions, signInOptions } from "../identity/passkeys.ts";
import { beginSession, openAgain } from "../session-life.ts";
import { Refused } from "../refused.ts";
import { isConflict } from "../store/conflicts.ts";
import type { Db } from "../store/db.ts";
import { addPasskey, listPasskeys, PASSKEYS_MAX } from "../store/passkeys.ts";
import { publicId } from "../store/public-id.ts";
import { accountOf } from "../store/users.ts";
import { findByJoinCode } from "../store/workspaces.ts";
import { because } from "../../protocol/reasons.ts";

export const passkeys: HandlersOf<"passkeys"> = {
  async signInOptions({ c }) {
    return signInOptions(c);
  },

  async signIn({ c, body }) {
    const userId = await checkSignIn(c, body);
    await openAgain(c, userId, body.reopen === true);
    return { account: await beginSession(c, userId) };
  },

  async registerOptions({ c, db, body: newcomer }) {
    if (newcomer.handle === undefined) {
      const { user } = inPerson(c);
      const known = await listPasskeys(db, user.no);
      return registrationOptions(c, { id: user.id, handle: user.handle, name: user.handle }, known);
    }
    const handle = await freeHandle(c, newcomer.handle, await destinationOf(db, newcomer));
    return registrationOptions(c, { id: publicId(), handle, name: newcomer.name ?? handle, newcomer }, []);
  },

  async register({ c, db, body }) {
    const { registration, passkey } = await checkRegistration(c, body);
    try {
      if (!registration.newcomer) {
        const { user, session } = inPerson(c);
        // The challenge was made for one account; another may have signed in here since.
        if (user.id !== registration.id) throw new Refused("session_ended");
        if (!(await addPasskey(db, passkey, user.no, Date.now())))
          throw new Refused("too_many", because("passkeys_full", { most: PASSKEYS_MAX }));
        return { account: await accountOf(db, user.id, session.id) };
      }
      const { id, handle, name } = registration;
      const into = await destinationOf(db, registration.newcomer);
      const { workspace, ...rest } = await joinAsNewcomer(c, { id, handle, name, passkey }, into);
      return { ...rest, workspace: workspace.id };
    } catch (error) {
      if (isConflict(error, "passkeys.id"))
        throw new Refused("invalid", { ...because("passkey_in_use"), field: "response" });
      throw error;
    }
  },
};

/** Where the account to come goes: into the class of a code, or into one of its own. */
async function destinationOf(db: Db, { code, workspaceName }: PasskeyFor): Promise<Into> {
  if (workspaceName !== undefined) return { newWorkspace: workspaceName };
  const workspace = code === undefined ? undefined : await findByJoinCode(db, code);
  if (!workspace) throw new Refused("join_closed", { field: "code" });
  return { workspace, role: "student" };
}
