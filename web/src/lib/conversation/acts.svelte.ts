/** What I do to messages beside writing them: shown at once, and undone with a word when the server refuses. */
import type { ChannelSession, Version } from "../../../../client/index.ts";
import type { Act, Message } from "../../../../protocol/index.ts";
import { eachEmojiOnce } from "../../../../protocol/reactions.ts";
import { outcomeOf, type Outcome } from "../base/outcome.ts";
import { toasts } from "../base/toasts/toasts.svelte.ts";
import { sentenceOf } from "../base/texts/refusals.ts";
import { spelledAs } from "./emoji/emoji.ts";
import { withLaterWords } from "./later-words.ts";

export class MessageActs {
  readonly session: ChannelSession;
  readonly #me: string;

  constructor(session: ChannelSession, me: string) {
    this.session = session;
    this.#me = me;
    session.onActRefused(async (act, why) => {
      const words = await import("./act-refused.ts").catch(() => null);
      toasts.trouble(words?.wordsFor(act, why) ?? sentenceOf(why));
    });
  }

  do(seq: number, act: Act): void {
    this.session.act(seq, act);
  }

  /** Adds my reaction, or takes it away. `on` true: only adds. */
  react(message: Message, emoji: string, on?: true): void {
    const { seq } = message;
    const there = eachEmojiOnce((this.session.message(seq) ?? message).meta?.reactions ?? []);
    const spelled = spelledAs(emoji, there);
    const isMine = there.find((reaction) => reaction.emoji === spelled)?.members.includes(this.#me) ?? false;
    if (!isMine)
      void import("./emoji/recent-emoji.svelte.ts")
        .then((recent) => recent.recentEmoji.used(spelled))
        .catch(() => undefined);
    if (isMine && on) return;
    this.do(seq, { type: "react", emoji: spelled, on: !isMine });
  }

  pin({ seq }: Message, on: boolean): void {
    this.do(seq, { type: "pin", on });
    if (!on)
      withLaterWords((words) => toasts.say(words.unpinned, { undo: () => this.do(seq, { type: "pin", on: true }) }));
  }

  /** `name` null takes it away. */
  setCheckpoint({ seq, meta }: Message, name: string | null): void {
    this.do(seq, { type: "checkpoint", name });
    const before = meta?.checkpoint?.name;
    if (name !== null || before === undefined) return;
    withLaterWords((words) =>
      toasts.say(words.checkpointRemoved({ name: before }), {
        undo: () => this.do(seq, { type: "checkpoint", name: before }),
      }),
    );
  }

  /** Earlier wordings, oldest first. */
  versionsOf({ seq }: Message): Promise<Outcome<Version[]>> {
    return outcomeOf(this.session.versions(seq));
  }
}
