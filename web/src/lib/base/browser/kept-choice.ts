/** One choice kept on this device. A closed storage only means that it is asked again. */
export class KeptChoice {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  get(): string | null {
    try {
      return localStorage.getItem(this.#key);
    } catch {
      return null;
    }
  }

  set(value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, value);
    } catch {
      // See above.
    }
  }
}
