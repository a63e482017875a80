/** Says on the open page of the teaching team that somebody waits for them. */
import { goto } from "$app/navigation";
import { t as claims } from "#texts/claims";
import { t } from "#texts/coming-in";
import { t as person } from "#texts/person";
import { isolated } from "../../base/texts/beside.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

/** Long enough to be read by who comes back to the screen. */
const STAYS_MS = 30_000;

/** @returns ends it */
export function watchPeople(workspace: WorkspaceState): () => void {
  return workspace.session.onEvent((event) => {
    if (event.type !== "peopleNotice") return;
    const name = isolated(event.name ?? person.somebody);
    const to = (label: string, page: string) => ({ label, run: () => void goto(`/w/${workspace.id}/${page}`) });
    if (event.what === "joinAsked") toasts.say(t.asked({ name }), { next: to(t.see, "settings"), stays: STAYS_MS });
    if (event.what === "claimAsked") toasts.say(claims.newClaim({ name }), { next: to(t.see, "reports") });
    if (event.what === "claimDecided" && !workspace.may("decideClaims"))
      toasts.say(claims.decided, { next: to(t.see, "reports") });
    if (event.what === "came" && workspace.may("invite"))
      toasts.say(t.came({ name }), { next: to(t.seeRoster, "settings/roster") });
  });
}
