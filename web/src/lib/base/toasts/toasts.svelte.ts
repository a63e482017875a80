/** Short words at the edge of the screen: what was done, and the way back. */
export interface Toast {
  id: number;
  text: string;
  /** Takes it back. */
  undo?: () => void;
  /** What one may want to do next. */
  next?: { label: string; run: () => void };
  /** Something did not work: stays longer. */
  trouble: boolean;
}

const STAYS_MS = 5_000;
const TROUBLE_STAYS_MS = 9_000;

class Toasts {
  shown = $state.raw<Toast[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** @param stays milliseconds; an undo stays as long as it works. */
  say(text: string, more: Partial<Pick<Toast, "undo" | "next" | "trouble">> & { stays?: number } = {}): void {
    const id = this.#next++;
    const trouble = more.trouble === true;
    const { undo, next } = more;
    this.shown = [...this.shown.slice(-1), { id, text, trouble, ...(undo && { undo }), ...(next && { next }) }];
    const stays = more.stays ?? (trouble ? TROUBLE_STAYS_MS : STAYS_MS);
    this.#timers.set(
      id,
      setTimeout(() => this.dismiss(id), stays),
    );
  }

  /** What happened and what to do, for what was asked for and not carried out. */
  trouble(text: string): void {
    this.say(text, { trouble: true });
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }
}

export const toasts = new Toasts();
