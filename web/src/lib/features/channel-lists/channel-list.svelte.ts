/** One list of a channel on the screen: what it is of, what it is narrowed to, and what was found so far. */
import type { Refusal } from "../../../../../protocol/refusals.ts";
import type { SearchHit } from "../../../../../protocol/search/contract.ts";
import { outcomeOf } from "../../base/outcome.ts";
import type { ConversationClass } from "../../conversation/context.ts";
import { followMessages } from "../../conversation/followed-messages.ts";
import { filesOf, isListed, queryOf, type FileKind, type Kind } from "./listed.ts";

/** So long after the last key it is asked. */
const TYPED_MS = 200;
/** So many pages without a file of the wanted kind follow one another by themselves; then its reader says whether to look on. */
const PAGES_IN_VAIN = 5;

export class ChannelList {
  kind = $state.raw<Kind>("link");
  typed = $state.raw("");
  /** Of files: those of a kind alone. */
  only = $state.raw<FileKind>("all");
  /** Null: nothing was answered yet. */
  hits = $state.raw<readonly SearchHit[] | null>(null);
  /** `before` of the next page; null at the end. */
  next = $state.raw<string | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  isLoading = $state.raw(false);
  /** Something in it may have changed that it was not told of. */
  isStale = $state.raw(false);
  readonly #workspace: ConversationClass;
  readonly #channel: string;
  /** Counts what was asked: an answer to an earlier question is nobody's. */
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #inVain = $state.raw(0);
  /** What is to be seen of it; null: nothing was answered yet. */
  readonly shown = $derived(this.hits === null ? null : this.#seenOf(this.hits));
  /** Whether the next page is asked for without anybody's saying so. */
  readonly goesOn = $derived(this.next !== null && this.refusal === null && this.#inVain < PAGES_IN_VAIN);

  constructor(workspace: ConversationClass, channel: string) {
    this.#workspace = workspace;
    this.#channel = channel;
  }

  /** Shows a list from its beginning; the words that narrow it stay. */
  show(kind: Kind): void {
    this.kind = kind;
    this.hits = null;
    this.#inVain = 0;
    void this.load();
  }

  /** Of files, those of a kind: of what was found already, and of each page that comes. */
  showOnly(only: FileKind): void {
    this.only = only;
    this.#inVain = 0;
  }

  narrow(typed: string): void {
    if (typed === this.typed) return;
    this.typed = typed;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), TYPED_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }

  load(): Promise<void> {
    return this.#ask(null);
  }

  async more(): Promise<void> {
    if (this.next !== null && !this.isLoading) await this.#ask(this.next);
  }

  /** As {@link more}, by who wants it though nothing was found of late. */
  async lookOn(): Promise<void> {
    this.#inVain = 0;
    await this.more();
  }

  #seenOf(hits: readonly SearchHit[]): readonly SearchHit[] {
    const { kind, only } = this;
    return kind === "file" && only !== "all" ? hits.filter((hit) => filesOf(hit, only).length > 0) : hits;
  }

  /** Follows edits and deletes of what it shows, until the returned function is called. */
  follow(): () => void {
    return followMessages(this.#workspace, {
      has: (channel, seq) => this.hits?.some((hit) => hit.channel === channel && hit.message.seq === seq) ?? false,
      take: (channel, message) => {
        const { kind } = this;
        this.hits = (this.hits ?? []).flatMap((hit) => {
          if (hit.channel !== channel || hit.message.seq !== message.seq) return [hit];
          const changed = { ...hit, message };
          return message.deletedAt === undefined && isListed(kind, changed) ? [changed] : [];
        });
      },
      miss: () => (this.isStale = this.hits !== null),
    });
  }

  async #ask(before: string | null): Promise<void> {
    const asked = (this.#asked += 1);
    const { kind } = this;
    this.isLoading = true;
    this.refusal = null;
    const outcome = await outcomeOf(
      this.#workspace.api.call(
        "search.find",
        { workspace: this.#workspace.id },
        { q: queryOf(kind, this.typed), channel: this.#channel, ...(before !== null && { before }) },
      ),
    );
    if (asked !== this.#asked) return;
    this.isLoading = false;
    if (!outcome.ok) {
      this.refusal = outcome.refusal;
      return;
    }
    const { hits, next, relaxed } = outcome.value;
    if (before === null) this.isStale = false;
    // Of several words a list shows what has them all.
    const listed = relaxed ? [] : hits.filter((hit) => isListed(kind, hit));
    this.hits = before === null ? listed : [...(this.hits ?? []), ...listed];
    this.#inVain = this.#seenOf(listed).length > 0 ? 0 : this.#inVain + 1;
    this.next = relaxed ? null : next;
  }
}
