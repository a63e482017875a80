/** My account: password, passkeys, the devices I am signed in on, tokens for programs. */
import { Hono } from "hono";
import { ChangePasswordBody, CreateTokenBody } from "../../protocol/index.ts";
import { readBody } from "../body.ts";
import type { HonoEnv } from "../hono-env.ts";
import { inPerson } from "../join-workspace.ts";
import { signedIn } from "../identity/caller.ts";
import { passwordHasher } from "../identity/password-hasher.ts";
import { endSessionsOf } from "../session-life.ts";
import { clearSessionCookie, makeSession } from "../identity/sessions.ts";
import { throttleAccount, throttleAddress, throttleOwner } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import { openDb } from "../store/db.ts";
import { forgetDevices } from "../store/known-devices.ts";
import { removePasskey } from "../store/passkeys.ts";
import { insertToken, listDevices, toDevice, TOKENS_MAX } from "../store/sessions.ts";
import { accountOf, passwordOfUser, setPassword } from "../store/users.ts";
import { passkeyRegistration } from "./passkeys.ts";

export const account = new Hono<HonoEnv>()
  /** For a page that is also for visitors: nobody is an answer, not a refusal. */
  .get("/session", async (c) => {
    const caller = c.get("caller");
    const account = caller && (await accountOf(openDb(c.env.DB), caller.user.id, caller.session.id));
    return c.json({ account });
  })
  .get("/account", async (c) => {
    const { user, session } = signedIn(c.get("caller"));
    return c.json({ account: await accountOf(openDb(c.env.DB), user.id, session.id) });
  })
  .put("/account/password", async (c) => {
    const caller = inPerson(c);
    const { user, session } = caller;
    const { current, next } = await readBody(c, ChangePasswordBody);
    await throttleAddress(c, "sign-in");
    // By account: who guesses at the handle from outside does not keep its owner from a new password.
    await throttleOwner(c, user.id);
    const db = openDb(c.env.DB);
    const hasher = passwordHasher(c.env);
    const stored = await passwordOfUser(db, user.no);
    if (stored && !(await hasher.verify(current ?? "", stored))) {
      throw new Refused("wrong_credentials", { sentence: "That is not your current password.", field: "current" });
    }
    const { hash, salt } = await hasher.hash(next);
    await setPassword(db, user.no, { hash, salt });
    // Whoever knew the old one is out.
    await endSessionsOf(c, caller, { butFor: session.id });
    await forgetDevices(db, user.no, { butFor: session.id });
    return c.body(null, 204);
  })
  .delete("/account/passkeys/:id", async (c) => {
    const { user } = inPerson(c);
    const outcome = await removePasskey(openDb(c.env.DB), user.no, c.req.param("id"));
    if (outcome === "unknown") throw new Refused("not_found");
    if (outcome === "last")
      throw new Refused("forbidden", { sentence: "This passkey is your only way to sign in. Set a password first." });
    return c.body(null, 204);
  })
  .get("/account/devices", async (c) => {
    return c.json({ devices: await listDevices(openDb(c.env.DB), signedIn(c.get("caller")), Date.now()) });
  })
  .delete("/account/devices/:id", async (c) => {
    const caller = signedIn(c.get("caller"));
    const id = c.req.param("id");
    if ((await endSessionsOf(c, caller, { id })) === 0) throw new Refused("not_found");
    // Signed out from elsewhere: it may be in the wrong hands.
    await forgetDevices(openDb(c.env.DB), caller.user.no, { sessionId: id });
    if (id === caller.session.id) clearSessionCookie(c);
    return c.body(null, 204);
  })
  .delete("/account/devices", async (c) => {
    const caller = signedIn(c.get("caller"));
    await endSessionsOf(c, caller, { all: true });
    await forgetDevices(openDb(c.env.DB), caller.user.no, { all: true });
    clearSessionCookie(c);
    return c.body(null, 204);
  })
  .post("/account/tokens", async (c) => {
    const caller = inPerson(c);
    const { name } = await readBody(c, CreateTokenBody);
    await throttleAccount(c, caller, "token");
    const db = openDb(c.env.DB);
    const { token, session } = await makeSession("token", name);
    if (!(await insertToken(db, session, caller.user.no)))
      throw new Refused("forbidden", {
        sentence: `That is token number ${TOKENS_MAX + 1}. Take back one that you do not use any more.`,
      });
    return c.json({ token, device: toDevice(session, false) }, 201);
  })
  .route("/passkeys/register", passkeyRegistration);
