/** Words that mean the same in this class, as the teaching team edits them: the others' changes of the meantime stay. */
import { t } from "#texts/synonyms";
import { refusal, type Refusal } from "../../../../../protocol/refusals.ts";
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
/** So often in a row somebody else is quicker. */
const TRIES = 3;
const keyOf = (group: Group) => JSON.stringify(group.map(foldWord));

export class Synonyms {
  /** Null: they are on their way. */
  groups = $state.raw<readonly Group[] | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  readonly #workspace: WorkspaceState;
  /** The group of which somebody was told that it changed. */
  #told: string | null = null;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  async load(): Promise<void> {
    const outcome = await this.#read();
    if (outcome.ok) this.groups = outcome.value.groups;
    else this.refusal = outcome.refusal;
  }

  add(group: Group): Promise<Outcome<boolean>> {
    return this.#change((groups) => [group, ...groups.filter((each) => keyOf(each) !== keyOf(group))]);
  }
  /** What somebody else changed meanwhile is not replaced: that is told once, and who saves all the same has both. */
  async replace(group: Group, other: Group): Promise<Outcome<boolean>> {
    const own = keyOf(group);
    const outcome = await this.#change((groups) => {
      if (groups.some((each) => keyOf(each) === own)) return groups.map((each) => (keyOf(each) === own ? other : each));
      return this.#told === own ? [other, ...groups.filter((each) => keyOf(each) !== keyOf(other))] : null;
    });
    this.#told = outcome.ok || outcome.refusal.code !== "stale" ? null : own;
    return outcome;
  }
  remove(group: Group): Promise<Outcome<boolean>> {
    return this.#change((groups) => groups.filter((each) => keyOf(each) !== keyOf(group)));
  }

  /** @param change null: what it is about is not there any more */
  async #change(change: (groups: readonly Group[]) => readonly Group[] | null): Promise<Outcome<boolean>> {
    for (let tries = 1; ; tries += 1) {
      // They are written all together: what somebody else wrote since is among them.
      const before = await this.#read();
      if (!before.ok) return before;
      const groups = change(before.value.groups)?.map((group) => [...group]);
      if (!groups) return refused(refusal("stale", { sentence: t.changed }));
      const { version } = before.value;
      const outcome = await outcomeOf(
        this.#workspace.api.call("search.editSynonyms", this.#where, { groups, version }),
      );
      if (outcome.ok) {
        this.groups = outcome.value.groups;
        return done(true);
      }
      // Somebody else was quicker: the change is made to what they wrote.
      if (outcome.refusal.code !== "stale" || tries === TRIES) return refused(outcome.refusal);
    }
  }

  #read(): Promise<Outcome<{ groups: readonly Group[]; version: number }>> {
    return outcomeOf(this.#workspace.api.call("search.synonyms", this.#where));
  }
  get #where(): { workspace: string } {
    return { workspace: this.#workspace.id };
  }
}
