/** Questions of before that are like the one being written: asked for when its writer pauses; what is late is never shown for what is newer. */
import type { SearchHit } from "../../../../../protocol/search/contract.ts";
import { wordsIn } from "../../../../../protocol/search/words.ts";
import { outcomeOf } from "../../base/outcome.ts";
import type { ConversationClass } from "../../conversation/context.ts";
import { apiUntil } from "./api-until.ts";

const PAUSE_MS = 400;
/** Of a long draft its end: there the question is. */
const ASKED_CHARS = 400;

export class SimilarQuestions {
  questions = $state.raw<readonly SearchHit[]>([]);
  #asked = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | undefined;
  readonly #workspace: Pick<ConversationClass, "api" | "id">;

  constructor(workspace: Pick<ConversationClass, "api" | "id">) {
    this.#workspace = workspace;
  }

  /** @param text the draft so far; what it was asked with stays until another answer is here */
  look(text: string): void {
    const end = text.slice(-ASKED_CHARS).toWellFormed();
    const words = wordsIn(end)
      .map(({ term }) => term)
      .join(" ");
    if (words === this.#asked) return;
    this.stop();
    this.#asked = words;
    this.#timer = setTimeout(() => void this.#ask(end), PAUSE_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#request?.abort();
  }

  async #ask(q: string): Promise<void> {
    const request = new AbortController();
    this.#request = request;
    const { api, id } = this.#workspace;
    const outcome = await outcomeOf(apiUntil(api, request.signal).call("search.similar", { workspace: id }, { q }));
    if (request.signal.aborted) return;
    // Without them one asks as one would have asked.
    this.questions = outcome.ok ? outcome.value.questions : [];
  }
}
