/** What a teacher does first in a new class. Each step ticks itself off: by what is there, not by a press. */
import { RINGED } from "../../class/people/badges.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

export type Step = "invite" | "handOut" | "channels" | "firstWords" | "history" | "colleagues" | "site";
export interface FirstStep {
  step: Step;
  isDone: boolean;
}

/** What the class itself does not say. */
interface Beside {
  /** A hand-out was printed. */
  isHandedOut: boolean;
  /** A channel is shown on a site. */
  isOnSite: boolean;
}

/** In the order in which they are best done. */
export function firstSteps(workspace: WorkspaceState, { isHandedOut, isOnSite }: Beside): FirstStep[] {
  const { people, channels, me } = workspace;
  const others = people.filter(({ id, imported, bot }) => id !== me.id && imported !== true && bot !== true);
  const open = channels.filter(({ kind }) => kind === "public" || kind === "private");
  const hasStaff = others.some(({ role }) => RINGED[role] === true);
  return [
    { step: "invite", isDone: others.length > 0 },
    { step: "handOut", isDone: isHandedOut },
    { step: "channels", isDone: open.some(({ isDefault }) => !isDefault) },
    { step: "firstWords", isDone: open.some(({ lastSeq }) => lastSeq > 0) },
    { step: "colleagues", isDone: hasStaff },
    { step: "history", isDone: people.some(({ imported }) => imported === true) },
    { step: "site", isDone: isOnSite || open.some(({ web }) => !!web) },
  ];
}
