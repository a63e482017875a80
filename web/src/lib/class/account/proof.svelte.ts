/** What somebody gives so that a device which was left open does nothing to their account. */
import type { Account } from "../../../../../protocol/index.ts";
import type { Proof as Given } from "../../../../../protocol/proof.ts";
import { done, type Outcome } from "../../base/outcome.ts";
import { me } from "./account.svelte.ts";
import { assertPasskey } from "./passkey.ts";

export class Proof {
  password = $state("");
  code = $state("");
  /** By a recovery code, where the account has none of the others at hand. */
  byCode = $state(false);
  readonly #account: Account;

  constructor(account: Account) {
    this.#account = account;
  }

  get asksPassword(): boolean {
    return this.#account.hasPassword && !this.byCode;
  }
  get asksPasskey(): boolean {
    return !this.#account.hasPassword && this.#account.passkeys.length > 0 && !this.byCode;
  }
  get isReady(): boolean {
    if (this.byCode) return this.code !== "";
    return !this.#account.hasPassword || this.password !== "";
  }

  /** Asks the browser where it is a passkey, and then has it carried out. */
  async with<T>(carryOut: (given: Given) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const given = await this.#given();
    return given.ok ? carryOut(given.value) : given;
  }

  async #given(): Promise<Outcome<Given>> {
    if (this.byCode) return done({ recoveryCode: this.code });
    if (this.asksPassword) return done({ password: this.password });
    if (!this.asksPasskey) return done({});
    const passkey = await assertPasskey(me.api);
    return passkey.ok ? done({ passkey: passkey.value }) : passkey;
  }
}
