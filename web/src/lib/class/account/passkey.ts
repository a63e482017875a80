/** Passkeys: the browser's part. The library is fetched when somebody reaches for one. */
import { t } from "#texts/passkey";
import type { AnswerTo, Api, AskedFrom } from "../../../../../client/index.ts";
import type { Proof } from "../../../../../protocol/proof.ts";
import { refusal } from "../../../../../protocol/refusals.ts";
import { done, outcomeOf, refused, type Outcome } from "../../base/outcome.ts";

type Made = AnswerTo<"passkeys.register">;
type Assertion = NonNullable<Proof["passkey"]>;
type Entered = AnswerTo<"passkeys.signIn">;

export const passkeysWork = (): boolean => typeof window !== "undefined" && "PublicKeyCredential" in window;

/** The browser's own reasons, in words. Putting the dialog away is a change of mind and no error. */
function reasonOf(error: unknown): Outcome<never> {
  const name = error instanceof Error ? error.name : "";
  const isPutAway = name === "NotAllowedError" || name === "AbortError";
  const sentence = isPutAway ? t.notUsed : name === "InvalidStateError" ? t.already : t.notHere;
  return refused(refusal("invalid", { sentence, field: "passkey" }));
}

function split(options: AnswerTo<"passkeys.signInOptions">) {
  const { challengeToken, ...rest } = options;
  // The contract leaves the options as they are: the server's half of the same library made them.
  return { challengeToken, optionsJSON: rest as never };
}

/** What one of the person's passkeys answers to a challenge of the server's. */
export async function assertPasskey(api: Api): Promise<Outcome<Assertion>> {
  const asked = await outcomeOf(api.call("passkeys.signInOptions"));
  if (!asked.ok) return asked;
  const { challengeToken, optionsJSON } = split(asked.value);
  try {
    const { startAuthentication } = await import("@simplewebauthn/browser");
    const given = await startAuthentication({ optionsJSON });
    // As plain objects: the library's interfaces are no objects with whatever fields, which is what the server reads.
    const clientExtensionResults = { ...given.clientExtensionResults };
    const response = { ...given, clientExtensionResults, response: { ...given.response } };
    return done({ challengeToken, response });
  } catch (error) {
    return reasonOf(error);
  }
}

export async function answerPasskey(api: Api, reopen = false): Promise<Outcome<Entered>> {
  const given = await assertPasskey(api);
  if (!given.ok) return given;
  return outcomeOf(api.call("passkeys.signIn", {}, { ...given.value, ...(reopen && { reopen }) }));
}

/** @param newcomer for an account to come; without, the passkey is added to mine. */
export async function makePasskey(
  api: Api,
  newcomer?: AskedFrom<"passkeys.registerOptions">,
  name?: string,
): Promise<Outcome<Made>> {
  const asked = await outcomeOf(api.call("passkeys.registerOptions", {}, newcomer));
  if (!asked.ok) return asked;
  const { challengeToken, optionsJSON } = split(asked.value);
  try {
    const { startRegistration } = await import("@simplewebauthn/browser");
    const given = await startRegistration({ optionsJSON });
    const clientExtensionResults = { ...given.clientExtensionResults };
    const response = { ...given, clientExtensionResults, response: { ...given.response } };
    return await outcomeOf(
      api.call("passkeys.register", {}, { challengeToken, response, ...(name === undefined ? {} : { name }) }),
    );
  } catch (error) {
    return reasonOf(error);
  }
}
