/** Who wants to be called for one kind of event. */
export class Listeners<Args extends unknown[] = []> {
  readonly #listeners = new Set<(...args: Args) => void>();

  /** Returns the function that ends it. */
  add(listener: (...args: Args) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls each, in the order they came; one that comes or goes meanwhile counts from the next event on. */
  emit(...args: Args): void {
    for (const listener of [...this.#listeners]) listener(...args);
  }
}
