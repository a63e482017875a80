/** Who is signed in on this browser, and the way out; the ways in are entering.ts. One for the whole app. */
import { createApi, type Api } from "../../../../../client/index.ts";
import type { Account } from "../../../../../protocol/index.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import { opening } from "./opening.ts";
import { remembered } from "./remembered.ts";

/** `asking` until the server has said; `unreachable` when it could not be asked. */
type SignInState = "asking" | "in" | "out" | "unreachable";

class AccountState {
  readonly api: Api = createApi();
  account = $state.raw<Account | null>(null);
  signInState = $state<SignInState>("asking");
  #asked: Promise<void> | undefined;

  /** Asks once per page; later calls share the answer. */
  ask(): Promise<void> {
    this.#asked ??= this.#takeOpening();
    return this.#asked;
  }

  /** The page may have asked before this was here. */
  async #takeOpening(): Promise<void> {
    const answer = await opening.answer();
    if (!answer) return this.refresh();
    if (answer.account) this.accept(answer.account);
    else this.forget();
  }

  async refresh(): Promise<void> {
    const outcome = await outcomeOf(this.api.call("account.session"));
    if (outcome.ok && outcome.value.account) this.accept(outcome.value.account);
    else if (outcome.ok) this.forget();
    else {
      this.signInState = "unreachable";
      this.#asked = undefined;
    }
  }

  accept(account: Account): void {
    this.account = account;
    this.signInState = "in";
    remembered.signedIn = true;
    this.#asked = Promise.resolve();
  }

  /** The session is over, here or by another device. */
  forget(): void {
    opening.drop();
    this.account = null;
    this.signInState = "out";
    remembered.signedIn = false;
    this.#asked = Promise.resolve();
  }

  async signOut(): Promise<Outcome<void>> {
    const outcome = await outcomeOf(this.api.call("entry.signOut"));
    // Already ended is what was asked for.
    if (!outcome.ok && outcome.refusal.code !== "not_signed_in" && outcome.refusal.code !== "session_ended")
      return outcome;
    this.forget();
    return { ok: true, value: undefined };
  }
}

export const me = new AccountState();
