/** Who is signed in on this browser, and the ways in and out. One for the whole app. */
import { createApi, type Api, type PasskeyNewcomer } from "../../../../client/index.ts";
import type { Account } from "../../../../protocol/index.ts";
import { outcomeOf, refused, type Outcome } from "./outcome.ts";
import { remembered } from "./remembered.ts";

export interface Newcomer {
  handle: string;
  name: string;
  password: string;
}

/** `asking` until the server has said; `unreachable` when it could not be asked. */
export type Standing = "asking" | "in" | "out" | "unreachable";

class AccountState {
  readonly api: Api = createApi();
  account = $state.raw<Account | null>(null);
  standing = $state<Standing>("asking");
  #asked: Promise<void> | undefined;

  /** Asks once per page; later calls share the answer. */
  ask(): Promise<void> {
    this.#asked ??= this.refresh();
    return this.#asked;
  }

  async refresh(): Promise<void> {
    const outcome = await outcomeOf(this.api.account.ifSignedIn());
    if (outcome.ok && outcome.value.account) this.accept(outcome.value.account);
    else if (outcome.ok) this.forget();
    else {
      this.standing = "unreachable";
      this.#asked = undefined;
    }
  }

  accept(account: Account): void {
    this.account = account;
    this.standing = "in";
    remembered.signedIn = true;
    this.#asked = Promise.resolve();
  }

  /** The session is over, here or by another device. */
  forget(): void {
    this.account = null;
    this.standing = "out";
    remembered.signedIn = false;
    this.#asked = Promise.resolve();
  }

  async signIn(handle: string, password: string): Promise<Outcome<Account>> {
    return this.#enter(await outcomeOf(this.api.signIn({ handle, password })));
  }

  async signInWithPasskey(): Promise<Outcome<Account>> {
    const { answerPasskey } = await import("./passkey.ts");
    return this.#enter(await answerPasskey(this.api));
  }

  /** A guest in the demo class. Answers with the class. */
  async tryIt(): Promise<Outcome<string>> {
    return this.#enterClass(await outcomeOf(this.api.join.tryIt()));
  }

  /** @param newcomer left out by somebody who has an account. */
  async join(code: string, newcomer?: Newcomer): Promise<Outcome<string>> {
    const body = newcomer ? { code, account: newcomer } : { code };
    return this.#enterClass(await outcomeOf(this.api.join.enter(body)));
  }

  async createClass(name: string, newcomer?: Newcomer): Promise<Outcome<{ id: string; joinCode: string | null }>> {
    const body = newcomer ? { name, account: newcomer } : { name };
    const outcome = await outcomeOf(this.api.workspaces.create(body));
    if (!outcome.ok) {
      // The class and the person both have a `name`.
      const ofClass = outcome.refusal.field === "name";
      return ofClass ? refused({ ...outcome.refusal, field: "workspaceName" }) : outcome;
    }
    this.accept(outcome.value.account);
    const { id, joinCode } = outcome.value.workspace;
    return { ok: true, value: { id, joinCode: joinCode ?? null } };
  }

  /** A new account without a password, in the class it joins or makes. Answers with the class. */
  async enterWithPasskey(newcomer: PasskeyNewcomer): Promise<Outcome<string>> {
    const { makePasskey } = await import("./passkey.ts");
    const outcome = await makePasskey(this.api, newcomer);
    if (!outcome.ok) return outcome;
    this.accept(outcome.value.account);
    const workspace = outcome.value.workspace ?? outcome.value.account.workspaces.at(-1)?.id;
    if (workspace === undefined)
      return refused({
        code: "not_found",
        sentence: "The account is made, but no class was joined. Open the link again.",
      });
    return { ok: true, value: workspace };
  }

  async signOut(): Promise<Outcome<void>> {
    const outcome = await outcomeOf(this.api.signOut());
    // Already ended is what was asked for.
    if (!outcome.ok && outcome.refusal.code !== "not_signed_in" && outcome.refusal.code !== "session_ended")
      return outcome;
    this.forget();
    return { ok: true, value: undefined };
  }

  #enter(outcome: Outcome<{ account: Account }>): Outcome<Account> {
    if (!outcome.ok) return outcome;
    this.accept(outcome.value.account);
    return { ok: true, value: outcome.value.account };
  }

  #enterClass(outcome: Outcome<{ workspace: string; account: Account }>): Outcome<string> {
    if (!outcome.ok) return outcome;
    this.accept(outcome.value.account);
    return { ok: true, value: outcome.value.workspace };
  }
}

export const me = new AccountState();
