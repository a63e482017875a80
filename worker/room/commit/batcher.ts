/**
 * The first item on a quiet object is handled at once; what follows within the window is handled together, in one turn:
 * one commit, one frame per reader. (The timer lives for the window only, so the object still sleeps.)
 */
export class Batcher<T> {
  readonly #handle: (items: T[]) => void;
  readonly #windowMs: number;
  #waiting: T[] = [];
  #isOpen = false;

  constructor(windowMs: number, handle: (items: T[]) => void) {
    this.#windowMs = windowMs;
    this.#handle = handle;
  }

  add(item: T): void {
    if (this.#isOpen) {
      this.#waiting.push(item);
      return;
    }
    this.#isOpen = true;
    this.#endLater();
    this.#handle([item]);
  }

  #endLater(): void {
    setTimeout(() => {
      const items = this.#waiting;
      this.#waiting = [];
      if (items.length === 0) {
        this.#isOpen = false;
        return;
      }
      this.#endLater();
      this.#handle(items);
    }, this.#windowMs);
  }
}
