/**
 * Keys that whoever runs PLACE keeps as secrets: a JSON list in `NAME`, and in each `NAME_…` beside it, since a deployment's secret cannot be
 * read again to be added to.
 */
import { log } from "./log.ts";

/**
 * Reads one name's secrets, anew only where their text is another. What cannot be read is said once, and what else there is holds.
 * @param lost what is out of reach without the key of a secret that cannot be read
 */
export class SecretSets<Key> {
  readonly #name: string;
  readonly #isKey: (given: unknown) => given is Key;
  readonly #lost: string;
  readonly #order: (sets: Key[][]) => Key[];
  #known: { text: string; keys: readonly Key[] } = { text: "", keys: [] };

  constructor(name: string, isKey: (given: unknown) => given is Key, lost: string, order: (sets: Key[][]) => Key[]) {
    this.#name = name;
    this.#isKey = isKey;
    this.#lost = lost;
    this.#order = order;
  }

  /** The newest first; none where nobody set one. */
  of(env: object): readonly Key[] {
    const named = Object.entries(env).filter(
      (entry): entry is [string, string] =>
        (entry[0] === this.#name || entry[0].startsWith(`${this.#name}_`)) &&
        typeof entry[1] === "string" &&
        entry[1] !== "",
    );
    // Of two of one day the one with the longer name is the newer: `NAME` is there from the first deploy.
    const texts = named.sort(([a], [b]) => (a < b ? 1 : -1)).map(([, text]) => text);
    const text = texts.join("\n");
    if (text !== this.#known.text) {
      const sets = texts.map((each) => this.#read(each));
      if (sets.some((keys) => keys.length === 0))
        log.fault("settings", new Error(`${this.#name} cannot be read: ${this.#lost}`));
      this.#known = { text, keys: this.#order(sets) };
    }
    return this.#known.keys;
  }

  #read(text: string): Key[] {
    try {
      const keys: unknown = JSON.parse(text);
      return Array.isArray(keys) && keys.every(this.#isKey) ? keys : [];
    } catch {
      // No JSON: the caller says so.
      return [];
    }
  }
}

/** For `isKey`: a field that is text of this form. */
export const isText = (value: unknown, form: RegExp): boolean => typeof value === "string" && form.test(value);
