/** My second factor: set up, confirmed by a code, switched off with one. */
import { because } from "../../protocol/reasons.ts";
import type { HandlersOf } from "../http/handler.ts";
import { siteOf } from "../identity/origin.ts";
import { proveAnew } from "../identity/fresh-proof.ts";
import { makeRecoveryCodes } from "../identity/recovery-codes.ts";
import { newFactor, proveSecondFactor, stepOf, tidyCode } from "../identity/second-factor.ts";
import { throttleCode, throttleOwner } from "../identity/throttle.ts";
import { Refused } from "../refused.ts";
import { factorsChanged } from "../factors-changed.ts";
import { tellDevices } from "../session-life.ts";
import { insertRecoveryCodes, recoveryCodesOf } from "../store/recovery-codes.ts";
import { inTeamsOf } from "../store/lacking-factor.ts";
import { beginFactor, confirmFactor, endFactor, factorOf, factorToAsk } from "../store/second-factors.ts";

export const secondFactor: HandlersOf<"secondFactor"> = {
  async state({ db, caller: { user } }) {
    const [factor, codes] = await Promise.all([factorOf(db, user.no), recoveryCodesOf(db, user.no)]);
    return { since: factor?.confirmedAt ?? null, codesLeft: codes?.left ?? 0 };
  },

  async begin({ c, db, caller, body }) {
    const { user } = caller;
    await throttleOwner(c, user.id);
    // Whoever finds a device open does not shut its owner out.
    await proveAnew(c, caller, body);
    const { secret, address, sealed } = await newFactor(c, user, siteOf(c).host);
    if (!(await beginFactor(db, user.no, sealed))) throw new Refused("forbidden", because("factor_on"));
    return { secret, address };
  },

  async confirm({ c, db, caller: { user }, body: { secondCode } }) {
    await throttleCode(c, user.id);
    const factor = await factorOf(db, user.no);
    if (!factor) throw new Refused("not_found", because("factor_over"));
    if (factor.confirmedAt !== null) throw new Refused("forbidden", because("factor_on"));
    const step = await stepOf(c, user.id, factor.secret, tidyCode(secondCode));
    if (step === null) throw new Refused("wrong_credentials", { ...because("code_wrong"), field: "secondCode" });
    const now = Date.now();
    if (!(await confirmFactor(db, user.no, factor.secret, step, now)))
      throw new Refused("not_found", because("factor_over"));
    const { codes, hashes } = await makeRecoveryCodes();
    await insertRecoveryCodes(db, user.id, hashes, now);
    await factorsChanged(c.env, db, await inTeamsOf(db, user.no));
    await tellDevices(c, user.no, { what: "factorOn" });
    return { codes };
  },

  async end({ c, db, caller, body: { secondCode, ...proof } }) {
    const { user } = caller;
    await throttleOwner(c, user.id);
    await proveAnew(c, caller, proof);
    const factor = await factorToAsk(db, user.id);
    // One that was only begun is given up without a word.
    if (factor)
      await proveSecondFactor(c, factor, secondCode, (userNo) => tellDevices(c, userNo, { what: "codesWrong" }));
    await endFactor(db, user.no);
    await factorsChanged(c.env, db, await inTeamsOf(db, user.no));
    if (factor) await tellDevices(c, user.no, { what: "factorOff" });
  },
};
