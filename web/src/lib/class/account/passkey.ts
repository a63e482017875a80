/** Passkeys: the browser's part. The library is fetched when somebody reaches for one. */
import { t } from "#texts/passkey";
import type { Api, PasskeyNewcomer, PasskeyOptions } from "../../../../../client/index.ts";
import { refusal } from "../../../../../protocol/refusals.ts";
import { outcomeOf, refused, type Outcome } from "../../base/outcome.ts";

type Made = Awaited<ReturnType<Api["passkeys"]["register"]>>;
type Entered = Awaited<ReturnType<Api["passkeys"]["signIn"]>>;

export const passkeysWork = (): boolean => typeof window !== "undefined" && "PublicKeyCredential" in window;

/** The browser's own reasons, in words. Putting the dialog away is a change of mind and no error. */
function reasonOf(error: unknown): Outcome<never> {
  const name = error instanceof Error ? error.name : "";
  const isPutAway = name === "NotAllowedError" || name === "AbortError";
  const sentence = isPutAway ? t.notUsed : name === "InvalidStateError" ? t.already : t.notHere;
  return refused(refusal("invalid", { sentence, field: "passkey" }));
}

function split(options: PasskeyOptions) {
  const { challengeToken, ...rest } = options;
  return { challengeToken, optionsJSON: rest as never };
}

export async function answerPasskey(api: Api): Promise<Outcome<Entered>> {
  const asked = await outcomeOf(api.passkeys.signInOptions());
  if (!asked.ok) return asked;
  const { challengeToken, optionsJSON } = split(asked.value);
  try {
    const { startAuthentication } = await import("@simplewebauthn/browser");
    const response = await startAuthentication({ optionsJSON });
    return await outcomeOf(api.passkeys.signIn({ challengeToken, response }));
  } catch (error) {
    return reasonOf(error);
  }
}

/** @param newcomer for an account to come; without, the passkey is added to mine. */
export async function makePasskey(api: Api, newcomer?: PasskeyNewcomer, name?: string): Promise<Outcome<Made>> {
  const asked = await outcomeOf(api.passkeys.registerOptions(newcomer));
  if (!asked.ok) return asked;
  const { challengeToken, optionsJSON } = split(asked.value);
  try {
    const { startRegistration } = await import("@simplewebauthn/browser");
    const response = await startRegistration({ optionsJSON });
    return await outcomeOf(
      api.passkeys.register({ challengeToken, response, ...(name === undefined ? {} : { name }) }),
    );
  } catch (error) {
    return reasonOf(error);
  }
}
