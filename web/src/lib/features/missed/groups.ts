/** What was missed, channel by channel, each in the order in which it was said. Pure. */
import { isMuted, unreadOf } from "../../../../../client/index.ts";
import type { Mention, Message, Missed, MyChannel, MyThread } from "../../../../../protocol/index.ts";
import { threadAddress } from "../../class/state/links.ts";
import type { ConversationClass } from "../../conversation/context.ts";

/** Of one channel, the messages with the most reactions alone. */
const REACTED_SHOWN = 5;

export interface MissedItem {
  key: string;
  message: Message;
  address: string;
  isNamed: boolean;
  /** 0: it is not here for its reactions. */
  reactions: number;
  /** The name of its checkpoint; null: it has none. */
  checkpoint: string | null;
  isPinned: boolean;
  /** Unread replies, where it is here for its thread; 0 otherwise. */
  replies: number;
}
export interface MissedGroup {
  /** Null: threads whose channel this tab does not know. */
  channel: MyChannel | null;
  items: MissedItem[];
}

/** With a message as it is now. What was deleted is missed by nobody; a thread on it stays, and says so. */
export function missedWith(missed: Missed, channel: string, message: Message): Missed {
  const now = (mentions: readonly Mention[]): Mention[] =>
    mentions.flatMap((each) => {
      if (each.channel !== channel || each.message.seq !== message.seq) return [each];
      return message.deletedAt === undefined ? [{ ...each, message }] : [];
    });
  const isRoot = ({ channel: thread }: MyThread) =>
    thread.parent?.channel === channel && thread.parent.seq === message.seq;
  return {
    ...missed,
    ...{ mentions: now(missed.mentions), reacted: now(missed.reacted), landmarks: now(missed.landmarks) },
    threads: missed.threads.map((thread) => (isRoot(thread) ? { ...thread, root: message } : thread)),
  };
}

/** Does it show this message? */
export function isInMissed({ mentions, reacted, landmarks, threads }: Missed, channel: string, seq: number): boolean {
  return (
    [...mentions, ...reacted, ...landmarks].some((each) => each.channel === channel && each.message.seq === seq) ||
    threads.some(({ channel: { parent } }) => parent?.channel === channel && parent.seq === seq)
  );
}

const sum = ({ meta }: Message): number => (meta?.reactions ?? []).reduce((all, { count }) => all + count, 0);

export function groupsOf(missed: Missed, workspace: Pick<ConversationClass, "channel" | "channels">): MissedGroup[] {
  const items = new Map<string, { home: string | null; item: MissedItem }>();
  const threads = new Map(missed.threads.map(({ channel }) => [channel.id, channel]));

  /** One message is one row, whatever it is here for. */
  const add = (channelId: string, message: Message, more: Partial<MissedItem>, address?: string) => {
    const channel = workspace.channel(channelId) ?? threads.get(channelId);
    const home = channel ? (channel.parent?.channel ?? channel.id) : null;
    const key = `${channelId} ${message.seq}`;
    const own = channel?.parent
      ? threadAddress(channel.parent.channel, channelId, message.seq)
      : `/c/${channelId}#${message.seq}`;
    const blank = { isNamed: false, reactions: 0, checkpoint: null, isPinned: false, replies: 0 };
    const before = items.get(key)?.item ?? { ...blank, key, message, address: own };
    items.set(key, { home, item: { ...before, ...more, ...(address !== undefined && { address }) } });
  };
  const isLoud = ({ channel }: Mention) => {
    const known = workspace.channel(channel);
    return known === undefined || !isMuted(known);
  };

  for (const { channel, message } of missed.landmarks.filter(isLoud)) {
    const { checkpoint, pinned } = message.meta ?? {};
    add(channel, message, { checkpoint: checkpoint?.name ?? null, isPinned: pinned !== undefined });
  }
  const shown = new Map<string, number>();
  for (const { channel, message } of missed.reacted.filter(isLoud)) {
    const before = shown.get(channel) ?? 0;
    if (before >= REACTED_SHOWN) continue;
    shown.set(channel, before + 1);
    add(channel, message, { reactions: sum(message) });
  }
  for (const { channel, message } of missed.mentions) add(channel, message, { isNamed: true });
  for (const { channel: listed, root } of missed.threads) {
    const thread = workspace.channel(listed.id) ?? listed;
    const replies = unreadOf(thread);
    if (replies > 0 && thread.parent)
      add(
        thread.parent.channel,
        root,
        { replies },
        threadAddress(thread.parent.channel, thread.id, thread.readSeq + 1),
      );
  }

  const of = (home: string | null) =>
    [...items.values()]
      .filter((each) => each.home === home)
      .map(({ item }) => item)
      .sort((a, b) => a.message.at - b.message.at || a.message.seq - b.message.seq);
  const known = workspace.channels.map((channel) => ({ channel, items: of(channel.id) }));
  return [...known, { channel: null, items: of(null) }].filter((group) => group.items.length > 0);
}
