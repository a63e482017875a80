/** Says on the open page what happened to one's account elsewhere. */
import type { WorkspaceEvent } from "../../../../../protocol/index.ts";
import { goto } from "$app/navigation";
import { t } from "#texts/back-in";
import { isolated } from "../../base/texts/beside.ts";
import { outcomeOf } from "../../base/outcome.ts";
import { me } from "../../class/account/account.svelte.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import { openClass } from "../../class/state/open-class.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

/** Long enough to be read by who comes back to the screen. */
const STAYS_MS = 60_000;

/** Somebody else knows how one gets in: their session ends, and a new password keeps them out. */
async function putOut(session: string): Promise<void> {
  const outcome = await outcomeOf(me.api.call("account.signOutDevice", { id: session }));
  // It may have gone by itself.
  if (!outcome.ok && outcome.refusal.code !== "not_found") return toasts.trouble(outcome.refusal.sentence);
  toasts.say(t.isPutOut, { stays: STAYS_MS });
  await goto("/settings/account");
}

/** @returns ends it */
export function watchAccount(workspace: WorkspaceState): () => void {
  const say = (event: WorkspaceEvent) => {
    if (event.type !== "accountNotice") return;
    const device = isolated(event.device ?? t.aDevice);
    const words = {
      linkMade: t.toldLinkMade({ name: isolated(event.name ?? t.theTeam) }),
      linkUsed: t.toldLinkUsed({ device }),
      codeUsed: t.toldCodeUsed({ device }),
      codesMade: t.toldCodesMade,
      phoneIn: t.toldPhoneIn({ device }),
      providerLinked: t.toldProviderLinked({ name: isolated(event.name ?? "") }),
      factorOn: t.toldFactorOn,
      factorOff: t.toldFactorOff,
      codesWrong: t.toldCodesWrong,
      newDevice: t.toldNewDevice({ device }),
    }[event.what];
    const { session } = event;
    const next =
      session === undefined
        ? { label: t.seeDevices, run: () => void goto("/settings/devices") }
        : { label: t.wasNotMe, run: () => void putOut(session) };
    toasts.say(words, { next, stays: STAYS_MS });
  };
  for (const event of openClass.takeUntold()) say(event);
  return workspace.session.onEvent(say);
}
