/** A poll as some exporters have it (Discord's own shape): its question, its answers, and how many chose each. */
import * as v from "valibot";
import { Count, readAll, readEntry, Text } from "../../protocol/foreign/entries.ts";

const Media = v.looseObject({ text: Text, emoji: v.fallback(v.nullish(v.looseObject({ name: Text })), undefined) });
const Answer = v.looseObject({
  answer_id: v.fallback(v.nullish(v.union([v.number(), v.string()])), undefined),
  poll_media: v.fallback(v.nullish(Media), undefined),
});
const Poll = v.looseObject({
  question: Media,
  results: v.fallback(v.nullish(v.looseObject({ answer_counts: v.optional(v.unknown()) })), undefined),
});
const Counted = v.looseObject({ id: v.union([v.number(), v.string()]), count: Count });

/** In Discord's Markdown; empty where there is no poll. */
export function textOfPoll(entry: unknown): string {
  const poll = readEntry(Poll, entry);
  if (!poll.ok) return "";
  const { question, results } = poll.value;
  const counts = new Map(readAll(Counted, results?.answer_counts).map(({ id, count }) => [String(id), count ?? 0]));
  const answers = readAll(Answer, poll.value["answers"]).map(({ answer_id, poll_media }) => {
    const words = [poll_media?.emoji?.name, poll_media?.text].filter(Boolean).join(" ");
    const count = counts.get(String(answer_id));
    return count === undefined ? `- ${words}` : `- ${words}: ${count}`;
  });
  return [`**${question.text ?? ""}**`, ...answers].join("\n");
}
