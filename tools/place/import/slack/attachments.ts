/** What programs and shared messages hang under a Slack message, as a quote below it. */
import * as v from "valibot";
import { readAll, Text } from "../entries.ts";
import { markdownOfSlack } from "./mrkdwn.ts";
import { textOfBlocks } from "./blocks.ts";

const Field = v.looseObject({ title: Text, value: Text });
const Attachment = v.looseObject({
  pretext: Text,
  author_name: Text,
  title: Text,
  title_link: Text,
  text: Text,
  fallback: Text,
  footer: Text,
  from_url: Text,
  original_url: Text,
});

/** Markdown, or an empty text. @param said the message's own text: a preview of a link in it is not repeated */
export function textOfAttachments(list: unknown, said: string): string {
  return readAll(Attachment, list)
    .filter((attachment) => !isPreview(attachment, said))
    .map(quoteOf)
    .filter((quote) => quote !== "")
    .join("\n\n");
}

function isPreview(attachment: v.InferOutput<typeof Attachment>, said: string): boolean {
  if (attachment["is_share"] === true || attachment["is_msg_unfurl"] === true) return false;
  return said !== "" && Boolean(attachment.from_url ?? attachment.original_url);
}

function quoteOf(attachment: v.InferOutput<typeof Attachment>): string {
  const { pretext, author_name, title, title_link, text, fallback, footer } = attachment;
  const heading = title && title_link ? `<${title_link}|${title}>` : title ? `*${title}*` : "";
  const fields = readAll(Field, attachment["fields"]).map(({ title: name, value }) =>
    name ? `*${name}:* ${value ?? ""}` : (value ?? ""),
  );
  const words = [author_name ? `*${author_name}*` : "", heading, text ?? "", ...fields].filter(Boolean);
  const inner = words.length > 0 ? words : [textOfBlocks(attachment["blocks"]) || fallback || ""];
  const lines = [pretext ?? "", ...inner, footer && footer !== author_name ? `_${footer}_` : ""].filter(Boolean);
  const markdown = markdownOfSlack(lines.join("\n")).trim();
  return markdown === "" ? "" : markdown.replace(/^/gmu, "> ");
}
