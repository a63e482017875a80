/** What can be copied of a message. */
import type { Channel, Message } from "../../../../../protocol/index.ts";
import { channelLink, threadAddress } from "../../class/state/links.ts";

export const linkTo = (message: Message, channel: Pick<Channel, "id" | "parent">): string =>
  channel.parent
    ? `${location.origin}${threadAddress(channel.parent.channel, channel.id, message.seq)}`
    : `${channelLink(channel.id)}#${message.seq}`;

/** The five things that a message is, and that it came with an import where it did. */
export function asJson(message: Message, channel: Pick<Channel, "id">): string {
  const { id, author, body, at, meta } = message;
  const said = { id, author, channel: channel.id, body, time: new Date(at).toISOString() };
  return JSON.stringify(meta?.imported ? { ...said, imported: true } : said, null, 2);
}
