import { read, write } from "./storage.ts";

/** One choice kept on this device. A closed storage only means that it is asked again. */
export class StoredChoice {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  get(): string | null {
    return read(this.#key);
  }

  set(value: string | null): void {
    write(this.#key, value);
  }
}
