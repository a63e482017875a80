/** Coming back in, as the page does it: links, recovery codes, a phone. */
import type { AnswerTo } from "../../../../../client/index.ts";
import type { Account } from "../../../../../protocol/index.ts";
import { me } from "../../class/account/account.svelte.ts";
import { entered } from "../../class/account/entering.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { done, outcomeOf, type Outcome } from "../../base/outcome.ts";

/** What stands behind `#` in the address of this page: it never goes to a server by itself. */
export const tokenInAddress = (): string => location.hash.slice(1);
/** @param page `back-in` or `phone` */
export const linkOf = (page: string, token: string): string => `${location.origin}/${page}#${token}`;

export async function makeLink(
  workspace: WorkspaceState,
  member: string,
): Promise<Outcome<AnswerTo<"backIn.makeLink">>> {
  return outcomeOf(workspace.api.call("backIn.makeLink", { workspace: workspace.id, member }));
}

export async function lookAtLink(token: string): Promise<Outcome<AnswerTo<"backIn.lookAtLink">>> {
  return outcomeOf(me.api.call("backIn.lookAtLink", {}, { token }));
}

/** What comes with a link or a code. */
interface More {
  /** The account that goes on this device, by its owner's word. */
  insteadOf?: string | undefined;
  /** Of a second factor. */
  secondCode?: string;
  trustDevice?: boolean;
}
const told = ({ insteadOf, ...second }: More) => ({ ...second, ...(insteadOf !== undefined && { insteadOf }) });

export async function takeLink(token: string, more: More): Promise<Outcome<string | undefined>> {
  const outcome = await outcomeOf(me.api.call("backIn.useLink", {}, { token, ...told(more) }));
  return accepted(outcome, ({ workspace }) => workspace);
}

/** @returns how many codes are left */
export async function recover(handle: string, code: string, more: More): Promise<Outcome<number>> {
  const body = { handle, code, ...told(more) };
  return accepted(await outcomeOf(me.api.call("backIn.recover", {}, body)), ({ left }) => left);
}

async function accepted<T extends { account: Account }, R>(
  outcome: Outcome<T>,
  then: (answer: T) => R,
): Promise<Outcome<R>> {
  if (!outcome.ok) return outcome;
  await entered(outcome);
  return done(then(outcome.value));
}

/** Without the one that was forgotten: the session that came by a link or a code may, for half an hour. */
export async function setPassword(next: string): Promise<Outcome<boolean>> {
  const outcome = await outcomeOf(me.api.call("account.changePassword", {}, { next }));
  if (!outcome.ok) return outcome;
  await me.refresh();
  return done(true);
}
