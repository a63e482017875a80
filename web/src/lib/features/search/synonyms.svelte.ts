/** Words that mean the same in this class, as the teaching team edits them: the others' changes of the meantime stay. */
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { foldWord } from "../../../../../protocol/search/words.ts";
import { done, outcomeOf, refused, type Outcome } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";

/** The words of one group, in the order in which they were written. */
export type Group = readonly string[];

/** What stands between words: commas of any script, or the sign for "the same". */
const BETWEEN = /[,،、，;؛=\n]/u;
/** @returns each word once, without the blanks around it; fewer than two make no group */
export function groupIn(text: string): Group {
  const words = text.split(BETWEEN).map((word) => word.trim());
  return [...new Map(words.filter((word) => word !== "").map((word) => [foldWord(word), word])).values()];
}
const keyOf = (group: Group) => JSON.stringify(group.map(foldWord));

export class Synonyms {
  /** Null: they are on their way. */
  groups = $state.raw<readonly Group[] | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  async load(): Promise<void> {
    const outcome = await this.#read();
    if (outcome.ok) this.groups = outcome.value;
    else this.refusal = outcome.refusal;
  }

  add(group: Group): Promise<Outcome<boolean>> {
    return this.#change((groups) => [group, ...groups.filter((each) => keyOf(each) !== keyOf(group))]);
  }
  replace(group: Group, other: Group): Promise<Outcome<boolean>> {
    return this.#change((groups) => groups.map((each) => (keyOf(each) === keyOf(group) ? other : each)));
  }
  remove(group: Group): Promise<Outcome<boolean>> {
    return this.#change((groups) => groups.filter((each) => keyOf(each) !== keyOf(group)));
  }

  async #change(change: (groups: readonly Group[]) => readonly Group[]): Promise<Outcome<boolean>> {
    // They are written all together: what somebody else wrote since is among them.
    const before = await this.#read();
    if (!before.ok) return before;
    const groups = change(before.value).map((group) => [...group]);
    const outcome = await outcomeOf(this.#workspace.api.call("search.editSynonyms", this.#where, { groups }));
    if (!outcome.ok) return refused(outcome.refusal);
    this.groups = outcome.value.groups;
    return done(true);
  }

  async #read(): Promise<Outcome<readonly Group[]>> {
    const outcome = await outcomeOf(this.#workspace.api.call("search.synonyms", this.#where));
    return outcome.ok ? done(outcome.value.groups) : outcome;
  }
  get #where(): { workspace: string } {
    return { workspace: this.#workspace.id };
  }
}
