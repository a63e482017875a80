/** Somebody with an authenticator app. */
import { Secret, TOTP } from "otpauth";
import { ok, PASSWORD, type Person } from "./people.ts";

export interface Protected extends Person {
  secret: string;
  codes: string[];
}

/** The code of a step: 0 now, 1 the next one, -1 the one before. */
export function codeAt(secret: string, step = 0, seconds = 30): string {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period: 30 });
  return totp.generate({ timestamp: Date.now() + step * seconds * 1_000 });
}

/** Sets up a second factor, by its two requests. */
export async function protect(person: Person): Promise<Protected> {
  const { secret } = ok(
    await person.browser.post<{ secret: string; address: string }>("/account/second-factor", { password: PASSWORD }),
  );
  const { codes } = ok(await person.browser.put("/account/second-factor", { secondCode: codeAt(secret) })) as {
    codes: string[];
  };
  return { ...person, secret, codes };
}
