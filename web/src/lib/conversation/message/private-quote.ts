/** "Message privately": the direct message with the author, with what they wrote quoted in the draft. */
import type { Message, MyChannel } from "../../../../../protocol/index.ts";
import type { ConversationClass } from "../context.ts";
import { linkTo } from "./copy.ts";
import { drafts } from "../composer/drafts.ts";
import { quoted } from "../markup/quoted.ts";

export async function writePrivately(
  workspace: ConversationClass,
  message: Message,
  channel: MyChannel,
): Promise<void> {
  await workspace.openDirect(message.author, (direct) => {
    const before = drafts.read(workspace.me.id, direct).trimEnd();
    const quote = quoted(message.body, linkTo(message, channel));
    drafts.keep(workspace.me.id, direct, before === "" ? quote : `${before}\n\n${quote}`);
  });
}
