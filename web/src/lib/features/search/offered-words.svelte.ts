/**
 * Words that go on like the one being typed, asked of the server while somebody types: at most one answer is waited for, that to the last key.
 * And the names of checkpoints, which are asked for once.
 */
import { foldWord, wordsIn } from "../../../../../protocol/search/words.ts";
import { outcomeOf } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { apiUntil } from "./api-until.ts";

/** Keys that follow each other faster than this are one. */
const ASKED_AFTER_MS = 60;

/** Each once; what begins like a year would be taken for a day. */
function spanNames(checkpoints: readonly { name: string }[]): string[] {
  const names = checkpoints.map(({ name }) =>
    wordsIn(name)
      .map(({ term }) => term)
      .join("-"),
  );
  return [...new Set(names)].filter((name) => !/^(?:\d{4}|$)/u.test(name));
}

export class OfferedWords {
  /** Those of the last answer: while the next is on its way, whoever shows them takes what still fits. Folded, the most frequent first. */
  words = $state.raw<readonly string[]>([]);
  /** Names of checkpoints where I may read, as they are written behind `during:`, the newest first. */
  checkpoints = $state.raw<readonly string[]>([]);
  #checkpointsAsked: object | null = null;
  #begun: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | undefined;
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  /** @param begun folded; undefined: there is no word to go on */
  look(begun: string | undefined): void {
    if (begun === this.#begun) return;
    this.stop();
    this.#begun = begun;
    if (begun === undefined) this.words = [];
    else this.#timer = setTimeout(() => void this.#ask(begun), ASKED_AFTER_MS);
  }

  /** Nothing that is on its way is shown any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
    this.#begun = undefined;
  }

  /** I left a channel: what it had is not offered any more, nor what is on its way. */
  forget(): void {
    this.stop();
    this.words = [];
    this.checkpoints = [];
    this.#checkpointsAsked = null;
  }

  /** Fetches the names of checkpoints, unless they were asked for. Never rejects. */
  async lookForCheckpoints(): Promise<void> {
    if (this.#checkpointsAsked) return;
    const own = (this.#checkpointsAsked = {});
    const { api, id } = this.#workspace;
    const outcome = await outcomeOf(api.call("personal.checkpoints", { workspace: id }));
    // I left a channel meanwhile, and they may be of that one.
    if (this.#checkpointsAsked !== own) return;
    if (outcome.ok) this.checkpoints = spanNames(outcome.value.checkpoints);
    else this.#checkpointsAsked = null;
  }

  async #ask(begun: string): Promise<void> {
    const request = new AbortController();
    this.#request = request;
    const { api, id } = this.#workspace;
    const outcome = await outcomeOf(
      apiUntil(api, request.signal).call("search.suggest", { workspace: id }, { q: begun }),
    );
    if (this.#request !== request || request.signal.aborted) return;
    // Without suggestions one types on; that the search is away is told by the search itself.
    this.words = outcome.ok ? outcome.value.words.map(foldWord) : [];
  }
}
