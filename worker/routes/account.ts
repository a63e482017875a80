/** My account: password, passkeys, the devices I am signed in on, tokens for programs. */
import type { HandlersOf } from "../http/handler.ts";
import { proveAnew } from "../identity/fresh-proof.ts";
import { passwordHasher } from "../identity/password-hasher.ts";
import { backInClass, endSessionsOf, goFromPlace } from "../session-life.ts";
import { providersOf } from "../identity/provider-settings.ts";
import { clearSessionCookie, makeSession } from "../identity/sessions.ts";
import { throttleOwner } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import { forgetDevices } from "../store/known-devices.ts";
import { leftLately } from "../store/coming-back.ts";
import { removePasskey } from "../store/provider-links.ts";
import { endReset, insertToken, listDevices, toDevice, TOKENS_MAX } from "../store/sessions.ts";
import { accountOf, setPassword } from "../store/users.ts";
import { because } from "../../protocol/reasons.ts";

export const account: HandlersOf<"account"> = {
  async session(asked) {
    const { caller } = asked;
    // For nobody no database is opened: that is the first request of most visits.
    return { account: caller && (await accountOf(asked.db, caller.user.id, caller.session.id)) };
  },

  async get({ db, caller: { user, session } }) {
    return { account: await accountOf(db, user.id, session.id) };
  },

  async changePassword({ c, env, db, caller, body: { current, next, ...shown } }) {
    const { user, session } = caller;
    // By account: who guesses at the handle from outside does not keep its owner from a new password.
    await throttleOwner(c, user.id);
    const hasher = passwordHasher(env);
    await proveAnew(c, caller, { ...shown, password: current }, "current");
    const { hash, salt } = await hasher.hash(next);
    await setPassword(db, user.no, { hash, salt });
    await endReset(db, caller);
    // Whoever knew the old one is out.
    await endSessionsOf(c, caller, { butFor: session.id });
    await forgetDevices(db, user.no, { butFor: session.id });
  },

  async removePasskey({ env, db, caller, params }) {
    const keys = providersOf(env).map(({ key }) => key);
    const outcome = await removePasskey(db, caller.user.no, params.id, keys);
    if (outcome === "unknown") throw new Refused("not_found");
    if (outcome === "last") throw new Refused("forbidden", because("passkey_is_last"));
  },

  async devices({ db, caller }) {
    return { devices: await listDevices(db, caller, Date.now()) };
  },

  async signOutDevice({ c, db, caller, params: { id } }) {
    if ((await endSessionsOf(c, caller, { id })) === 0) throw new Refused("not_found");
    // Signed out from elsewhere: it may be in the wrong hands.
    await forgetDevices(db, caller.user.no, { sessionId: id });
    if (id === caller.session.id) clearSessionCookie(c);
  },

  async signOutEverywhere({ c, db, caller }) {
    await endSessionsOf(c, caller, { all: true });
    await forgetDevices(db, caller.user.no, { all: true });
    clearSessionCookie(c);
  },

  async left({ db, caller }) {
    const left = await leftLately(db, caller.user.no, Date.now());
    return { left: left.map(({ workspace, name, until }) => ({ workspace, name, until })) };
  },

  async comeBack({ env, db, caller, params }) {
    const left = await leftLately(db, caller.user.no, Date.now());
    const place = left.find(({ workspace }) => workspace === params.workspace);
    if (!place) throw new Refused("not_found", because("left_for_good"));
    if (!(await backInClass(env, caller.user.no, place.workspace, place.member)))
      throw new Refused("not_found", because("left_for_good"));
  },

  async close({ c, caller, body }) {
    await goFromPlace(c, caller, body);
  },

  async createToken({ db, caller, body: { name } }) {
    const { token, session } = await makeSession("token", name);
    if (!(await insertToken(db, session, caller.user.no)))
      throw new Refused("forbidden", because("tokens_full", { most: TOKENS_MAX }));
    return { token, device: toDevice(session, false) };
  },
};
