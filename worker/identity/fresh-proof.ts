/** That whoever asks is still the person who signed in: asked before an account is closed, or gets another way in. */
import type { Proof } from "../../protocol/proof.ts";
import { because } from "../../protocol/reasons.ts";
import type { AppContext } from "../hono-env.ts";
import { Refused } from "../refused.ts";
import { openDb } from "../store/db.ts";
import { proofsBefore } from "../store/passkeys.ts";
import { takeRecoveryCode } from "../store/recovery-codes.ts";
import { mayReset } from "../store/sessions.ts";
import { passwordOfUser } from "../store/users.ts";
import type { Caller } from "./caller.ts";
import { provePassword } from "./password-hasher.ts";
import { checkAssertion } from "./passkeys.ts";
import { hashSecret } from "./sessions.ts";

/**
 * By the password, by a passkey, or by a recovery code, which is used up. Who came in by a link or such a code a moment ago has shown
 * it; who has none of these has nothing to show. Passkeys and codes that were made since this session began show nothing: whoever finds
 * a device open can make some.
 * @param field in which the password was asked for
 * @throws Refused `wrong_credentials`
 */
export async function proveAnew(
  c: AppContext,
  caller: Caller,
  { password, passkey, recoveryCode }: Proof,
  field = "password",
): Promise<void> {
  const { env } = c;
  const { user } = caller;
  const db = openDb(env.DB);
  if (await mayReset(db, caller, Date.now())) return;
  const [before, stored] = await Promise.all([proofsBefore(db, caller), passwordOfUser(db, user.no)]);
  if (passkey) {
    const shown = await checkAssertion(c, passkey);
    if (shown.userId !== user.id || !before.passkeys.includes(shown.passkey))
      throw new Refused("wrong_credentials", { ...because("passkey_no_proof"), field: "passkey" });
  } else if (recoveryCode !== undefined) {
    const isOne = before.hasCodes && (await takeRecoveryCode(db, user.handle, await hashSecret(recoveryCode)));
    if (!isOne) throw new Refused("wrong_credentials", { ...because("wrong_code"), field: "recoveryCode" });
  } else if (stored) await provePassword(env, db, user.no, password, field);
  else if (before.passkeys.length > 0 || before.hasCodes)
    throw new Refused("wrong_credentials", { ...because("prove_anew"), field: "passkey" });
}
