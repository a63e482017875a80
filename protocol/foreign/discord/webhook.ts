/** What tools post to a Discord webhook (https://discord.com/developers/docs/resources/webhook#execute-webhook). */
import { plainText, type Block } from "../markup/rich-text.ts";
import type { Incoming } from "../incoming-form.ts";
import { asSent, inside, objects, restOf, text, type Json } from "../json.ts";
import { textsOfEmbeds } from "./embeds.ts";
import { blocksOfDiscord } from "./markdown.ts";

const NOT_WORDS = new Set([
  ...["content", "username", "avatar_url", "embeds", "tts", "components", "allowed_mentions", "flags", "nonce"],
  ...["thread_name", "applied_tags", "attachments", "poll", "enforce_nonce"],
]);
const NAMES = { roles: new Map<string, string>(), mentioned: [] };

export function readDiscord(payload: Json, files: readonly string[] = []): Incoming {
  const blocksOf = (words: string) => blocksOfDiscord(words, NAMES);
  // An embed that shows an address of the text is a preview to an importer; here somebody made it.
  const embeds = textsOfEmbeds(payload["embeds"], "");
  const poll = inside(payload, "poll");
  const question = text(inside(poll, "question"), "text");
  const options = objects(poll["answers"]).map((answer) => text(inside(answer, "poll_media"), "text"));
  const rest = restOf(payload, NOT_WORDS);
  const named = [...objects(payload["attachments"]).map((file) => text(file, "filename")), ...files].filter(Boolean);
  const name = text(payload, "thread_name");
  return {
    ...(text(payload, "username") && { as: text(payload, "username") }),
    parts: [
      ...(name ? [[{ kind: "lines", spans: [{ kind: "bold", spans: [plainText(name)] }] }] satisfies Block[]] : []),
      blocksOf(text(payload, "content")),
      ...embeds.map((words): Block[] => [{ kind: "quote", blocks: blocksOf(words) }]),
      ...pressables(payload["components"]),
      ...(question ? [blocksOf([`**${question}**`, ...options.map((option) => `- ${option}`)].join("\n"))] : []),
      ...(named.length > 0 ? [lines(named.map((file) => `[file: ${file}]`).join(" "))] : []),
      ...(rest ? [[asSent(rest)]] : []),
    ],
  };
}

const lines = (words: string): Block[] => (words === "" ? [] : [{ kind: "lines", spans: [plainText(words)] }]);

/** Rows of buttons, and texts that are components. */
function pressables(list: unknown, depth = 0): Block[][] {
  if (depth > 4) return [];
  return objects(list).flatMap((one): Block[][] => {
    const [label, url, content] = [
      text(one, "label") || text(one, "placeholder"),
      text(one, "url"),
      text(one, "content"),
    ];
    const own: Block[] = content
      ? blocksOfDiscord(content, NAMES)
      : label
        ? [
            {
              kind: "lines",
              spans: [
                /^https?:/iu.test(url)
                  ? { kind: "link", address: url, spans: [plainText(label)] }
                  : plainText(`[${label}]`),
              ],
            },
          ]
        : [];
    return [...(own.length > 0 ? [own] : []), ...pressables(one["components"], depth + 1)];
  });
}
