/** Who is expected in this class, and the links that were just made. */
import type { ImportedPerson } from "../../../../../protocol/claims.ts";
import type { Invitation, InvitationLink, RosterLine, RosterLook } from "../../../../../protocol/roster.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { done, outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

/** Somebody with their link, which is told this once. */
export interface Ready {
  person: Invitation;
  link: string;
}

export class Roster {
  /** Null until they are there. */
  all = $state.raw<readonly Invitation[] | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  /** Made just now, until somebody has them. */
  ready = $state.raw<readonly Ready[]>([]);
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  readonly notCome: readonly Invitation[] = $derived((this.all ?? []).filter(({ state }) => state !== "came"));
  readonly came: readonly Invitation[] = $derived((this.all ?? []).filter(({ state }) => state === "came"));

  /** Looks again whenever somebody comes by their link. @returns ends it */
  watch(): () => void {
    void this.load();
    return this.#workspace.session.onEvent((event) => {
      if (event.type === "peopleNotice" && event.what === "came") void this.load();
    });
  }

  async load(): Promise<void> {
    const outcome = await outcomeOf(this.#workspace.api.call("roster.list", this.#at));
    if (outcome.ok) this.all = outcome.value.invitations;
    this.refusal = outcome.ok ? null : outcome.refusal;
  }

  async look(rows: readonly RosterLine[]): Promise<Outcome<RosterLook["rows"]>> {
    const outcome = await outcomeOf(this.#workspace.api.call("roster.look", this.#at, { rows }));
    return outcome.ok ? done(outcome.value.rows) : outcome;
  }

  async add(rows: readonly RosterLine[]): Promise<Outcome<boolean>> {
    const outcome = await outcomeOf(this.#workspace.api.call("roster.add", this.#at, { rows }));
    if (!outcome.ok) return outcome;
    this.#show(outcome.value.links, outcome.value.invitations);
    await this.load();
    return done(true);
  }

  /** Their old links stop. */
  async newLinks(people: readonly Invitation[]): Promise<Outcome<boolean>> {
    const invitations = people.map(({ id }) => id);
    const outcome = await outcomeOf(this.#workspace.api.call("roster.links", this.#at, { invitations }));
    if (!outcome.ok) return outcome;
    this.#show(outcome.value.links, people);
    await this.load();
    return done(true);
  }

  async takeBack({ id }: Invitation): Promise<Outcome<boolean>> {
    const outcome = await outcomeOf(this.#workspace.api.call("roster.takeBack", this.#at, { invitations: [id] }));
    await this.load();
    return outcome.ok ? done(true) : outcome;
  }

  /** Who of an import this is, from when they come; null: nobody. */
  async match({ id }: Invitation, person: string | null): Promise<Outcome<boolean>> {
    const at = { ...this.#at, invitation: id };
    const outcome = await outcomeOf(this.#workspace.api.call("roster.match", at, { person }));
    await this.load();
    return outcome.ok ? done(true) : outcome;
  }

  /** People of imports by a part of their name; none where they cannot be asked for now. */
  async imported(q: string): Promise<readonly ImportedPerson[]> {
    const outcome = await outcomeOf(this.#workspace.api.call("claims.people", this.#at, { q }));
    return outcome.ok ? outcome.value.people : [];
  }

  async takeOff({ id }: Invitation): Promise<Outcome<boolean>> {
    const outcome = await outcomeOf(this.#workspace.api.call("roster.remove", { ...this.#at, invitation: id }));
    await this.load();
    return outcome.ok ? done(true) : outcome;
  }

  #show(links: readonly InvitationLink[], people: readonly Invitation[]): void {
    this.ready = links.flatMap(({ id, token }) => {
      const person = people.find((one) => one.id === id);
      return person ? [{ person, link: `${location.origin}/invitation#${token}` }] : [];
    });
  }

  get #at() {
    return { workspace: this.#workspace.id };
  }
}
