/** Who is calling: an account and the session it came with. What they may do is said in access.ts. */
import { Refused } from "../refused.ts";
import type { Caller } from "../store/sessions.ts";

export type { Caller };

/** The caller, or a refusal for those who are not signed in. */
export function signedIn(caller: Caller | null): Caller {
  if (!caller) throw new Refused("not_signed_in");
  return caller;
}
