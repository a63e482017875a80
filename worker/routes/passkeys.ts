/** Passkeys: making one, for my account or for an account to come, and signing in with one. */
import type { HandlersOf } from "../http/handler.ts";
import { classOfCode, joinByCode } from "../join-by-code.ts";
import { joinAsNewcomer, freeHandle, inPerson } from "../join-workspace.ts";
import { checkAssertion, checkRegistration, registrationOptions, signInOptions } from "../identity/passkeys.ts";
import { beginSession, openAgain } from "../session-life.ts";
import { Refused } from "../refused.ts";
import { isConflict } from "../store/conflicts.ts";
import { addPasskey, listPasskeys, PASSKEYS_MAX } from "../store/passkeys.ts";
import { factorToAsk } from "../store/second-factors.ts";
import { publicId } from "../store/public-id.ts";
import { accountOf } from "../store/users.ts";
import { because } from "../../protocol/reasons.ts";

export const passkeys: HandlersOf<"passkeys"> = {
  async signInOptions({ c }) {
    return signInOptions(c);
  },

  async signIn({ c, db, body }) {
    const { userId, isVerified } = await checkAssertion(c, body);
    // Touched and nothing more, it is one factor: where two are asked for, a finger, a face or a PIN is the other.
    if (!isVerified && (await factorToAsk(db, userId))) throw new Refused("forbidden", because("passkey_unverified"));
    await openAgain(c, userId, body.reopen === true);
    return { account: await beginSession(c, userId) };
  },

  async registerOptions({ c, db, body: newcomer }) {
    if (newcomer.handle === undefined) {
      const { user } = inPerson(c);
      const known = await listPasskeys(db, user.no);
      return registrationOptions(c, { id: user.id, handle: user.handle, name: user.handle }, known);
    }
    const { code, workspaceName } = newcomer;
    // What a code does not open is said before a passkey is made.
    const into =
      workspaceName === undefined
        ? { workspace: await classOfCode(db, code ?? ""), role: "student" as const }
        : { newWorkspace: workspaceName };
    const handle = await freeHandle(c, newcomer.handle, into);
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
      const { code = "", workspaceName } = registration.newcomer;
      const newcomer = { id, handle, name, passkey };
      // Which member it became is told by the class itself.
      const {
        workspace,
        memberId: _member,
        ...rest
      } = workspaceName === undefined
        ? await joinByCode(c, code, newcomer)
        : await joinAsNewcomer(c, newcomer, { newWorkspace: workspaceName });
      return { ...rest, workspace: workspace.id };
    } catch (error) {
      if (isConflict(error, "passkeys.id"))
        throw new Refused("invalid", { ...because("passkey_in_use"), field: "response" });
      throw error;
    }
  },
};
