/** One message of a Slack export, in the neutral form. */
import * as v from "valibot";
import { fileAddress } from "./addresses.ts";
import { emojiNamed } from "./emoji-names.ts";
import { Count, readAll, readEntry, Text } from "./entries.ts";
import type { Findings } from "./findings.ts";
import type { SourceFile, SourceMessage, SourcePerson, SourceReaction } from "./history.ts";
import { addPerson, shorten } from "./people.ts";
import { textOfAttachments } from "./slack-attachments.ts";
import { textOfBlocks } from "./slack-blocks.ts";
import { markdownOfSlack } from "./slack-mrkdwn.ts";

const Ts = v.pipe(v.string(), v.regex(/^\d{1,11}(?:\.\d{1,6})?$/u));
const Message = v.looseObject({
  ts: Ts,
  text: v.nullish(v.string()),
  subtype: v.nullish(v.string()),
  user: v.nullish(v.string()),
  bot_id: Text,
  username: Text,
  hidden: v.optional(v.unknown()),
  thread_ts: v.fallback(v.nullish(Ts), undefined),
  edited: v.fallback(v.nullish(v.looseObject({ ts: Ts })), undefined),
  user_profile: v.fallback(v.nullish(v.looseObject({ name: Text, real_name: Text, display_name: Text })), undefined),
});
type Message = v.InferOutput<typeof Message>;
const Reaction = v.looseObject({ name: v.string(), users: v.fallback(v.array(v.string()), []), count: Count });
const File = v.looseObject({ id: Text, name: Text, title: Text, mode: Text, size: Count, url_private: Text });

/** What Slack itself said, and what the people already know from looking around. */
const NOTICES = new Map(
  Object.entries({
    "notices of joining and leaving": [
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
    "notices of changed channels": [
      ...["topic", "purpose", "name", "archive", "unarchive"].flatMap((what) => [`channel_${what}`, `group_${what}`]),
      ...[
        "channel_posting_permissions",
        "channel_convert_to_private",
        "channel_convert_to_public",
        "channel_canvas_updated",
      ],
    ],
    "notices of pinning": ["pinned_item", "unpinned_item"],
    "notices of calls": ["huddle_thread", "sh_room_created", "sh_room_shared"],
    "reminders and other notices": [
      "reminder_add",
      "reminder_delete",
      "ekm_access_denied",
      "joiner_notification",
      "joiner_notification_for_inviter",
      "document_mention",
      "list_record_comment",
      "assistant_app_thread",
    ],
    "copies of answers that stand in the thread": ["reply_broadcast", "message_replied"],
    "records of a change, whose result stands in the export": ["message_changed", "message_deleted"],
  }).flatMap(([what, subtypes]) => subtypes.map((subtype) => [subtype, what] as const)),
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

export interface SlackContext {
  people: Map<string, SourcePerson>;
  /** The person that a bot is listed as, by the bot's id. */
  bots: ReadonlyMap<string, string>;
  findings: Findings;
}

/** Null for what is no message of a person; the findings say why. */
export function readSlackMessage(entry: unknown, place: string, context: SlackContext): SourceMessage | null {
  const { people, findings } = context;
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
  if (subtype !== "" && !PLAIN.has(subtype))
    findings.changed("messages of a kind that PLACE does not know, taken as ordinary ones", place);
  const author = authorOf(message, context);
  if (author === null) {
    findings.broken(place, "it has no author");
    return null;
  }
  const micros = microsOf(message.ts);
  const base = { anchor: message.ts, place, at: Number(micros / 1000n), rank: micros, author };
  const answers = message.thread_ts && message.thread_ts !== message.ts ? { replyTo: message.thread_ts } : {};
  if (subtype === "tombstone") return { ...base, ...answers, deletedAt: base.at, body: "", reactions: [], files: [] };

  const files = filesOf(message["files"], place, findings);
  const body = bodyOf(message, subtype);
  if (body === "" && files.length === 0) {
    findings.leftOut("messages with nothing in them", place);
    return null;
  }
  return {
    ...base,
    ...answers,
    ...(message.edited && { editedAt: Number(microsOf(message.edited.ts) / 1000n) }),
    body,
    files,
    reactions: reactionsOf(message["reactions"], people),
  };
}

function bodyOf(message: Message, subtype: string): string {
  const said = markdownOfSlack(message.text?.trim() ? message.text : textOfBlocks(message["blocks"]));
  const text = subtype === "me_message" && said !== "" && !said.includes("\n") ? `_${said}_` : said;
  return [text, textOfAttachments(message["attachments"], said)]
    .filter((part) => part.trim() !== "")
    .join("\n\n")
    .trimEnd();
}

/** Exact: a float loses the last digits of a Slack time. */
function microsOf(ts: string): bigint {
  const [seconds = "0", fraction = ""] = ts.split(".");
  return BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, "0"));
}

function authorOf(
  { user, bot_id, username, user_profile: profile }: Message,
  { people, bots }: SlackContext,
): string | null {
  if (user) {
    const known = user === "USLACKBOT" ? "Slackbot" : undefined;
    const [handle, name] = [profile?.display_name || profile?.name || known, profile?.real_name || known];
    return addPerson(people, slackKey(user), handle, name, `Unknown (${user})`);
  }
  const listed = bot_id ? bots.get(bot_id) : undefined;
  if (listed !== undefined) return listed;
  if (!bot_id && !username) return null;
  return addPerson(people, slackKey(bot_id ?? `bot-${username}`), username, username);
}

export const slackKey = (id: string) => `slack:${id.slice(0, 150)}`;

function reactionsOf(list: unknown, people: Map<string, SourcePerson>): SourceReaction[] {
  return readAll(Reaction, list).map(({ name, users, count }) => {
    const members = [...new Set(users)].map((user) =>
      addPerson(people, slackKey(user), undefined, `Unknown (${user})`),
    );
    return {
      emoji: emojiNamed(name) ?? `:${shorten(name, 60)}:`,
      members,
      count: Math.max(count ?? 0, members.length),
    };
  });
}

function filesOf(list: unknown, place: string, findings: Findings): SourceFile[] {
  return readAll(File, list).flatMap(({ id, name, title, mode, size, url_private }) => {
    if (mode === "tombstone" || mode === "hidden_by_limit") {
      findings.leftOut("files that were gone before the export", place);
      return [];
    }
    const url = url_private ? fileAddress(url_private) : undefined;
    return [
      {
        name: shorten(name || title || id || "file", 255),
        ...(url !== undefined && { url }),
        ...(typeof size === "number" && { size }),
      },
    ];
  });
}
