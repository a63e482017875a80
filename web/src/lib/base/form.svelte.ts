/** A form at work: busy or not, and what was refused, beside its field or for the whole. */
import type { Refusal } from "../../../../protocol/refusals.ts";
import type { Outcome } from "./outcome.ts";

export class Form {
  busy = $state(false);
  refusal = $state.raw<Refusal | null>(null);
  readonly #fields: readonly string[];

  /** @param fields the names this form can show a refusal beside. */
  constructor(...fields: string[]) {
    this.#fields = fields;
  }

  /** The refusal of this field, or nothing. */
  error(field: string): string | undefined {
    return this.#fieldOf(this.refusal) === field ? this.refusal?.sentence : undefined;
  }

  suggestion(field: string): string | undefined {
    return this.#fieldOf(this.refusal) === field ? this.refusal?.suggestion : undefined;
  }

  /** What belongs to no field. */
  get trouble(): string | undefined {
    return this.refusal && this.#fieldOf(this.refusal) === undefined ? this.refusal.sentence : undefined;
  }

  /** Carries the request out; nothing that was typed is touched. Undefined: refused, and told. */
  async submit<T>(request: () => Promise<Outcome<T>>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    this.refusal = null;
    try {
      const outcome = await request();
      if (outcome.ok) return outcome.value;
      this.refusal = outcome.refusal;
      return undefined;
    } finally {
      this.busy = false;
    }
  }

  /** The same for a request whose answer says no more than that it was carried out. */
  async succeeds(request: () => Promise<Outcome<unknown>>): Promise<boolean> {
    const outcome = async () => {
      const answer = await request();
      return answer.ok ? { ok: true as const, value: true } : answer;
    };
    return (await this.submit(outcome)) === true;
  }

  /** Typing answers a refusal of that field. */
  clear(field: string): void {
    if (this.#fieldOf(this.refusal) === field) this.refusal = null;
  }

  #fieldOf(reason: Refusal | null): string | undefined {
    if (!reason) return undefined;
    // The server names fields by their path in the body, `account.handle`; screens know the last part.
    const named = reason.field?.split(".").at(-1) ?? IMPLIED[reason.code];
    return named !== undefined && this.#fields.includes(named) ? named : undefined;
  }
}

/** Codes that can only be about one field. */
const IMPLIED: Partial<Record<Refusal["code"], string>> = {
  handle_taken: "handle",
  name_taken: "name",
  join_closed: "code",
  wrong_credentials: "password",
};
