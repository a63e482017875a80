/** The thread in the panel: itself, the message it hangs on, and whether I follow it. */
import { t } from "#texts/thread";
import type { Message, MyChannel } from "../../../../../protocol/index.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import type { Conversation } from "../../conversation/conversation.svelte.ts";
import { conversationIn } from "../../conversation/open-channels.svelte.ts";
import { outcomeOf } from "../../base/outcome.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { ConversationClass } from "../../conversation/context.ts";

/** So long it may take until a thread is where its message is. */
const FOLLOW_MS = 1_000;
const FOLLOW_TRIES = 5;

export class Thread {
  refusal = $state.raw<Refusal | null>(null);
  /** Of a root that is not in what its channel has loaded. */
  #fetched = $state.raw<Message | null>(null);
  #isFound = $state(false);
  /** Grows with what the channel's session shows: my reaction is there before the server has said so. */
  #turn = $state(0);
  readonly id: string;
  readonly #workspace: ConversationClass;

  constructor(workspace: ConversationClass, id: string) {
    this.#workspace = workspace;
    this.id = id;
  }

  readonly channel: MyChannel | undefined = $derived.by(() => this.#workspace.channel(this.id));
  /** The conversation that it hangs in. */
  readonly around: Conversation | null = $derived.by(() => {
    const parent = this.channel?.parent?.channel;
    return parent === undefined ? null : conversationIn(this.#workspace, parent);
  });
  readonly root: Message | null = $derived.by(() => {
    const parent = this.channel?.parent;
    if (!parent || !this.around) return null;
    void this.#turn;
    const fetched = this.#fetched && this.around.acts.session.withMyActs(this.#fetched);
    return this.around.message(parent.seq) ?? fetched;
  });
  /** The root could be asked for: where it is not there, it never comes. */
  get isFound(): boolean {
    return this.#isFound || this.root !== null;
  }

  async load(): Promise<void> {
    this.refusal = null;
    const { api } = this.#workspace;
    if (!this.channel) {
      const outcome = await outcomeOf(api.call("channels.get", { channel: this.id }));
      if (!outcome.ok) return void (this.refusal = outcome.refusal);
      this.#workspace.accept(outcome.value.channel);
    } else this.#workspace.accept(this.channel);
    if (!this.root) await this.#fetchRoot();
  }

  /** Follows a root that stands further up than what its channel has loaded, until the returned function is called. */
  watchRoot(): () => void {
    const session = this.around?.acts.session;
    const seq = this.channel?.parent?.seq;
    if (!session || seq === undefined) return () => undefined;
    const stops = [
      session.onChanged((messages) => {
        if (messages === null) return void (this.#fetched && this.#fetchRoot());
        const root = messages.findLast((message) => message.seq === seq);
        if (root && this.#fetched) this.#fetched = root;
      }),
      session.subscribe(() => (this.#turn += 1)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** The root was moved, and this went along: its new place is told by the server, a moment later than the root's at most. */
  async follow(): Promise<void> {
    const before = this.channel?.parent;
    for (let tries = 0; before && tries < FOLLOW_TRIES; tries++) {
      const outcome = await outcomeOf(this.#workspace.api.call("channels.get", { channel: this.id }));
      if (!outcome.ok) {
        if (outcome.refusal.code === "not_found") this.refusal = outcome.refusal;
        return;
      }
      const { channel } = outcome.value;
      if (channel.parent?.channel !== before.channel || channel.parent.seq !== before.seq) {
        this.#workspace.accept(channel);
        this.#fetched = null;
        if (!this.root) await this.#fetchRoot();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, FOLLOW_MS));
    }
  }

  async #fetchRoot(): Promise<void> {
    const parent = this.channel?.parent;
    if (!parent) return;
    const { api } = this.#workspace;
    const page = await outcomeOf(
      api.call("messages.page", { channel: parent.channel }, { around: parent.seq, limit: 1 }),
    );
    if (page.ok) this.#fetched = page.value.messages.find(({ seq }) => seq === parent.seq) ?? null;
    this.#isFound = true;
  }

  /** Only the teaching team writes in it from now on, or everybody again. */
  async setLocked(locked: boolean): Promise<void> {
    const { channel } = this;
    if (!channel) return;
    const outcome = await outcomeOf(this.#workspace.api.call("order.lock", { channel: this.id }, { locked }));
    if (!outcome.ok) return toasts.trouble(outcome.refusal.sentence);
    this.#workspace.accept({ ...channel, ...outcome.value.channel });
    toasts.say(locked ? t.isLocked : t.isOpen, { undo: () => void this.setLocked(!locked) });
  }

  async setFollowing(follow: boolean): Promise<void> {
    const { channel } = this;
    if (!channel) return;
    const { api } = this.#workspace;
    if (follow) {
      const outcome = await outcomeOf(api.call("threads.follow", { channel: this.id }));
      if (!outcome.ok) return toasts.trouble(t.notFollowed({ reason: outcome.refusal.sentence }));
      this.#workspace.accept(outcome.value.channel);
      toasts.say(t.followed);
    } else {
      const outcome = await outcomeOf(api.call("threads.unfollow", { channel: this.id }));
      if (!outcome.ok) return toasts.trouble(t.stillFollowed({ reason: outcome.refusal.sentence }));
      this.#workspace.dropThread(channel);
      toasts.say(t.unfollowed, { undo: () => void this.setFollowing(true) });
    }
  }
}
