/** One message of a Slack export, in the neutral form. */
import * as v from "valibot";
import { emojiNamed } from "../../protocol/foreign/emoji-names.ts";
import { Count, readAll, readEntry } from "../../protocol/foreign/entries.ts";
import type { Findings } from "../findings.ts";
import type { SourceMessage, SourcePerson, SourcePin, SourceReaction } from "../history.ts";
import { visibleInBlocks, type Block } from "../../protocol/foreign/markup/rich-text.ts";
import { writeMarkup } from "../../protocol/foreign/markup/write-markup.ts";
import { addPerson, shorten } from "../people.ts";
import { accountFor } from "../accounting.ts";
import { eachEmojiOnce } from "../../protocol/reactions.ts";
import { quotesOf, type Attachment } from "../../protocol/foreign/slack/attachments.ts";
import { attachmentsOf } from "./attachments.ts";
import { Authored, authorOf, slackKey } from "./authors.ts";
import { accountForBlocks } from "./block-parts.ts";
import { blocksOfSlack, labelsIn } from "../../protocol/foreign/slack/blocks.ts";
import { commentsOf, entriesOfFiles, filesOf, type FileEntry } from "./files.ts";
import { blocksOfMrkdwn } from "../../protocol/foreign/slack/mrkdwn.ts";
import { MESSAGE_PARTS, REASONS } from "./parts.ts";
import { pinOnMessage } from "./pins.ts";
import type { Reason } from "../reasons.ts";
import { trouble } from "../trouble.ts";
import { placeIn } from "../places.ts";

const Ts = v.pipe(v.string(), v.regex(/^\d{1,11}(?:\.\d{1,6})?$/u));
const Message = v.looseObject({
  ...Authored.entries,
  ts: Ts,
  text: v.nullish(v.string()),
  thread_ts: v.fallback(v.nullish(Ts), undefined),
  edited: v.fallback(v.nullish(v.looseObject({ ts: Ts })), undefined),
});
type Message = v.InferOutput<typeof Message>;
const Reaction = v.looseObject({ name: v.string(), users: v.fallback(v.array(v.string()), []), count: Count });

/** What Slack itself said, and what the people already know from looking around. */
const NOTICES = new Map(
  Object.entries({
    memberNotices: [
      "channel_join",
      "channel_leave",
      "group_join",
      "group_leave",
      "bot_add",
      "bot_remove",
      "bot_enable",
      "bot_disable",
      "app_conversation_join",
      "app_conversation_leave",
    ],
    channelNotices: [
      ...["topic", "purpose", "name", "archive", "unarchive"].flatMap((what) => [`channel_${what}`, `group_${what}`]),
      ...[
        "channel_posting_permissions",
        "channel_convert_to_private",
        "channel_convert_to_public",
        "channel_canvas_updated",
      ],
    ],
    pinNotices: ["pinned_item", "unpinned_item"],
    callNotices: ["huddle_thread", "sh_room_created", "sh_room_shared"],
    otherNotices: [
      "reminder_add",
      "reminder_delete",
      "ekm_access_denied",
      "joiner_notification",
      "joiner_notification_for_inviter",
      "document_mention",
      "list_record_comment",
      "assistant_app_thread",
    ],
    threadCopies: ["reply_broadcast", "message_replied"],
    changeRecords: ["message_changed", "message_deleted"],
  } satisfies Partial<Record<Reason, string[]>>).flatMap(([what, subtypes]) =>
    subtypes.map((subtype) => [subtype, what as Reason] as const),
  ),
);
const PLAIN = new Set([
  "bot_message",
  "me_message",
  "file_share",
  "file_comment",
  "file_mention",
  "thread_broadcast",
  "slackbot_response",
  "tombstone",
]);

/** The channel that is read. */
export interface SlackPlace {
  channelId: string;
  /** By the `ts` of the message. */
  pins: ReadonlyMap<string, SourcePin>;
}

export interface SlackContext {
  people: Map<string, SourcePerson>;
  /** The person that a bot is listed as, by the bot's id. */
  bots: ReadonlyMap<string, string>;
  findings: Findings;
}

/** The messages among these entries, and the answers that slackdump keeps inside of what they answer. */
export function readSlackMessages(
  entries: readonly unknown[],
  placeOf: (index: number) => string,
  inside: SlackPlace,
  context: SlackContext,
): SourceMessage[] {
  return entries.flatMap((entry, n) => {
    const place = placeOf(n);
    const message = readSlackMessage(entry, place, inside, context);
    const answers = (entry as { slackdump_thread_replies?: unknown } | null)?.slackdump_thread_replies;
    const below = Array.isArray(answers)
      ? readSlackMessages(answers, (answer) => placeIn(place, "answer", answer + 1), inside, context)
      : [];
    return [...(message ? [message] : []), ...below];
  });
}

/** Null for what is no message of a person; the findings say why. */
function readSlackMessage(
  entry: unknown,
  place: string,
  { channelId, pins }: SlackPlace,
  { people, bots, findings }: SlackContext,
): SourceMessage | null {
  findings.entry();
  const read = readEntry(Message, entry);
  if (!read.ok) {
    findings.broken(place, read.why);
    return null;
  }
  const message = read.value;
  const subtype = message.subtype ?? "";
  const notice = NOTICES.get(subtype);
  if (notice !== undefined) {
    findings.leftOut(notice, place);
    return null;
  }
  if (subtype !== "" && !PLAIN.has(subtype)) findings.changed("unknownKind", place);
  const author = authorOf(message, people, bots);
  if (author === null) {
    findings.broken(place, trouble("noAuthor"));
    return null;
  }
  const micros = microsOf(message.ts);
  const base = { anchor: message.ts, place, at: Number(micros / 1000n), rank: micros, ...author };
  const answers = message.thread_ts && message.thread_ts !== message.ts ? { replyTo: message.thread_ts } : {};
  if (subtype === "tombstone") return { ...base, ...answers, deletedAt: base.at, body: "", reactions: [], files: [] };

  const attachments = attachmentsOf(message["attachments"], message.text ?? "", place, findings);
  const entries = [message, ...attachments].flatMap(entriesOfFiles);
  const files = filesOf(entries, place, findings);
  const pinned = pins.get(message.ts) ?? pinOnMessage(message, channelId, people);
  const said = saidIn(message, entries);
  const body = bodyOf(message, said.blocks, attachments);
  if (body === "" && files.length === 0) {
    findings.leftOut("empty", place);
    return null;
  }
  accountFor(message, { ...MESSAGE_PARTS, ...(said.text !== true && { text: said.text }) }, { findings, place });
  accountForBlocks(message["blocks"], said.built, { findings, place, prefix: "blocks" });
  return {
    ...base,
    ...answers,
    ...(message.edited && { editedAt: Number(microsOf(message.edited.ts) / 1000n) }),
    ...(pinned && { pinned }),
    body,
    files,
    reactions: reactionsOf(message["reactions"], people),
  };
}

function bodyOf(message: Message, said: Block[], attachments: readonly Attachment[]): string {
  const [only] = said;
  const isAct = message.subtype === "me_message" && said.length === 1 && only?.kind === "lines";
  const words: Block[] = isAct ? [{ kind: "lines", spans: [{ kind: "italic", spans: only.spans }] }] : said;
  return [words, ...quotesOf(attachments).map((quote) => [quote])]
    .map(writeMarkup)
    .filter((part) => part !== "")
    .join("\n\n");
}

/** What was said, and why the text or the blocks of the message were left out of it; `true` for what is in it. */
interface Said {
  blocks: Block[];
  text: true | Reason;
  built: true | Reason;
}

/** Until 2018 a comment on a file, and what was said when one was shared, stood beside the text. */
function saidIn({ text, comment, blocks, bot_id }: Message, files: readonly FileEntry[]): Said {
  if (comment?.comment)
    return { blocks: blocksOfMrkdwn(comment.comment), text: REASONS.sentence, built: REASONS.sameText };
  // A canvas that is shared alone has its id for words.
  const said = text?.trim() && !files.some(({ id }) => id === text.trim()) ? text : "";
  const more = commentsOf(files).filter((words) => !said.includes(words));
  const choice = chosen(blocksOfMrkdwn(said), blocksOfSlack(blocks, labelsIn(said)), Boolean(bot_id));
  return { ...choice, blocks: [...choice.blocks, ...more.flatMap(blocksOfMrkdwn)] };
}

/**
 * The text of a message and its blocks say the same twice, and the blocks say exactly what is formatted. Where one of them says more, it
 * is taken; of a program, whose text is for notifications, the blocks; otherwise both.
 */
function chosen(typed: Block[], built: Block[], isProgram: boolean): Said {
  const [text, blocks] = [lettersOf(typed), lettersOf(built)];
  const theText: Said = { blocks: typed, text: true, built: REASONS.sameText };
  if (blocks === "" && visibleInBlocks(built).trim() === "") return { ...theText, built: REASONS.buttons };
  if (text === "" || blocks.includes(text)) return { blocks: built, text: REASONS.sameText, built: true };
  if (text.includes(blocks)) return theText;
  if (isProgram) return { blocks: built, text: REASONS.notifications, built: true };
  return { blocks: [...typed, ...built], text: true, built: true };
}

const lettersOf = (blocks: readonly Block[]) => visibleInBlocks(blocks).replace(/[^\p{L}\p{N}]+/gu, "");

/** Exact: a float loses the last digits of a Slack time. */
function microsOf(ts: string): bigint {
  const [seconds = "0", fraction = ""] = ts.split(".");
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
}

function reactionsOf(list: unknown, people: Map<string, SourcePerson>): SourceReaction[] {
  const given = readAll(Reaction, list).map(({ name, users, count }) => {
    const members = [...new Set(users)].map((user) =>
      addPerson(people, slackKey(user), undefined, `Unknown (${user})`),
    );
    return {
      emoji: emojiNamed(name) ?? `:${shorten(name, 60)}:`,
      members,
      count: Math.max(count ?? 0, members.length),
    };
  });
  // Two names of one emoji (`+1` and `thumbsup`) are one reaction.
  return [...eachEmojiOnce(given)];
}
