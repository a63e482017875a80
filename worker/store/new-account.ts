/** An account that is yet to be stored, with the ways into it: statements for the batch that also says what it is for. */
import type { BatchItem } from "drizzle-orm/batch";
import type { Db } from "./db.ts";
import { insertPasskey, type NewPasskey } from "./passkeys.ts";
import { insertProviderLink, type LinkedIdentity } from "./provider-links.ts";
import { insertRecoveryCodes } from "./recovery-codes.ts";
import { insertSession, type NewSession } from "./sessions.ts";
import { insertUser, type NewUser } from "./users.ts";

export interface NewAccount {
  user: NewUser;
  session: NewSession;
  passkey?: NewPasskey | undefined;
  recoveryHashes?: string[] | undefined;
  /** An account elsewhere that signs in to it. */
  identity?: LinkedIdentity | undefined;
}

/** None where the account is there. */
export function newAccountStatements(db: Db, account: NewAccount | undefined, now: number): BatchItem<"sqlite">[] {
  if (!account) return [];
  const { user, session, passkey, recoveryHashes, identity } = account;
  return [
    insertUser(db, user, now),
    insertSession(db, session, user.id),
    ...(recoveryHashes ? [insertRecoveryCodes(db, user.id, recoveryHashes, now)] : []),
    ...(identity ? [insertProviderLink(db, identity, user.id, now)] : []),
    ...(passkey ? [insertPasskey(db, passkey, user.id, now)] : []),
  ];
}
