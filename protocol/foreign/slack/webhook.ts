/** What tools post to a Slack incoming webhook (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). */
import { plainText, visibleInBlocks, type Block, type Span } from "../markup/rich-text.ts";
import { readAll } from "../entries.ts";
import { asSent, inside, isObject, objects, restOf, text, type Json } from "../json.ts";
import type { Incoming } from "../incoming-form.ts";
import { Attachment, quotesOf } from "./attachments.ts";
import { blocksOfSlack, labelsIn } from "./blocks.ts";
import { blocksOfMrkdwn } from "./mrkdwn.ts";

/** How and where it is shown in Slack, which is not for the sender to say here. */
const NOT_WORDS = new Set([
  ...["text", "blocks", "attachments", "username", "icon_url", "icon_emoji", "channel", "mrkdwn", "parse", "as_user"],
  ...["link_names", "unfurl_links", "unfurl_media", "thread_ts", "reply_broadcast", "response_type"],
  ...["replace_original", "delete_original", "metadata", "type", "fallback"],
]);
const SHOWN_BLOCKS = new Set([
  ...[
    "rich_text",
    "header",
    "section",
    "context",
    "markdown",
    "image",
    "video",
    "table",
    "actions",
    "input",
    "divider",
  ],
]);

export function readSlack(payload: Json): Incoming {
  const said = text(payload, "text");
  const built = partsOf(payload["blocks"], said);
  const typed = payload["mrkdwn"] === false ? plain(said) : blocksOfMrkdwn(said);
  // Beside blocks the text is what notifications say of them.
  const words = visibleInBlocks(built).trim() === "" ? typed : built;
  const attached = objects(payload["attachments"]).flatMap((one): Block[] => [
    ...quotesOf(readAll(Attachment, [one])),
    ...pressables(objects(one["actions"])),
    ...unknownBlocks(one["blocks"]),
  ]);
  const rest = restOf(payload, NOT_WORDS);
  return {
    ...(text(payload, "username") && { as: text(payload, "username") }),
    parts: [words, ...attached.map((block) => [block]), ...(rest ? [[asSent(rest)]] : [])],
  };
}

/** The blocks, each in its place: those that can be pressed as what they say and where they lead, unknown ones as they were sent. */
function partsOf(list: unknown, said: string): Block[] {
  return objects(list).flatMap((block): Block[] => {
    const type = text(block, "type");
    if (type === "actions") return pressables(objects(block["elements"]));
    if (type === "input") return pressables([inside(block, "element")], inside(block, "label"));
    const shown = blocksOfSlack([block], labelsIn(said));
    const accessory = isObject(block["accessory"]) ? pressables([block["accessory"]]) : [];
    if (shown.length === 0 && !SHOWN_BLOCKS.has(type)) return [asSent(block)];
    return [...shown, ...accessory];
  });
}

const unknownBlocks = (list: unknown): Block[] =>
  objects(list).flatMap((block) => (SHOWN_BLOCKS.has(text(block, "type")) ? [] : [asSent(block)]));

/** Buttons and the like: there is nobody here who would hear of it, so they say what they said. */
function pressables(elements: Json[], label?: Json): Block[] {
  const spans = elements.flatMap((element, n): Span[] => {
    const image = text(element, "image_url");
    const words =
      text(inside(element, "text"), "text") ||
      text(element, "text") ||
      text(inside(element, "placeholder"), "text") ||
      text(element, "alt_text") ||
      text(element, "type");
    const address = text(element, "url") || image;
    const shown: Span = /^https?:/iu.test(address)
      ? { kind: "link", address, spans: [plainText(words || address)] }
      : plainText(`[${words}]`);
    return n === 0 ? [shown] : [plainText(" "), shown];
  });
  const said = label ? text(label, "text") : "";
  if (said !== "") spans.unshift(plainText(`${said}: `));
  return spans.length === 0 ? [] : [{ kind: "lines", spans }];
}

const plain = (said: string): Block[] => (said === "" ? [] : [{ kind: "lines", spans: [plainText(said)] }]);
