/** What a code opens, looked up before anybody is asked for anything. */
import type { AnswerTo, Api } from "../../../../../client/index.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { outcomeOf } from "../../base/outcome.ts";

export class JoinLook {
  found = $state.raw<AnswerTo<"entry.look"> | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  readonly #api: Api;
  #latest = "";

  constructor(api: Api) {
    this.#api = api;
  }

  async at(code: string): Promise<void> {
    this.#latest = code;
    this.found = null;
    this.refusal = null;
    const outcome = await outcomeOf(this.#api.call("entry.look", {}, { code }));
    // Another code was opened meanwhile.
    if (this.#latest !== code) return;
    if (outcome.ok) this.found = outcome.value;
    else this.refusal = outcome.refusal;
  }
}
