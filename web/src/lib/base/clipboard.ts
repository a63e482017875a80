import { t } from "#texts/clipboard";
import { toasts } from "./toasts/toasts.svelte.ts";

/** Copies, and says so; says too where the browser does not allow it. @param said empty: nothing is said of a copy that worked. */
export async function copy(text: string, said: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    if (said !== "") toasts.say(said);
    return true;
  } catch {
    toasts.trouble(t.notCopied);
    return false;
  }
}
