/** A search on the screen: what is asked, what was found so far, and what was found before, to which Back leads. */
import type { Refusal } from "../../../../../protocol/refusals.ts";
import type { SearchHit, SearchPage } from "../../../../../protocol/search/contract.ts";
import { outcomeOf } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import type { Asked } from "./address.ts";
import { followMessages } from "../../conversation/followed-messages.ts";
import { myZone } from "../../conversation/where.ts";
import { askable } from "./chips.ts";
import { hitsWith, shows } from "./hits.ts";

/** What one question found. */
export class Results {
  readonly asked: Asked;
  pages = $state.raw<readonly (readonly SearchHit[])[]>([]);
  relaxed = $state(false);
  didYouMean = $state<string | null>(null);
  /** `before` of the page after these; null at the end. */
  next = $state<string | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  isLoadingMore = $state(false);
  /** Something in them may have changed that nobody told. */
  isStale = $state(false);
  /** Where its reader was: px from the top, and the hit that had the focus. */
  scrollTop = 0;
  focused: string | null = null;

  constructor(asked: Asked) {
    this.asked = asked;
  }

  accept({ hits, next, relaxed, didYouMean }: SearchPage): void {
    this.pages = [...this.pages, hits];
    this.next = next;
    if (this.pages.length > 1) return;
    this.relaxed = relaxed;
    this.didYouMean = didYouMean;
  }
}

/** More than anybody goes back through. */
const KEPT = 12;
const kept = new WeakMap<WorkspaceState, Map<string, Results>>();
/** How many channels I left since a class was searched first. */
const left = new WeakMap<WorkspaceState, number>();
const leftSoFar = (workspace: WorkspaceState) => left.get(workspace) ?? 0;
/** Of a class; from then on they follow edits and deletes, also where Back leads to them later. */
function keptIn(workspace: WorkspaceState): Map<string, Results> {
  const known = kept.get(workspace);
  if (known) return known;
  const results = new Map<string, Results>();
  kept.set(workspace, results);
  // A word that was meant may stand in the channel alone that I left; its messages leave the page by themselves.
  workspace.session.onEvent(({ type }) => {
    if (type !== "channelLeft") return;
    left.set(workspace, leftSoFar(workspace) + 1);
    for (const each of results.values()) each.didYouMean = null;
  });
  followMessages(workspace, {
    has: (channel, seq) =>
      [...results.values()].some(({ pages }) => pages.flat().some((hit) => shows(hit, channel, seq))),
    take: (channel, message) => {
      for (const each of results.values()) each.pages = each.pages.map((hits) => hitsWith(hits, channel, message));
    },
    miss: () => {
      for (const each of results.values()) each.isStale = true;
    },
  });
  return results;
}
const keyOf = (asked: Asked) => JSON.stringify([asked.q, asked.order, asked.channel]);

export class Searching {
  /** What is shown: the last that came, while the next is on its way. */
  results = $state.raw<Results | null>(null);
  isLooking = $state(false);
  asked = $state.raw<Asked>({ q: "", order: "newest", channel: null });
  /** Told of each first answer, also of one that came too late to be shown. */
  onanswer: (results: Results) => void = () => undefined;
  /** Of what was shown before. */
  readonly #kept: Map<string, Results>;
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
    this.#kept = keptIn(workspace);
  }

  /** @param isBack it was shown before, and is shown again as it was */
  async show(asked: Asked, isBack: boolean): Promise<void> {
    this.asked = asked;
    const known = isBack ? this.#kept.get(keyOf(asked)) : undefined;
    if (known || askable(asked.q) === "") {
      this.isLooking = false;
      this.results = known ?? null;
      return;
    }
    const results = new Results(asked);
    this.isLooking = true;
    await this.#load(results, null);
    this.onanswer(results);
    // Something else was asked for meanwhile.
    if (this.asked !== asked) return;
    this.isLooking = false;
    this.results = results;
    if (!results.refusal) this.#keep(results);
  }

  again(): Promise<void> {
    return this.show({ ...this.asked }, false);
  }

  async more(): Promise<void> {
    const { results } = this;
    if (!results || results.next === null || results.isLoadingMore) return;
    results.isLoadingMore = true;
    await this.#load(results, results.next);
    results.isLoadingMore = false;
  }

  async #load(results: Results, before: string | null): Promise<void> {
    const { q, order, channel } = results.asked;
    results.refusal = null;
    const leftBefore = leftSoFar(this.#workspace);
    const outcome = await outcomeOf(
      this.#workspace.api.call(
        "search.find",
        { workspace: this.#workspace.id },
        {
          q: askable(q),
          order,
          // Days begin where the reader is.
          zone: myZone(),
          ...(before !== null && { before }),
          ...(channel !== null && { channel }),
        },
      ),
    );
    if (outcome.ok) results.accept(outcome.value);
    else results.refusal = outcome.refusal;
    // The answer may be of before.
    if (leftSoFar(this.#workspace) !== leftBefore) results.didYouMean = null;
  }

  #keep(results: Results): void {
    const key = keyOf(results.asked);
    this.#kept.delete(key);
    this.#kept.set(key, results);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size > KEPT) this.#kept.delete(oldest);
  }
}
