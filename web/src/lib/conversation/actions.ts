/** What a person can do with a message, for the toolbar and for the menu. */
import Braces from "@lucide/svelte/icons/braces";
import Copy from "@lucide/svelte/icons/copy";
import Link from "@lucide/svelte/icons/link";
import Pencil from "@lucide/svelte/icons/pencil";
import Trash from "@lucide/svelte/icons/trash-2";
import type { Member, Message, MyChannel } from "../../../../protocol/index.ts";
import type { MenuEntry } from "../ui/menu.ts";
import type { Conversation } from "./channel.svelte.ts";
import { asJson, copy, linkTo } from "./copy.ts";

const STAFF = new Set(["owner", "teacher", "ta"]);
export const isStaff = (member: Pick<Member, "role">): boolean => STAFF.has(member.role);

/** Offered by the same rules by which the server decides; see `worker/access.ts`. */
export function mayEdit(message: Message, channel: MyChannel, me: Member): boolean {
  const open = channel.archivedAt === null && (channel.posting === "all" || isStaff(me));
  return message.author === me.id && message.deletedAt === undefined && open;
}
export function mayDelete(message: Message, channel: MyChannel, me: Member): boolean {
  if (message.deletedAt !== undefined || (channel.archivedAt !== null && !isStaff(me))) return false;
  return message.author === me.id || (isStaff(me) && channel.kind !== "dm" && channel.kind !== "group");
}

export function entriesFor(message: Message, channel: MyChannel, me: Member, conversation: Conversation): MenuEntry[] {
  const entries: MenuEntry[] = [
    {
      label: "Copy link",
      icon: Link,
      keepsFocus: true,
      run: () => void copy(linkTo(message, channel), "Link copied."),
    },
  ];
  if (message.deletedAt === undefined) {
    entries.push({
      label: "Copy text",
      icon: Copy,
      keepsFocus: true,
      run: () => void copy(message.body, "Text copied."),
    });
  }
  entries.push({
    label: "Copy as JSON",
    icon: Braces,
    keepsFocus: true,
    run: () => void copy(asJson(message, channel), "JSON copied."),
  });
  const edit = mayEdit(message, channel, me);
  const remove = mayDelete(message, channel, me);
  if (edit || remove) entries.push("line");
  if (edit) entries.push({ label: "Edit", icon: Pencil, run: () => (conversation.editing = message.seq) });
  if (remove)
    entries.push({
      label: "Delete",
      icon: Trash,
      danger: true,
      keepsFocus: true,
      run: () => conversation.remove(message),
    });
  return entries;
}
