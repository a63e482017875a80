/** The dialog on screen. Each one is a chunk of its own, fetched when it is first asked for. */
import type { Component } from "svelte";
import { t } from "#texts/ui";
import type { DialogProps, Question } from "./dialog-props.ts";
import { toasts } from "../toasts/toasts.svelte.ts";

export type { DialogProps };

class Dialogs {
  current = $state.raw<{ component: Component<DialogProps>; props: object } | null>(null);

  /**
   * @param load imports the dialog's component.
   * @param props what it needs besides `onclose`.
   */
  async open<P extends object>(load: () => Promise<{ default: Component<P & DialogProps> }>, props: P): Promise<void> {
    try {
      const { default: component } = await load();
      // The props belong to this very component: the pair is made in one place and never taken apart.
      this.current = { component: component as unknown as Component<DialogProps>, props };
    } catch {
      toasts.trouble(t.partNotFetched);
    }
  }

  /** Asks once before something that cannot be taken back. */
  confirm(question: Question): void {
    void this.open(async () => (await import("./confirm.ts")).confirmDialog(), question);
  }

  /** @param which left alone when another dialog took its place in the meantime. */
  close(which: Dialogs["current"]): void {
    if (this.current === which) this.current = null;
  }
}

export const dialogs = new Dialogs();
