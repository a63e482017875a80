/** The list of completions at one field: what is asked for at the caret, what is offered, which one is chosen. */
import { t } from "#texts/writing-aids";
import { offeredEmoji } from "../../../../../client/index.ts";
import { outcomeOf } from "../../base/outcome.ts";
import type { ConversationClass } from "../context.ts";
import { Affinity } from "../../base/browser/affinity.ts";
import { commandsFor } from "./commands.ts";
import { emojiKnown, emojiNamed, loadEmoji, type Emoji } from "./emoji.ts";
import { replace } from "./field.ts";
import { featuresHere, loadFeatures } from "../features.svelte.ts";
import { groupMentionsOffered, type Room } from "./group-mention.ts";
import { rosterOf } from "./roster.ts";
import { suggestionsFor, type Suggestion } from "./suggestions.ts";
import { tokenAt, type CompletionToken } from "./token.ts";

const NAMES = { "@": t.people, "#": t.channels, ":": t.emoji, "/": t.commands } as const;

const asked = new WeakSet<ConversationClass>();
/** Bootstrap names at most so many; in a larger class the others are asked for before one of them is named. */
const LOADED_AT_FIRST = 500;
async function askEverybody(workspace: ConversationClass): Promise<void> {
  if (asked.has(workspace) || workspace.people.length < LOADED_AT_FIRST) return;
  asked.add(workspace);
  const outcome = await outcomeOf(workspace.api.call("members.list", { workspace: workspace.id }));
  if (!outcome.ok) return void asked.delete(workspace);
  const known = new Set(workspace.people.map(({ id }) => id));
  workspace.acceptMembers(outcome.value.members.filter(({ id }) => !known.has(id)));
}

export class Completing {
  #token = $state.raw<CompletionToken | null>(null);
  #inside = $state.raw<ReadonlySet<string> | null>(null);
  /** Grows when the names of emoji have come. */
  #emojiAt = $state.raw(0);
  active = $state.raw(0);
  /** Where the token stood that Esc closed the list of. */
  #closedAt: number | null = null;
  readonly #workspace: ConversationClass;
  readonly #channelId: string;
  readonly #affinity: Affinity;
  readonly #hasCommands: boolean;

  /** @param hasCommands a slash at the beginning is a command here, not words. */
  constructor(workspace: ConversationClass, channelId: string, hasCommands: boolean) {
    this.#workspace = workspace;
    this.#channelId = channelId;
    this.#hasCommands = hasCommands;
    this.#affinity = new Affinity(workspace.me.id);
    // Without them there are no commands to offer; a whole one that is sent asks for them again, and says when they do not come.
    if (hasCommands) void loadFeatures().catch(() => undefined);
  }

  readonly room: Room | null = $derived.by(() => {
    const workspace = this.#workspace;
    const channel = workspace.channel(this.#channelId);
    if (!channel) return null;
    const isDirect = channel.kind === "dm" || channel.kind === "group";
    const title = isDirect ? workspace.titleOf(channel) : `#${channel.name}`;
    const isOnline = (id: string) => workspace.isOnline(id);
    const { me, people } = workspace;
    return { channel, homeKind: workspace.homeOf(channel)?.kind, title, me, people, inside: this.#inside, isOnline };
  });

  readonly #ofTheClass: Emoji[] = $derived.by(() => {
    const addressOf = this.#workspace.emojiAddress;
    return offeredEmoji(this.#workspace).map(({ name }) => ({
      emoji: `:${name}:`,
      names: [name],
      picture: addressOf(name),
    }));
  });

  readonly suggestions: Suggestion[] = $derived.by(() => {
    const token = this.#token;
    void this.#emojiAt;
    if (token === null) return [];
    const workspace = this.#workspace;
    return suggestionsFor(token, {
      people: workspace.people.filter(({ id }) => id !== workspace.me.id),
      inside: this.#inside,
      channels: workspace.channels.filter(({ archivedAt, kind }) => archivedAt === null && kind !== "thread"),
      crowds: token.sign === "@" && this.room ? groupMentionsOffered(this.room) : [],
      emoji: token.sign === ":" ? [...this.#ofTheClass, ...emojiKnown()] : [],
      commands: this.#hasCommands ? commandsFor(featuresHere(), workspace, workspace.channel(this.#channelId)) : [],
      affinity: (what) => this.#affinity.of(what),
    });
  });

  get isOpen(): boolean {
    return this.suggestions.length > 0;
  }
  /** What the list holds, for a screen reader. */
  get label(): string {
    return this.#token === null ? "" : NAMES[this.#token.sign];
  }

  /** The text or the caret changed. */
  look(field: HTMLTextAreaElement): void {
    const { value, selectionStart, selectionEnd } = field;
    const token = selectionStart === selectionEnd ? tokenAt(value, selectionStart) : null;
    if (token === null || token.from !== this.#closedAt) this.#closedAt = null;
    const shown = this.#closedAt === null ? token : null;
    if (shown?.sign !== this.#token?.sign || shown?.query !== this.#token?.query) this.active = 0;
    this.#token = shown;
    if (value.includes("@")) void this.askRoster();
    if (shown?.sign === "@") void askEverybody(this.#workspace);
    if (shown?.sign === ":")
      void loadEmoji().then(
        () => (this.#emojiAt += 1),
        () => undefined,
      );
  }

  async askRoster(): Promise<void> {
    this.#inside = (await rosterOf(this.#workspace, this.#channelId)) ?? this.#inside;
  }

  /** `:tada:` written to its end is the picture itself. */
  finishEmoji(field: HTMLTextAreaElement): boolean {
    const { value, selectionStart: caret } = field;
    const name = /(?<![\p{L}\p{N}_:]):([a-z0-9_+-]{2,40}):$/iu.exec(value.slice(Math.max(0, caret - 44), caret))?.[1];
    const emoji = name === undefined ? undefined : emojiNamed(name);
    if (name === undefined || emoji === undefined || tokenAt(value.slice(0, caret - 1), caret - 1) === null)
      return false;
    this.#affinity.used(`:${name.toLowerCase()}`);
    replace(field, caret - name.length - 2, caret, emoji);
    return true;
  }

  move(by: 1 | -1): void {
    const count = this.suggestions.length;
    this.active = (this.active + by + count) % count;
  }

  choose(field: HTMLTextAreaElement, suggestion = this.suggestions[this.active]): void {
    const token = this.#token;
    if (token === null || !suggestion) return;
    // People and channels count when they are sent; an emoji is forgotten in the text.
    if (suggestion.kind === "emoji") this.#affinity.used(suggestion.key);
    const after = field.value.slice(token.to);
    // One blank is enough.
    const insert = after.startsWith(" ") ? suggestion.insert.trimEnd() : suggestion.insert;
    this.#token = null;
    replace(field, token.from, token.to, insert);
  }

  close(): void {
    this.#closedAt = this.#token?.from ?? null;
    this.#token = null;
  }

  /** The field lost the focus. */
  leave(): void {
    // A field that is taken out of the page loses it while the page is being changed, when no state may be set.
    queueMicrotask(() => (this.#token = null));
  }
}
