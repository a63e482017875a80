/** A password as `worker/identity/password-hasher.ts` stores it; a test signs in with one that was made here. */
import { randomBytes, scryptSync } from "node:crypto";

/** Both base64url. */
export function hashPassword(password: string): { hash: string; salt: string } {
  const salt = randomBytes(16);
  const hash = scryptSync(password.normalize("NFKC"), salt, 32, { N: 2 ** 14, r: 8, p: 5, maxmem: 64 * 1024 * 1024 });
  return { hash: hash.toString("base64url"), salt: salt.toString("base64url") };
}
