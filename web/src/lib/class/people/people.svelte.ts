/** Everyone in the class: those known at once, all of them a moment later. */
import { loadEveryone } from "../../../../../client/everyone.ts";
import type { Ban, Member, Role } from "../../../../../protocol/index.ts";
import { ROLES } from "../../../../../protocol/people.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";
import { locale } from "../../base/texts/language.ts";
import { fold } from "../../base/texts/matching.ts";

const rank = ({ role }: Member) => ROLES.indexOf(role);
const byName = new Intl.Collator(locale, { sensitivity: "base" });

/** Those whose name or handle has every word of the query in it, accents aside. */
function called(query: string, people: Member[]): Member[] {
  const words = fold(query).replace(/^@/u, "").split(/\s+/u).filter(Boolean);
  if (words.length === 0) return people;
  return people.filter((member) => {
    const text = fold(`${member.name} ${member.handle}`);
    return words.every((word) => text.includes(word));
  });
}

export class People {
  refusal = $state.raw<Refusal | null>(null);
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  /** Teaching team first, then by name. */
  readonly all: Member[] = $derived.by(() =>
    this.#workspace.people.toSorted((a, b) => rank(a) - rank(b) || byName.compare(a.name, b.name)),
  );

  /** Visitors of the class's site, by name: whoever is named there is put out as everybody is. */
  readonly #visitors: Member[] = $derived.by(() =>
    this.#workspace.visitors.toSorted((a, b) => byName.compare(a.name, b.name)),
  );

  /** Bootstrap brings at most 500; this brings the rest. */
  async load(): Promise<void> {
    const outcome = await outcomeOf(loadEveryone(this.#workspace.session));
    if (!outcome.ok) this.refusal = outcome.refusal;
  }

  find(query: string): Member[] {
    return called(query, this.all);
  }

  /** The same of visitors, who are nobody to write to or to add. */
  findVisitors(query: string): Member[] {
    return called(query, this.#visitors);
  }

  async setRole(member: Member, role: Role): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(
      this.#workspace.api.call("members.edit", { workspace: this.#workspace.id, member: member.id }, { role }),
    );
    if (outcome.ok) this.#workspace.acceptMembers([outcome.value.member]);
    return outcome;
  }

  /** @param ban the reason, where they are to stay out */
  async remove(member: Member, ban: { reason: string } | null): Promise<Outcome<unknown>> {
    const { api, id } = this.#workspace;
    const whom = { workspace: id, member: member.id };
    const asked = ban ? api.call("members.ban", whom, ban) : api.call("members.remove", whom);
    const outcome = await outcomeOf(asked);
    if (!outcome.ok) return outcome;
    this.#workspace.acceptMembers([{ ...member, left: true }]);
    if (ban) await this.loadBans();
    return outcome;
  }

  /** Who is banned, for those who may lift it; null until they were told. */
  bans = $state.raw<Ban[] | null>(null);
  bansRefusal = $state.raw<Refusal | null>(null);

  async loadBans(): Promise<void> {
    const outcome = await outcomeOf(this.#workspace.api.call("members.bans", { workspace: this.#workspace.id }));
    this.bansRefusal = outcome.ok ? null : outcome.refusal;
    if (outcome.ok) this.bans = outcome.value.bans;
  }

  async lift({ member }: Ban): Promise<Outcome<unknown>> {
    const outcome = await outcomeOf(
      this.#workspace.api.call("members.liftBan", { workspace: this.#workspace.id, member }),
    );
    if (outcome.ok) this.bans = this.bans?.filter((ban) => ban.member !== member) ?? null;
    return outcome;
  }
}
