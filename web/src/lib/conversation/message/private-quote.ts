/** "Message privately": the direct message with the author, with what they wrote quoted above the field. */
import type { Message, MyChannel } from "../../../../../protocol/index.ts";
import type { ConversationClass } from "../context.ts";
import { linkTo } from "./copy.ts";
import { drafts } from "../composer/device-drafts.ts";
import { quoted } from "../markup/quoted.ts";
import { splitQuotes } from "../markup/split-quotes.ts";
import { openDirect } from "../../class/state/open-direct.ts";

export async function writePrivately(
  workspace: ConversationClass,
  message: Message,
  channel: MyChannel,
): Promise<void> {
  // The card is there when the field is.
  await import("../composer/AboveField.svelte").catch(() => undefined);
  await openDirect(workspace, message.author, (direct) => {
    const { quotes, rest } = splitQuotes(drafts.read(workspace.me.id, direct));
    const quote = quoted(message.body, linkTo(message, channel));
    drafts.put(workspace.me.id, direct, [...quotes, quote, rest].join(""));
  });
}
