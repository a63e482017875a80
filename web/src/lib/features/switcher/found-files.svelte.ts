/** Files by their names, in every channel that I may read: asked of the server once somebody pauses in typing. */
import { t } from "#texts/switcher";
import { beside } from "../../base/texts/beside.ts";
import { outcomeOf } from "../../base/outcome.ts";
import { fitOf } from "../../base/texts/matching.ts";
import { ago } from "../../base/dates.ts";
import type { ConversationClass } from "../../conversation/context.ts";
import type { Candidate } from "./destinations.ts";

const LETTERS_MIN = 3;
const PAUSE_MS = 250;
const SHOWN = 5;

export class FoundFiles {
  readonly #workspace: ConversationClass;
  #found = $state.raw<{ query: string; files: Candidate[] }>({ query: "", files: [] });
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(workspace: ConversationClass) {
    this.#workspace = workspace;
  }

  /** Those of the words that stand there now: an answer to earlier ones is not shown beside them. */
  of(query: string): Candidate[] {
    return this.#found.query === query.trim() ? this.#found.files : [];
  }

  /** @param query what was typed */
  look(query: string): void {
    clearTimeout(this.#pause);
    const words = query.trim();
    if (words.length < LETTERS_MIN || !this.#workspace.keepsFiles) return;
    this.#pause = setTimeout(() => void this.#ask(words), PAUSE_MS);
  }

  async #ask(query: string): Promise<void> {
    const { api, id } = this.#workspace;
    const asked = await outcomeOf(api.call("search.find", { workspace: id }, { q: `has:file ${query}` }));
    // What cannot be had is left out, as the rest of this list is.
    if (!asked.ok) return;
    const files = asked.value.hits.flatMap(({ channel, message: { seq, at, meta } }) =>
      (meta?.files ?? []).flatMap(({ name }, place) =>
        fitOf(query, name) > 0 ? this.#candidate(name, channel, seq, at, place) : [],
      ),
    );
    this.#found = { query, files: files.slice(0, SHOWN) };
  }

  #candidate(name: string, channel: string, seq: number, at: number, place: number): Candidate {
    const home = this.#workspace.channel(channel);
    const isDirect = home?.kind === "dm" || home?.kind === "group";
    const where = home && t.inChannel({ place: `${isDirect ? "" : "#"}${this.#workspace.titleOf(home)}` });
    return {
      destination: {
        ...{ kind: "file", key: `${channel}/${seq}/${place}`, title: name, channel: { id: channel }, seq },
        more: beside(where, ago(at)),
      },
      ...{ words: "", unread: 0, mentions: 0, used: 0, lastAt: at },
    };
  }
}
