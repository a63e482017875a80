/**
 * What is known of the messages that links lead to, and of quoted ones that were moved: asked for together, each once, and anew whenever the class tells that one of them
 * changed, that I came into a channel or out of one, or that the connection is back.
 */
import type { WorkspaceEvent } from "../../../../protocol/index.ts";
import { PREVIEWS_MAX } from "../../../../protocol/limits.ts";
import type { Preview } from "../../../../protocol/previews.ts";
import { outcomeOf } from "../base/outcome.ts";
import type { ConversationClass } from "./context.ts";

/** Cards that come on the screen in this time are asked for in one request. */
const GATHER_MS = 30;
/** Many show the message that changed: they do not all ask in the same moment. */
const SPREAD_MS = 500;
const RETRY_MS = 5_000;
/** Nobody tells of changes in other classes: so long after an answer it is asked again when the card is shown anew. */
const FRESH_MS = 10_000;
const KEPT = 300;

/** A message by its place. */
export interface Linked {
  /** Id of the channel or thread. */
  channel: string;
  seq: number;
}
export const keyOf = ({ channel, seq }: Linked): string => `${channel}.${seq}`;

/** One message, as far as it is known. */
export class LinkedMessage {
  readonly key: string;
  /** Null: there is nothing that I may read. Undefined: not answered yet. */
  preview = $state.raw<Preview | null | undefined>(undefined);
  /** It could not be asked for, and is asked for again. */
  isTroubled = $state(false);
  /** An answer is to be no older than this. */
  rev = 0;
  askedAt = 0;
  readers = 0;

  constructor(key: string) {
    this.key = key;
  }
  get channel(): string {
    return this.key.slice(0, this.key.lastIndexOf("."));
  }
}

export class MessagePreviews {
  readonly #workspace: ConversationClass;
  readonly #known = new Map<string, LinkedMessage>();
  readonly #wanted = new Set<LinkedMessage>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isAsking = false;

  constructor(workspace: ConversationClass) {
    this.#workspace = workspace;
    workspace.session.onEvent((event) => this.#hear(event));
  }

  of(linked: Linked): LinkedMessage {
    const key = keyOf(linked);
    const known = this.#known.get(key) ?? new LinkedMessage(key);
    // The last looked at is the last to be forgotten.
    this.#known.delete(key);
    this.#known.set(key, known);
    if (this.#known.size > KEPT) this.#forget([...this.#known.values()].find(({ readers }) => readers === 0));
    return known;
  }

  /** Somebody looks at it, until the returned function is called. */
  watch(message: LinkedMessage): () => void {
    message.readers += 1;
    if (message.preview === undefined || Date.now() - message.askedAt > FRESH_MS) this.#want([message], GATHER_MS);
    return () => (message.readers -= 1);
  }

  #forget(message: LinkedMessage | undefined): void {
    if (message) this.#known.delete(message.key);
  }

  #hear(event: WorkspaceEvent): void {
    const all = [...this.#known.values()];
    if (event.type === "hello") this.#again(all);
    else if (event.type === "messagesChanged") {
      const changed = event.changes.flatMap(({ seq, rev }) => {
        const place = { channel: event.channel, seq };
        const message = this.#known.get(keyOf(place));
        if (message) message.rev = Math.max(message.rev, rev);
        // A link to where it stood before it was moved shows it too.
        const moved = all.filter(
          ({ key, preview }) => preview && key !== keyOf(place) && keyOf(preview) === keyOf(place),
        );
        return message ? [message, ...moved] : moved;
      });
      this.#again(changed);
    } else if (event.type === "channelLeft") {
      const isOfIt = ({ channel, preview }: LinkedMessage) =>
        channel === event.channel || preview?.place.id === event.channel;
      const closed = all.filter(isOfIt);
      for (const message of closed) message.preview = null;
      this.#again(closed);
    } else if (event.type === "channelJoined") this.#again(all.filter(({ preview }) => preview === null));
  }

  /** What is on the screen is asked for anew, the rest when it is there. */
  #again(messages: readonly LinkedMessage[]): void {
    for (const message of messages) if (message.readers === 0) this.#forget(message);
    this.#want(
      messages.filter(({ readers }) => readers > 0),
      GATHER_MS + Math.random() * SPREAD_MS,
    );
  }

  #want(messages: readonly LinkedMessage[], ms: number): void {
    for (const message of messages) this.#wanted.add(message);
    if (this.#wanted.size > 0 && !this.#isAsking) this.#timer ??= setTimeout(() => void this.#ask(), ms);
  }

  async #ask(): Promise<void> {
    this.#timer = null;
    this.#isAsking = true;
    const asked = [...this.#wanted].filter(({ readers }) => readers > 0).slice(0, PREVIEWS_MAX);
    if (asked.length < PREVIEWS_MAX) this.#wanted.clear();
    else for (const message of asked) this.#wanted.delete(message);
    const wait = asked.length === 0 ? 0 : await this.#fetch(asked);
    this.#isAsking = false;
    this.#want([], wait);
  }

  /** @returns after how many milliseconds it may be asked again */
  async #fetch(asked: readonly LinkedMessage[]): Promise<number> {
    const revs = asked.map(({ rev }) => rev);
    const of = asked.map(({ key, rev }) => (rev > 0 ? `${key}.${rev}` : key));
    const outcome = await outcomeOf(this.#workspace.api.call("messages.previews", {}, { of }));
    for (const [at, message] of asked.entries()) {
      message.isTroubled = !outcome.ok;
      if (!outcome.ok) this.#wanted.add(message);
      // It changed while the answer was on its way.
      else if (message.rev > (revs[at] ?? 0)) continue;
      else {
        message.preview = outcome.value.previews[at] ?? null;
        message.askedAt = Date.now();
      }
    }
    return outcome.ok ? 0 : (outcome.refusal.retryAfter ?? RETRY_MS);
  }
}

const byClass = new WeakMap<ConversationClass, MessagePreviews>();
export function previewsIn(workspace: ConversationClass): MessagePreviews {
  let previews = byClass.get(workspace);
  if (!previews) byClass.set(workspace, (previews = new MessagePreviews(workspace)));
  return previews;
}
