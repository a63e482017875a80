/** What to offer on a message: the table of permissions (`workspace.may`), and what has nothing to do with permission. */
import { personTarget } from "../../../../client/index.ts";
import type { Message, MyChannel } from "../../../../protocol/index.ts";
import type { ConversationClass } from "./context.ts";

/** Nobody answers what is not there any more: it would quote nothing. */
export const mayReply = (workspace: ConversationClass, channel: MyChannel, message: Message): boolean =>
  message.deletedAt === undefined && workspace.may("post", channel);

/** To somebody else, from anywhere but the direct message with them. */
export function mayWritePrivately(workspace: ConversationClass, channel: MyChannel, message: Message): boolean {
  const author = workspace.member(message.author);
  if (!author || author.id === workspace.me.id || channel.kind === "dm" || message.deletedAt !== undefined)
    return false;
  return (
    workspace.may("startDirect", null, personTarget(workspace.known, author)) ||
    // What was said can be read again.
    (workspace.directWith(author.id) !== undefined &&
      author.left !== true &&
      author.imported !== true &&
      author.bot !== true &&
      author.visitor !== true)
  );
}
