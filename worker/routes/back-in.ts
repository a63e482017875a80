/** Coming back in without the password: by a link of the teaching team, a recovery code, a code that a phone reads from a screen. */
import { RESET_MS } from "../../protocol/back-in.ts";
import { permitInWorkspace } from "../access.ts";
import { handleKey } from "../handles/handles.ts";
import type { AppContext } from "../hono-env.ts";
import type { HandlersOf } from "../http/handler.ts";
import { deviceName } from "../identity/device-name.ts";
import { knownDevice } from "../identity/known-device.ts";
import { proveAnew } from "../identity/fresh-proof.ts";
import { makeRecoveryCodes } from "../identity/recovery-codes.ts";
import { hashSecret, newToken } from "../identity/sessions.ts";
import { throttleHandle, throttleOwner } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import { askCode, beginSession, replacesKnowingly, tellDevices } from "../session-life.ts";
import { findMember } from "../store/members.ts";
import * as phones from "../store/phone-sign-ins.ts";
import { insertRecoveryCodes, recoveryCodesOf, takeRecoveryCode, userOfRecoveryCode } from "../store/recovery-codes.ts";
import { findSignInLink, insertSignInLink, runsElsewhere, takeSignInLink } from "../store/sign-in-links.ts";
import { because } from "../../protocol/reasons.ts";

const deviceOf = (c: AppContext) => deviceName(c.req.header("user-agent") ?? "");
const linkIsOver = () => new Refused("not_found", because("link_over"));
const phoneIsOver = () => new Refused("not_found", because("phone_over"));
/** Two digits: enough to tell one's own phone from somebody else's, and read at a glance. */
const newNumber = () => 10 + ((crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) % 90);

export const backIn: HandlersOf<"backIn"> = {
  async makeLink({ c, db, context, params }) {
    const target = await findMember(db, context.workspace.no, params.member);
    if (!target || target.leftAt !== null) throw new Refused("not_found");
    const isSelf = target.no === context.member.no;
    const permit = permitInWorkspace("makeSignInLink", context, { role: target.role, isSelf });
    const { userNo, bot, meta, name } = target;
    // Nobody comes in as a program, as somebody an import brought, or as a visitor of the class's site.
    if (userNo === null || bot !== null || meta?.["visitor"] === true) throw new Refused("forbidden");
    if (await runsElsewhere(db, permit, userNo)) throw new Refused("forbidden", because("link_elsewhere", { name }));
    const token = newToken();
    const expiresAt = await insertSignInLink(db, permit, { ...target, userNo }, await hashSecret(token), Date.now());
    await tellDevices(c, userNo, { what: "linkMade", name: context.member.name });
    return { token, expiresAt };
  },

  async lookAtLink({ db, body: { token } }) {
    const link = await findSignInLink(db, await hashSecret(token), Date.now());
    if (!link) throw linkIsOver();
    const { userId, name, handle, workspaceName, madeBy, expiresAt } = link;
    return { account: userId, name, handle, workspace: workspaceName, madeBy, expiresAt };
  },

  async useLink({ c, db, body: { token, insteadOf, ...given } }) {
    const tokenHash = await hashSecret(token);
    const now = Date.now();
    const link = await findSignInLink(db, tokenHash, now);
    if (!link) throw linkIsOver();
    // Before it is used: who changes their mind still has it.
    replacesKnowingly(c, link.userId, insteadOf);
    const asked = await askCode(c, link.userId, given);
    if (!(await takeSignInLink(db, tokenHash, now))) throw linkIsOver();
    await tellDevices(c, link.userNo, { what: "linkUsed", device: deviceOf(c) });
    const account = await beginSession(c, link.userId, { ...asked, isTold: true, resetUntil: now + RESET_MS });
    return { account, workspace: link.workspace };
  },

  async recover({ c, db, caller, body: { handle, code, insteadOf, ...given } }) {
    // As many tries as for a password: both open the account.
    await throttleHandle(c, handle, await knownDevice(c, handle), "recoveryCode");
    // Who is signed in as somebody else is asked before a code is used up; whose it is, is not known before.
    const isOther = caller?.session.kind === "browser" && handleKey(caller.user.handle) !== handleKey(handle);
    if (isOther && caller.user.id !== insteadOf)
      throw new Refused("forbidden", because("signed_in_as_other", { name: `@${caller.user.handle}` }));
    const hash = await hashSecret(code);
    const wrong = () => new Refused("wrong_credentials", { ...because("wrong_code"), field: "code" });
    // A second factor is asked of who has a code, and of nobody who guesses at one.
    const userId = await userOfRecoveryCode(db, handle, hash);
    if (userId === undefined) throw wrong();
    const asked = await askCode(c, userId, given);
    const taken = await takeRecoveryCode(db, handle, hash);
    if (!taken) throw wrong();
    await tellDevices(c, taken.userNo, { what: "codeUsed", device: deviceOf(c) });
    const account = await beginSession(c, taken.userId, { ...asked, isTold: true, resetUntil: Date.now() + RESET_MS });
    return { account, left: taken.left };
  },

  async codes({ db, caller }) {
    return (await recoveryCodesOf(db, caller.user.no)) ?? { left: 0, madeAt: null };
  },

  async newCodes({ c, db, caller, body }) {
    const { user } = caller;
    await throttleOwner(c, user.id);
    // They open the account for good: whoever finds a device open does not make some.
    await proveAnew(c, caller, body);
    const { codes, hashes } = await makeRecoveryCodes();
    await insertRecoveryCodes(db, user.id, hashes, Date.now());
    await tellDevices(c, user.no, { what: "codesMade" });
    return { codes };
  },

  async offerPhone({ db, caller }) {
    const token = newToken();
    return { token, ...(await phones.offerPhone(db, caller, await hashSecret(token), Date.now())) };
  },

  async phone({ db, caller, params }) {
    const found = await phones.phoneOf(db, caller, params.phone);
    if (!found) throw new Refused("not_found");
    const { number, device, confirmedAt, endedAt, expiresAt } = found;
    if (endedAt !== null) return { state: confirmedAt === null ? "over" : "in" };
    if (expiresAt <= Date.now()) return { state: "over" };
    if (number === null || device === null) return { state: "waiting" };
    return { state: confirmedAt === null ? "asked" : "confirmed", number, device };
  },

  async confirmPhone({ db, caller, params, body: { number } }) {
    if (await phones.confirmPhone(db, caller, params.phone, number, Date.now())) return;
    const found = await phones.phoneOf(db, caller, params.phone);
    if (!found) throw new Refused("not_found");
    const isOver = found.endedAt !== null || found.expiresAt <= Date.now();
    throw isOver ? phoneIsOver() : new Refused("invalid", { ...because("phone_not_this"), field: "number" });
  },

  async dropPhone({ db, caller, params }) {
    if (!(await phones.endPhone(db, caller, params.phone, Date.now()))) throw new Refused("not_found");
  },

  async askByPhone({ c, db, body: { token } }) {
    const secret = newToken();
    const phone = { hash: await hashSecret(secret), number: newNumber(), device: deviceOf(c) };
    const asked = await phones.askByPhone(db, await hashSecret(token), phone, Date.now());
    if (!asked) throw phoneIsOver();
    if (asked === "other") throw new Refused("forbidden", because("phone_other"));
    const { number, name, handle, userId, expiresAt } = asked;
    return { secret, number, name, handle, account: userId, expiresAt };
  },

  async enterByPhone({ c, db, body: { secret, insteadOf } }) {
    const hash = await hashSecret(secret);
    const now = Date.now();
    const found = await phones.phoneBySecret(db, hash, now);
    if (!found) throw phoneIsOver();
    if (found.confirmedAt === null) return { account: null };
    replacesKnowingly(c, found.userId, insteadOf);
    if (!(await phones.takePhone(db, hash, now))) throw phoneIsOver();
    await tellDevices(c, found.userNo, { what: "phoneIn", device: found.device });
    return { account: await beginSession(c, found.userId, { isTold: true }) };
  },
};
