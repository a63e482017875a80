/** Signing in with an account elsewhere, as the page does it: away, back with a proof, and what becomes of it. */
import type { AnswerTo } from "../../../../../client/index.ts";
import type { Account } from "../../../../../protocol/index.ts";
import { me } from "../../class/account/account.svelte.ts";
import { entered } from "../../class/account/entering.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { SecondCode } from "./second-code.svelte.ts";

export type Provider = AnswerTo<"providers.list">["providers"][number];
export type Back = AnswerTo<"providers.back">;
export type Linked = AnswerTo<"providers.mine">["linked"][number];

/** None where none is set up, or nobody answers: there are other ways in, and they say what is wrong. */
export async function providersHere(): Promise<readonly Provider[]> {
  const outcome = await outcomeOf(me.api.call("providers.list"));
  return outcome.ok ? outcome.value.providers : [];
}

/** Leaves the page for the provider's. @param next path of this site, where one goes on later @param link with the account that is signed in */
export async function goTo(
  key: string,
  { next, link = false }: { next?: string; link?: boolean },
): Promise<Outcome<true>> {
  const body = { ...(next !== undefined && { next }), ...(link && { link }) };
  const outcome = await outcomeOf(me.api.call("providers.go", { provider: key }, body));
  if (!outcome.ok) return outcome;
  location.assign(outcome.value.address);
  return { ok: true, value: true };
}

/** What the provider put into this page's address. */
export async function comeBack(key: string, said: URLSearchParams): Promise<Outcome<Back>> {
  const [code, error, iss] = ["code", "error", "iss"].map((name) => said.get(name));
  const body = { state: said.get("state") ?? "", ...(code && { code }), ...(error && { error }), ...(iss && { iss }) };
  return outcomeOf(me.api.call("providers.back", { provider: key }, body));
}

export async function enterBy(proof: string, second: SecondCode, reopen = false): Promise<Outcome<Account>> {
  const body = { proof, ...second.given, ...(reopen && { reopen }) };
  return entered(await outcomeOf(me.api.call("providers.enter", {}, body)));
}

/** With the account that is signed in. */
export const linkBy = (proof: string): Promise<Outcome<AnswerTo<"providers.link">>> =>
  outcomeOf(me.api.call("providers.link", {}, { proof }));
