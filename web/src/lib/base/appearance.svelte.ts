/** How PLACE looks on this device. The script in `app.html` applies the same choices before the first paint. */
import { StoredChoice } from "./browser/stored-choice.ts";

export type Theme = "system" | "light" | "dark";
export type Density = "comfortable" | "compact";
export type TextSize = "small" | "medium" | "large" | "largest";

/** One choice, told to the style sheets as `data-<name>` of the page; the first of its values is the page without it. */
class Look<Value extends string> {
  readonly #name: string;
  readonly #usual: Value;
  readonly #stored: StoredChoice;
  #chosen: Value;

  constructor(name: string, values: readonly [Value, ...Value[]]) {
    this.#name = name;
    this.#usual = values[0];
    this.#stored = new StoredChoice(`place.${name}`);
    const stored = this.#stored.get();
    this.#chosen = $state(values.find((value) => value === stored) ?? values[0]);
  }

  get chosen(): Value {
    return this.#chosen;
  }

  set chosen(value: Value) {
    this.#chosen = value;
    this.apply();
    this.#stored.set(value === this.#usual ? null : value);
  }

  apply(): void {
    const { dataset } = document.documentElement;
    if (this.#chosen === this.#usual) delete dataset[this.#name];
    else dataset[this.#name] = this.#chosen;
  }
}

export const theme = new Look<Theme>("theme", ["system", "light", "dark"]);
export const density = new Look<Density>("density", ["comfortable", "compact"]);
/** Shows what only who builds on PLACE asks for: a message as JSON, and how it travelled. */
export const developer = new Look<"off" | "on">("developer", ["off", "on"]);
export const textSize = new Look<TextSize>("text", ["medium", "small", "large", "largest"]);

export function applyAppearance(): void {
  for (const look of [theme, density, textSize]) look.apply();
  // Set before the style sheet was there.
  document.documentElement.style.removeProperty("background-color");
}
