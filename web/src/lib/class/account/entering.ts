/** The ways in: signing in, joining and founding a class. Nobody needs them on the way to a channel they are in. */
import { t } from "#texts/entering";
import type { AskedFrom } from "../../../../../client/index.ts";
import { OfflineStore } from "../../../../../client/offline-store.ts";
import type { Account } from "../../../../../protocol/index.ts";
import { me } from "./account.svelte.ts";
import { recoveryCodes } from "./recovery-codes.svelte.ts";
import { outcomeOf, refused, type Outcome } from "../../base/outcome.ts";

export interface Newcomer {
  handle: string;
  name: string;
  password: string;
}
/** Who is signed in by an account elsewhere, and has no password. */
export type NewcomerByProof = Omit<Newcomer, "password"> & { proof: string };

/** @param more `reopen`: an account that its owner closed, by their word; the code of a second factor */
export async function signIn(
  handle: string,
  password: string,
  more: { reopen?: boolean; secondCode?: string; trustDevice?: boolean } = {},
): Promise<Outcome<Account>> {
  const body = { handle, password, ...more };
  return entered(await outcomeOf(me.api.call("entry.signIn", {}, body)));
}

export async function signInWithPasskey(reopen = false): Promise<Outcome<Account>> {
  const { answerPasskey } = await import("./passkey.ts");
  return entered(await answerPasskey(me.api, reopen));
}

/** A guest in the demo class. Answers with the class. */
export async function tryIt(): Promise<Outcome<string>> {
  return enteredClass(await outcomeOf(me.api.call("entry.tryIt")));
}

/** @param newcomer left out by somebody who has an account. */
export async function join(code: string, newcomer?: Newcomer | NewcomerByProof): Promise<Outcome<string>> {
  const body = newcomer ? { code, account: newcomer } : { code };
  return enteredClass(await outcomeOf(me.api.call("entry.join", {}, body)));
}

/** As who is expected, by a link of the roster. Answers with the class. */
export async function useInvitation(body: AskedFrom<"roster.useInvitation">): Promise<Outcome<string>> {
  return enteredClass(await outcomeOf(me.api.call("roster.useInvitation", {}, body)));
}

export async function createClass(
  name: string,
  newcomer?: Newcomer,
): Promise<Outcome<{ id: string; joinCode: string | null }>> {
  const body = newcomer ? { name, account: newcomer } : { name };
  const outcome = await outcomeOf(me.api.call("workspaces.create", {}, body));
  if (!outcome.ok) {
    // The class and the person both have a `name`.
    const ofClass = outcome.refusal.field === "name";
    return ofClass ? refused({ ...outcome.refusal, field: "workspaceName" }) : outcome;
  }
  await claim(outcome.value.account);
  me.accept(outcome.value.account);
  recoveryCodes.keep(outcome.value.recoveryCodes);
  const { id, joinCode } = outcome.value.workspace;
  return { ok: true, value: { id, joinCode: joinCode ?? null } };
}

/** A new account without a password, in the class it joins or makes. Answers with the class. */
export async function enterWithPasskey(newcomer: AskedFrom<"passkeys.registerOptions">): Promise<Outcome<string>> {
  const { makePasskey } = await import("./passkey.ts");
  const outcome = await makePasskey(me.api, newcomer);
  if (!outcome.ok) return outcome;
  await claim(outcome.value.account);
  me.accept(outcome.value.account);
  recoveryCodes.keep(outcome.value.recoveryCodes);
  const workspace = outcome.value.workspace ?? outcome.value.account.workspaces.at(-1)?.id;
  if (workspace === undefined) return refused({ code: "not_found", sentence: t.noClassJoined });
  return { ok: true, value: workspace };
}

/** What another account left on this device is gone before this one sees anything. A closed storage has nothing of anybody. */
const claim = (account: Account): Promise<void> => new OfflineStore().claim(account.id).catch(() => undefined);

/** Whoever came in by whatever way is who this browser is from now on. */
export async function entered(outcome: Outcome<{ account: Account }>): Promise<Outcome<Account>> {
  if (!outcome.ok) return outcome;
  await claim(outcome.value.account);
  me.accept(outcome.value.account);
  return { ok: true, value: outcome.value.account };
}

async function enteredClass(
  outcome: Outcome<{ workspace: string; account: Account; recoveryCodes?: string[] | undefined }>,
): Promise<Outcome<string>> {
  if (!outcome.ok) return outcome;
  await claim(outcome.value.account);
  me.accept(outcome.value.account);
  recoveryCodes.keep(outcome.value.recoveryCodes);
  return { ok: true, value: outcome.value.workspace };
}
