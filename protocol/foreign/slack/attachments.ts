/** What programs and shared messages hang under a Slack message, as a quote below it. */
import * as v from "valibot";
import { fileAddress } from "../addresses.ts";
import { readAll, Text } from "../entries.ts";
import { plainText, visibleInBlocks, type Block, type Span } from "../markup/rich-text.ts";
import { blocksOfSlack } from "./blocks.ts";
import { blocksOfMrkdwn } from "./mrkdwn.ts";

const Field = v.looseObject({ title: Text, value: Text });
export const Attachment = v.looseObject({
  pretext: Text,
  author_name: Text,
  title: Text,
  title_link: Text,
  text: Text,
  fallback: Text,
  footer: Text,
  from_url: Text,
  original_url: Text,
  image_url: Text,
  thumb_url: Text,
});
export type Attachment = v.InferOutput<typeof Attachment>;

/** Has nothing that is shown but what stands for it elsewhere. */
export const isBare = (attachment: Attachment): boolean =>
  ["author_name", "title", "text", "image_url"].every((name) => !attachment[name]) &&
  readAll(Field, attachment["fields"]).length === 0 &&
  blocksOfSlack(attachment["blocks"]).length === 0;

/** One quote for each that says anything. */
export function quotesOf(attachments: readonly Attachment[]): Block[] {
  return attachments.flatMap((attachment): Block[] => {
    const blocks = insideOf(attachment);
    return visibleInBlocks(blocks).trim() === "" ? [] : [{ kind: "quote", blocks }];
  });
}

const bold = (text: string): Span => ({ kind: "bold", spans: spansIn(text) });
const line = (...spans: Span[]): Block => ({ kind: "lines", spans });
/** The words of a line of mrkdwn. */
const spansIn = (text: string): Span[] =>
  blocksOfMrkdwn(text.replaceAll("\n", " ")).flatMap((block) =>
    block.kind === "lines" ? block.spans : [plainText(visibleInBlocks([block]))],
  );

function insideOf(attachment: Attachment): Block[] {
  const { pretext, author_name, title, title_link, text, fallback, footer, image_url, thumb_url } = attachment;
  const blocks: Block[] = [];
  if (author_name) blocks.push(line(bold(author_name)));
  if (title) blocks.push(line(title_link ? { kind: "link", address: title_link, spans: spansIn(title) } : bold(title)));
  blocks.push(...blocksOfMrkdwn(text ?? ""));
  for (const { title: name, value } of readAll(Field, attachment["fields"]))
    blocks.push(line(...(name ? [bold(`${name}:`), plainText(" ")] : []), ...spansIn(value ?? "")));
  // Of a shared message the blocks say what its text says.
  if (!text) blocks.push(...blocksOfSlack(attachment["blocks"]));
  const picture = fileAddress(image_url || (blocks.length === 0 ? (thumb_url ?? "") : ""));
  if (picture !== undefined) blocks.push(line({ kind: "address", address: picture }));
  if (blocks.length === 0 && fallback) blocks.push(...blocksOfMrkdwn(fallback));
  if (footer && footer !== author_name) blocks.push(line({ kind: "italic", spans: spansIn(footer) }));
  return [...blocksOfMrkdwn(pretext ?? ""), ...blocks];
}
