/** What programs and addresses hang under a Discord message, in Discord's own Markdown. */
import * as v from "valibot";
import { fileAddress } from "../addresses.ts";
import { readAll, Text } from "../entries.ts";

const Picture = v.fallback(v.nullish(v.looseObject({ url: Text })), undefined);
const Field = v.looseObject({ name: Text, value: Text });
const Named = v.fallback(v.nullish(v.looseObject({ name: Text, url: Text })), undefined);
export const Embed = v.looseObject({
  title: Text,
  url: Text,
  type: Text,
  description: Text,
  author: Named,
  footer: v.fallback(v.nullish(v.looseObject({ text: Text })), undefined),
  image: Picture,
  thumbnail: Picture,
  video: Picture,
});
type Embed = v.InferOutput<typeof Embed>;

/** One text for each embed that is more than a preview of an address in what was `said`. */
export function textsOfEmbeds(list: unknown, said: string): string[] {
  return readAll(Embed, list)
    .filter((embed) => !isPreview(embed, said))
    .map((embed) => resultOfPoll(embed) ?? wordsOf(embed))
    .filter((words) => words !== "");
}

export const isPreview = ({ url }: { url?: string | null | undefined }, said: string): boolean =>
  Boolean(url) && said.includes(url as string);

function wordsOf(embed: Embed): string {
  const { title, url, description, author, footer, thumbnail } = embed;
  const fields = readAll(Field, embed["fields"]).map(({ name, value }) => `**${name ?? ""}:** ${value ?? ""}`);
  const heading = title && url ? linked(title, url) : title ? `**${title}**` : (url ?? "");
  const byline = author?.name ? (author.url ? linked(author.name, author.url) : `**${author.name}**`) : "";
  const words = [byline, heading, description ?? "", ...fields].filter(Boolean);
  const pictures = [embed.image, ...readAll(v.looseObject({ url: Text }), embed["images"]), embed.video];
  // A small picture stands beside words; where there are none, it is what is shown.
  if (words.length === 0) pictures.push(thumbnail);
  const addresses = pictures.flatMap((picture) => (picture?.url ? (fileAddress(picture.url) ?? []) : []));
  return [...words, ...new Set(addresses), footer?.text ?? ""].filter(Boolean).join("\n");
}

/** Has no words: then a small picture is what is shown. */
export const isBare = ({ title, url, description, author, ...embed }: Embed): boolean =>
  !title && !url && !description && !author?.name && readAll(Field, embed["fields"]).length === 0;

const linked = (words: string, address: string) => `[${words.replace(/[\\[\]]/gu, "\\$&")}](${address})`;

/** How a poll ended is told in fields with names of their own. */
function resultOfPoll(embed: Embed): string | null {
  const fields = new Map(readAll(Field, embed["fields"]).map(({ name, value }) => [name, value ?? ""]));
  const question = fields.get("poll_question_text");
  if (question === undefined) return null;
  const total = fields.get("total_votes") ?? "";
  const winner = fields.get("victor_answer_text") || fields.get("victor_answer_emoji_name");
  const votes = fields.get("victor_answer_votes") ?? "";
  const result = winner ? `${winner}: ${votes} of ${total} votes` : `${total || "0"} votes`;
  return `**${question}**\n${result}`;
}
