/** Who is signed in on this browser, and the way out; the ways in are entering.ts. One for the whole app. */
import { createApi, type Api } from "../../../../../client/index.ts";
import type { Account } from "../../../../../protocol/index.ts";
import { outcomeOf } from "../../base/outcome.ts";
import { opening } from "./opening.ts";
import { remembered } from "./remembered.ts";

/** `asking` until the server has said; `unreachable` when it could not be asked. */
type SignInState = "asking" | "in" | "out" | "unreachable";

class AccountState {
  readonly api: Api = createApi();
  account = $state.raw<Account | null>(null);
  signInState = $state<SignInState>("asking");
  #asked: Promise<void> | undefined;
  /** How often somebody came or went: an answer to a question of before is out of date. */
  #turns = 0;

  /** Asks once per page; later calls share the answer. */
  ask(): Promise<void> {
    this.#asked ??= this.#takeOpening();
    return this.#asked;
  }

  /** The page may have asked before this was here. */
  async #takeOpening(): Promise<void> {
    const turns = this.#turns;
    const answer = await opening.answer();
    if (!answer) return this.refresh();
    if (turns === this.#turns) this.#take(answer.account);
  }

  async refresh(): Promise<void> {
    const turns = this.#turns;
    const outcome = await outcomeOf(this.api.call("account.session"));
    if (turns !== this.#turns) return;
    if (outcome.ok) this.#take(outcome.value.account);
    else {
      this.signInState = "unreachable";
      this.#asked = undefined;
    }
  }

  #take(account: Account | null): void {
    if (account) this.accept(account);
    else this.forget();
  }

  accept(account: Account): void {
    this.#turns += 1;
    this.account = account;
    this.signInState = "in";
    remembered.signedIn = true;
    this.#asked = Promise.resolve();
  }

  /** The session is over, here or by another device. */
  forget(): void {
    this.#turns += 1;
    opening.drop();
    this.account = null;
    this.signInState = "out";
    remembered.signedIn = false;
    this.#asked = Promise.resolve();
  }
}

export const me = new AccountState();
