/** The menu of a message: everything a person can do with it. Fetched with the menu, on its first use. */
import Braces from "@lucide/svelte/icons/braces";
import Copy from "@lucide/svelte/icons/copy";
import Ellipsis from "@lucide/svelte/icons/ellipsis";
import Link from "@lucide/svelte/icons/link";
import MailOpen from "@lucide/svelte/icons/mail-open";
import MessageCircle from "@lucide/svelte/icons/message-circle";
import MessageSquareText from "@lucide/svelte/icons/message-square-text";
import Pencil from "@lucide/svelte/icons/pencil";
import Reply from "@lucide/svelte/icons/reply";
import SmilePlus from "@lucide/svelte/icons/smile-plus";
import TextSelect from "@lucide/svelte/icons/text-select";
import Trash from "@lucide/svelte/icons/trash-2";
import { t } from "#texts/message-menu";
import type { Message } from "../../../../../protocol/index.ts";
import { emojiNameIn } from "../../../../../protocol/emoji-names.ts";
import { developer } from "../../base/appearance.svelte.ts";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import type { MenuEntry } from "../../base/ui/menu.ts";
import { mayReply, mayWritePrivately } from "../allowed.ts";
import type { MessageAction, MessageMenuContext } from "../feature.ts";
import { loadFeatures } from "../features.svelte.ts";
import { copy } from "../../base/clipboard.ts";
import { asJson, linkTo } from "./copy.ts";
import { isSameEmoji } from "../emoji/emoji.ts";
import { writePrivately } from "./private-quote.ts";
import { recentEmoji } from "../emoji/recent-emoji.svelte.ts";

export interface MenuContext extends MessageMenuContext {
  /** Absent where I cannot write. */
  onreply: (() => void) | undefined;
  onthread: () => void;
  /** Opens the picker. */
  onadd: () => void;
}

/** @returns what makes the entries of a message's menu. Rejects where what features add could not be fetched. */
export async function loadEntries(): Promise<(context: MenuContext) => MenuEntry[]> {
  const features = await loadFeatures();
  return (context) => {
    const added = (group: MessageAction["group"]) =>
      features
        .flatMap(({ messageActions }) => messageActions ?? [])
        .flatMap((action) => (action.group === group ? action.entries(context) : []));
    const forDevelopers = developer.chosen === "on" ? [...json(context), ...added("developer")] : [];
    const further = lined([[...privately(context), ...added("further"), ...copyText(context)], forDevelopers]);
    return lined([
      reacting(context),
      [...answering(context), ...added("first"), markUnread(context), copyLink(context)],
      changing(context),
      further.length > 0 ? [{ label: t.more, icon: Ellipsis, entries: further }] : [],
    ]);
  };
}

const lined = (groups: MenuEntry[][]): MenuEntry[] =>
  groups.filter((group) => group.length > 0).flatMap((group, index) => (index === 0 ? group : ["line", ...group]));

function reacting({ message, channel, conversation, workspace, onadd }: MenuContext): MenuEntry[] {
  if (!workspace.may("react", channel, message)) return [];
  const mine = (message.meta?.reactions ?? []).filter(({ members }) => members.includes(workspace.me.id));
  const atHand = recentEmoji.atHandIn(workspace.emoji).map((emoji) => ({
    text: emoji,
    picture: workspace.emojiAddress(emojiNameIn(emoji) ?? ""),
    label: t.reactWith({ emoji }),
    checked: mine.some((reaction) => isSameEmoji(reaction.emoji, emoji)),
    run: () => conversation.acts.react(message, emoji),
  }));
  return [{ row: [...atHand, { icon: SmilePlus, label: t.addReaction, keys: "+", checked: false, run: onadd }] }];
}

function answering({ message, channel, workspace, onreply, onthread }: MenuContext): MenuEntry[] {
  const entries: MenuEntry[] = [];
  if (onreply && mayReply(workspace, channel, message))
    entries.push({ label: t.reply, icon: Reply, keys: "R", run: onreply });
  if (workspace.may("openThread", channel, message))
    entries.push({ label: t.replyInThread, icon: MessageSquareText, keys: "T", run: onthread });
  return entries;
}

function privately({ message, channel, workspace }: MenuContext): MenuEntry[] {
  if (!mayWritePrivately(workspace, channel, message)) return [];
  return [{ label: t.privately, icon: MessageCircle, run: () => void writePrivately(workspace, message, channel) }];
}

const markUnread = ({ message, conversation }: MenuContext): MenuEntry => ({
  label: t.markUnread,
  icon: MailOpen,
  keepsFocus: true,
  run: () => void conversation.markUnread(message),
});

const copying = (label: string, icon: typeof Copy, text: () => string, done: string): MenuEntry => ({
  label,
  icon,
  keepsFocus: true,
  run: () => void copy(text(), done),
});
const copyLink = ({ message, channel }: MenuContext) =>
  copying(t.copyLink, Link, () => linkTo(message, channel), t.linkCopied);
const copyText = ({ message }: MenuContext) =>
  message.deletedAt === undefined
    ? [copying(t.copyText, Copy, () => message.body, t.textCopied), ...select(message)]
    : [];
/** A finger that stays on a message opens this menu, and selects nothing: so that is here. */
const select = ({ body: text }: Message): MenuEntry[] =>
  matchMedia("(pointer: coarse)").matches
    ? [
        {
          label: t.selectText,
          icon: TextSelect,
          run: () => void dialogs.open(() => import("./SelectTextDialog.svelte"), { text }),
        },
      ]
    : [];
const json = ({ message, channel }: MenuContext) => [
  copying(t.copyJson, Braces, () => asJson(message, channel), t.jsonCopied),
];

function changing({ message, channel, conversation, workspace }: MenuContext): MenuEntry[] {
  const entries: MenuEntry[] = [];
  if (workspace.may("editMessage", channel, message))
    entries.push({ label: t.edit, icon: Pencil, keys: "E", run: () => (conversation.editing = message.seq) });
  if (workspace.may("deleteMessage", channel, message))
    entries.push({
      label: t.delete,
      icon: Trash,
      danger: true,
      keepsFocus: true,
      run: () => conversation.removals.remove(message.seq),
    });
  return entries;
}
