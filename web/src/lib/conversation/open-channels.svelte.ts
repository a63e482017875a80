/**
 * The channels that were looked at lately, kept with what they hold and where their reader stood: coming back shows them within
 * the frame. Only what is on screen has a socket. One outbox per account sends for all of them (account-outbox.ts), and comes after the words.
 */
import { ChannelSession, type Outbox } from "../../../../client/index.ts";
import { opening } from "../class/account/opening.ts";
import { Conversation } from "./conversation.svelte.ts";
import type { ConversationClass } from "./context.ts";
import { withParts } from "./parts.svelte.ts";
import { whenShowable } from "./when-showable.ts";

const OPEN_MAX = 8;

class OpenChannels {
  readonly #outbox: Outbox | Promise<Outbox>;
  readonly #open = new Map<string, Conversation>();

  constructor(workspace: ConversationClass) {
    this.#outbox = withParts(({ outboxOf }) => outboxOf(workspace));
  }

  /** The conversation of a channel: the one left a while ago, or a new one. */
  get(workspace: ConversationClass, channelId: string): Conversation {
    const conversation = this.#open.get(channelId) ?? this.#make(workspace, channelId);
    // Looked at last, kept longest.
    this.#open.delete(channelId);
    this.#open.set(channelId, conversation);
    for (const [id, old] of this.#open) {
      if (this.#open.size <= OPEN_MAX) break;
      // A channel stays on the screen while one thread after another is opened beside it.
      if (old === conversation || old.isOpen) continue;
      this.#open.delete(id);
      old.dispose();
    }
    return conversation;
  }

  #make(workspace: ConversationClass, channelId: string): Conversation {
    const session = new ChannelSession({
      api: workspace.api,
      channel: channelId,
      outbox: this.#outbox,
      member: workspace.me.id,
      newest: workspace.visit ? workspace.visit.takeNewest(channelId) : opening.newestOf(channelId),
      ...workspace.visit?.environment,
      onRead: (seq) => workspace.markRead(channelId, seq),
      isReadAwaited: () => {
        const kind = workspace.channel(channelId)?.kind;
        return kind === "dm" || kind === "group";
      },
      devices: {
        areThere: () => (workspace.session.snapshot().state?.devices ?? 1) > 1,
        sendRead: (seq) => workspace.session.sendRead(channelId, seq),
        readSeq: () => workspace.channel(channelId)?.readSeq ?? 0,
      },
    });
    const stop = this.#hurry(workspace, session);
    // A root of its own: what it derives must outlive the component that asked for it first.
    let conversation: Conversation | undefined;
    const end = $effect.root(() => {
      conversation = new Conversation(session, workspace.me.id, whenShowable, () => (stop(), end()));
    });
    return conversation as Conversation;
  }

  /** A device of mine that comes in between hears at once what this one kept to itself. */
  #hurry(workspace: ConversationClass, session: ChannelSession): () => void {
    let devices = 1;
    return workspace.session.subscribe(() => {
      const now = workspace.session.snapshot().state?.devices ?? 1;
      if (now > devices) session.hurryRead();
      devices = now;
    });
  }
}

const byWorkspace = new WeakMap<ConversationClass, OpenChannels>();

export function conversationIn(workspace: ConversationClass, channelId: string): Conversation {
  let open = byWorkspace.get(workspace);
  if (!open) byWorkspace.set(workspace, (open = new OpenChannels(workspace)));
  return open.get(workspace, channelId);
}
