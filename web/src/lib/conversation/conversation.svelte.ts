/** The conversation on screen, as the components here have it: what its reader sees (reading.svelte.ts), and what they do in it. */
import type { ChannelSession, ChannelSnapshot } from "../../../../client/index.ts";
import type { Message, PostContent, Refusal } from "../../../../protocol/index.ts";
import { MessageActs } from "./acts.svelte.ts";
import { Reading } from "./reading.svelte.ts";

/** A channel that refuses a message with one of these refuses the next one too. */
const BARRING = new Set<Refusal["code"]>(["archived", "class_archived", "read_only", "muted"]);

export class Conversation extends Reading {
  readonly acts: MessageActs;
  /** `seq` of the message that what I write next answers. */
  replyTo = $state.raw<number | null>(null);

  /** As that of `Reading`. */
  constructor(
    session: ChannelSession,
    me: string,
    whenShowable: (first: ChannelSnapshot) => Promise<unknown> | null,
    ended: () => void,
  ) {
    super(session, me, whenShowable, ended);
    this.acts = new MessageActs(session, me);
  }

  /** The server's last word on why I cannot write here. */
  get barred(): Refusal | undefined {
    const last = this.snapshot.pending.findLast((message) => message.state === "failed")?.refusal;
    return last && BARRING.has(last.code) ? last : undefined;
  }
  /** The message that what I write next answers, as it now is. */
  get replyTarget(): Message | undefined {
    const target = this.replyTo === null ? undefined : this.message(this.replyTo);
    return target?.deletedAt === undefined ? target : undefined;
  }
  /** My newest message that can be edited. */
  get myLast(): Message | undefined {
    return this.snapshot.messages.findLast(
      (message) =>
        message.author === this.me && message.deletedAt === undefined && !this.removals.leaving.has(message.seq),
    );
  }

  /** Stands in the list when this returns. @param waitingAs its id, where it waits for its files */
  post(content: PostContent, waitingAs?: string): void {
    this.session.send(content, waitingAs);
    void this.openLatest();
  }

  /** The same for what the field has, which answers the message that was chosen there. */
  answer(content: PostContent, waitingAs?: string): void {
    const replyTo = this.replyTarget?.seq;
    this.replyTo = null;
    this.post({ ...content, ...(replyTo !== undefined && { replyTo }) }, waitingAs);
  }

  /** Called as I write. */
  typed(): void {
    this.session.typing();
  }

  /** Sends again what was refused: a message or an edit. */
  retry(id: string): void {
    this.session.retry(id);
  }

  discard(id: string): void {
    this.session.discard(id);
  }

  /** The new words are shown at once, and marked while they are on their way. Those that stand there already change nothing. */
  edit(message: Message, body: string): void {
    const edits = this.snapshot.changes.filter(({ kind, seq }) => kind === "edit" && seq === message.seq);
    for (const { id, state } of edits) if (state === "failed") this.session.discard(id);
    const waiting = edits.findLast(({ state }) => state === "sending");
    if (body !== (waiting?.body ?? this.message(message.seq)?.body ?? message.body))
      this.session.edit(message.seq, body);
  }
}
