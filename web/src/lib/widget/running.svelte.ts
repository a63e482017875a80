/** What goes on around a visitor's conversation once its words are there: threads, what the page asks, and what it is told. */
import { t } from "#texts/widget";
import type { ToFrame } from "../../../../protocol/embed.ts";
import type { ChannelEvent, Message, MyChannel } from "../../../../protocol/index.ts";
import { readText, writeText } from "../base/browser/storage.ts";
import { outcomeOf } from "../base/outcome.ts";
import { toasts } from "../base/toasts/toasts.svelte.ts";
import { threadOn } from "../class/state/links.ts";
import { drafts } from "../conversation/composer/device-drafts.ts";
import type { Conversation } from "../conversation/conversation.svelte.ts";
import { conversationIn } from "../conversation/open-channels.svelte.ts";
import { decideFor } from "./deciding.ts";
import { memberOf } from "./member-of.ts";
import { VisitorPeople } from "./people.ts";
import type { VisitorClass } from "./visitor-class.svelte.ts";
import type { WidgetFrame } from "./widget-frame.svelte.ts";

export class Running {
  readonly #frame: WidgetFrame;
  readonly #visitor: VisitorClass;
  readonly #conversation: Conversation;
  readonly #seenKey: string;
  readonly #ends: (() => void)[];
  #isShown = true;
  /** Place up to which the visitor has seen the channel. */
  #seen: number;
  #told = -1;

  constructor(frame: WidgetFrame, visitor: VisitorClass) {
    this.#frame = frame;
    this.#visitor = visitor;
    visitor.complete({ decide: decideFor(visitor), people: peopleOf });
    this.#conversation = conversationIn(visitor, visitor.home);
    const { session } = this.#conversation.acts;
    visitor.shown = () => [
      { channel: visitor.home, messages: session.snapshot().messages },
      ...(frame.thread === null
        ? []
        : [
            { channel: frame.thread, messages: conversationIn(visitor, frame.thread).acts.session.snapshot().messages },
          ]),
    ];
    this.#seenKey = `place.widget-seen.${frame.widget}`;
    const head = this.#conversation.head;
    // Who was here before has unread what came since; who was not, nothing.
    this.#seen = Math.min(Number(readText(this.#seenKey)) || head, head);
    const tell = () => this.#tell();
    document.addEventListener("visibilitychange", tell);
    this.#ends = [
      session.onPosted(({ seq, at }) => frame.host.say({ type: "message", seq, at })),
      session.subscribe(() => {
        this.#tell();
        if (session.snapshot().ended) frame.ended();
      }),
      visitor.watchNetwork(),
      () => document.removeEventListener("visibilitychange", tell),
    ];
    this.#tell();
    frame.run(this);
  }

  stop(): void {
    this.#ends.forEach((end) => end());
    this.#conversation.dispose();
  }

  /** Opens the thread on a message, made on first use. */
  async openThread(channel: MyChannel, message: Message): Promise<void> {
    const known = threadOn(message);
    if (known === undefined || !this.#visitor.channel(known)) {
      const { api } = this.#visitor;
      const outcome = await outcomeOf(api.call("threads.start", { channel: channel.id, seq: message.seq }));
      if (!outcome.ok) return toasts.trouble(t.threadNotOpened({ reason: outcome.refusal.sentence }));
      this.#visitor.accept(outcome.value.channel);
      this.#frame.thread = outcome.value.channel.id;
    } else this.#frame.thread = known;
  }

  /** What the channel is now; what I wrote and waited for the teaching team was let through, or was not; the rest of what the room says is the session's. */
  receive(text: string): void {
    if (text.startsWith('{"type":"channelShown"')) {
      const { channel } = JSON.parse(text) as Extract<ChannelEvent, { type: "channelShown" }>;
      const known = this.#visitor.channel(channel.id);
      if (known) this.#visitor.accept({ ...known, ...channel });
    }
    if (!text.startsWith('{"type":"decided"')) return;
    const { message: id, posted } = JSON.parse(text) as Extract<ChannelEvent, { type: "decided" }>;
    const { pending } = this.#conversation.acts.session.snapshot();
    const words = pending.find((message) => message.id === id)?.body;
    this.#conversation.discard(id);
    if (posted || words === undefined) return;
    toasts.trouble(t.turnedDown);
    // Nothing that was written is lost, where nothing else is being written.
    if (drafts.read(this.#visitor.me.id, this.#visitor.home) === "")
      drafts.put(this.#visitor.me.id, this.#visitor.home, words);
  }

  hear(message: ToFrame): void {
    const { host } = this.#frame;
    const [visitor, channelId] = [this.#visitor, this.#visitor.home];
    switch (message.type) {
      case "shown":
        this.#isShown = message.shown;
        this.#tell();
        break;
      case "gone":
        this.#frame.gone = new Set(message.seqs);
        break;
      case "goTo":
        this.#frame.thread = null;
        void this.#conversation.openAt(message.seq, true);
        break;
      case "ask":
        this.#frame.thread = null;
        void import("./asking.ts").then(({ asked }) => {
          const begun = drafts.read(visitor.me.id, channelId);
          drafts.put(visitor.me.id, channelId, asked(message) + begun);
          document.querySelector("textarea")?.focus();
        });
        break;
      case "lines":
        void import("./asking.ts").then(async ({ linesOf }) => {
          const lines = await linesOf(visitor, message.url);
          if (lines) host.say({ type: "lines", url: message.url, lines });
        });
    }
  }

  /** Tells the page how much came in that nobody here has seen. */
  #tell(): void {
    const { head } = this.#conversation;
    if (this.#isShown && document.visibilityState === "visible") this.#seen = Math.max(this.#seen, head);
    writeText(this.#seenKey, String(this.#seen));
    const count = Math.max(0, head - this.#seen);
    if (count !== this.#told) this.#frame.host.say({ type: "unread", count });
    this.#told = count;
  }
}

const peopleOf = (visitor: VisitorClass): VisitorPeople =>
  new VisitorPeople({
    api: visitor.api,
    shown: () => visitor.shown(),
    onFound: (people) => visitor.acceptMembers(people.map(memberOf)),
  });
