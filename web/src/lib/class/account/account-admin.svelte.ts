/** What a person does to their own account: devices, password, passkeys, tokens. */
import { t } from "#texts/account-admin";
import type { Api } from "../../../../../client/index.ts";
import type { Device } from "../../../../../protocol/index.ts";
import type { Proof as Given } from "../../../../../protocol/proof.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { me } from "./account.svelte.ts";
import { done, outcomeOf, type Outcome } from "../../base/outcome.ts";
import { assertPasskey, makePasskey } from "./passkey.ts";
import { forgetMe, signOut } from "./signing-out.ts";

export class AccountAdmin {
  /** Null until they were told. The one in use first, then by last use. */
  devices = $state.raw<Device[] | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  readonly #api: Api = me.api;

  async loadDevices(): Promise<void> {
    this.refusal = null;
    const outcome = await outcomeOf(this.#api.call("account.devices"));
    if (outcome.ok) {
      this.devices = outcome.value.devices.toSorted(
        (a, b) => Number(b.current) - Number(a.current) || b.lastSeenAt - a.lastSeenAt,
      );
    } else this.refusal = outcome.refusal;
  }

  async signOut(device: Device): Promise<Outcome<unknown>> {
    if (device.current) return signOut();
    const outcome = await outcomeOf(this.#api.call("account.signOutDevice", { id: device.id }));
    if (outcome.ok) this.devices = (this.devices ?? []).filter(({ id }) => id !== device.id);
    return outcome;
  }

  async signOutEverywhere(): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(this.#api.call("account.signOutEverywhere"));
    if (outcome.ok) await forgetMe();
    return outcome;
  }

  /** The token is told this once and never again. */
  async createToken(name: string): Promise<Outcome<string>> {
    const outcome = await outcomeOf(this.#api.call("account.createToken", {}, { name }));
    if (!outcome.ok) return outcome;
    this.devices = [...(this.devices ?? []), outcome.value.device];
    return done(outcome.value.token);
  }

  /** @param current left empty by somebody who has none yet. */
  async changePassword(current: string, next: string): Promise<Outcome<boolean>> {
    const outcome = await this.#proof(current, (proof) =>
      outcomeOf(this.#api.call("account.changePassword", {}, { ...proof, next })),
    );
    if (!outcome.ok) {
      const { refusal } = outcome;
      return refusal.code === "wrong_credentials" && current !== ""
        ? { ok: false, refusal: { ...refusal, sentence: t.notCurrent, field: "current" } }
        : outcome;
    }
    await me.refresh();
    return done(true);
  }

  /** By the password that there is; whose account has none yet is asked for a passkey. */
  async #proof<T>(
    current: string,
    carryOut: (given: { current?: string; passkey?: NonNullable<Given["passkey"]> }) => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    if (current !== "") return carryOut({ current });
    const outcome = await carryOut({});
    if (outcome.ok || outcome.refusal.field !== "passkey") return outcome;
    const passkey = await assertPasskey(this.#api);
    return passkey.ok ? carryOut({ passkey: passkey.value }) : passkey;
  }

  async addPasskey(name: string): Promise<Outcome<boolean>> {
    const outcome = await makePasskey(this.#api, undefined, name);
    if (!outcome.ok) return outcome;
    me.accept(outcome.value.account);
    return done(true);
  }

  async removePasskey(id: string): Promise<Outcome<boolean>> {
    const outcome = await outcomeOf(this.#api.call("account.removePasskey", { id }));
    if (!outcome.ok) return outcome;
    await me.refresh();
    return done(true);
  }
}
