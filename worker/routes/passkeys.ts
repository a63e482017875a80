/** Passkeys: making one, for my account or for an account to come, and signing in with one. */
import { Hono } from "hono";
import * as v from "valibot";
import { PasskeyForBody, PasskeyRegisterBody, PasskeySignInBody, type PasskeyFor } from "../../protocol/index.ts";
import { readBody } from "../body.ts";
import type { AppContext, HonoEnv } from "../hono-env.ts";
import { arriveNew, freeHandle, inPerson, type Into } from "../join-workspace.ts";
import { checkRegistration, checkSignIn, registrationOptions, signInOptions } from "../identity/passkeys.ts";
import { beginSession } from "../session-life.ts";
import { throttleAddress } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import { isConflict } from "../store/conflicts.ts";
import { openDb } from "../store/db.ts";
import { addPasskey, listPasskeys, PASSKEYS_MAX } from "../store/passkeys.ts";
import { publicId } from "../store/public-id.ts";
import { accountOf } from "../store/users.ts";
import { findByJoinCode } from "../store/workspaces.ts";

export const passkeySignIn = new Hono<HonoEnv>()
  .post("/options", async (c) => {
    await readBody(c, v.object({}));
    await throttleAddress(c, "passkey");
    return c.json(await signInOptions(c));
  })
  .post("/", async (c) => {
    const body = await readBody(c, PasskeySignInBody);
    await throttleAddress(c, "passkey");
    return c.json({ account: await beginSession(c, await checkSignIn(c, body)) });
  });

export const passkeyRegistration = new Hono<HonoEnv>()
  .post("/options", async (c) => {
    const newcomer = await readBody(c, PasskeyForBody);
    await throttleAddress(c, "passkey");
    if (newcomer.handle === undefined) {
      const { user } = inPerson(c);
      const known = await listPasskeys(openDb(c.env.DB), user.no);
      return c.json(await registrationOptions(c, { id: user.id, handle: user.handle, name: user.handle }, known));
    }
    const handle = await freeHandle(c, newcomer.handle, await destinationOf(c, newcomer));
    return c.json(
      await registrationOptions(c, { id: publicId(), handle, name: newcomer.name ?? handle, newcomer }, []),
    );
  })
  .post("/", async (c) => {
    const body = await readBody(c, PasskeyRegisterBody);
    await throttleAddress(c, "passkey");
    const { registration, passkey } = await checkRegistration(c, body);
    try {
      if (!registration.newcomer) {
        const { user, session } = inPerson(c);
        // The challenge was made for one account; another may have signed in here since.
        if (user.id !== registration.id) throw new Refused("session_ended");
        const db = openDb(c.env.DB);
        if (!(await addPasskey(db, passkey, user.no, Date.now())))
          throw new Refused("too_many", {
            sentence: `An account has at most ${PASSKEYS_MAX} passkeys. Remove one that you do not use any more.`,
          });
        return c.json({ account: await accountOf(db, user.id, session.id) }, 201);
      }
      const { id, handle, name } = registration;
      const { workspace, account } = await arriveNew(
        c,
        { id, handle, name, passkey },
        await destinationOf(c, registration.newcomer),
      );
      return c.json({ account, workspace: workspace.id }, 201);
    } catch (error) {
      if (isConflict(error, "passkeys.id"))
        throw new Refused("invalid", { sentence: "This passkey is in use already.", field: "response" });
      throw error;
    }
  });

/** Where the account to come goes: into the class of a code, or into one of its own. */
async function destinationOf(c: AppContext, { code, workspaceName }: PasskeyFor): Promise<Into> {
  if (workspaceName !== undefined) return { newWorkspace: workspaceName };
  const workspace = code === undefined ? undefined : await findByJoinCode(openDb(c.env.DB), code);
  if (!workspace) throw new Refused("join_closed", { field: "code" });
  return { workspace, role: "student" };
}
