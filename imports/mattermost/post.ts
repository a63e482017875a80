/** A post of Mattermost with its replies, in the neutral form. */
import * as v from "valibot";
import { readAll, readEntry, Text } from "../../protocol/foreign/entries.ts";
import { withEmoji } from "../../protocol/foreign/emoji-names.ts";
import { writeMarkup } from "../../protocol/foreign/markup/write-markup.ts";
import { cleanText, personReference } from "../../protocol/foreign/references.ts";
import { eachEmojiOnce } from "../../protocol/reactions.ts";
import { accountFor } from "../accounting.ts";
import type { Findings } from "../findings.ts";
import type { SourceFile, SourceMessage, SourcePerson, SourceReaction } from "../history.ts";
import { sourceKey } from "../keys.ts";
import { blocksOfMarkdown } from "../markup/markdown.ts";
import { wordsWith } from "../markup/words.ts";
import { addPerson, shorten } from "../people.ts";
import type { AnchorsByWords } from "../source-ids.ts";
import { POST_PARTS } from "./parts.ts";
import { placeIn } from "../places.ts";

export const Name = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const Time = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const Post = v.looseObject({
  ...{ user: Name, message: v.nullish(v.string()), create_at: Time },
  edit_at: v.fallback(v.nullish(Time), undefined),
  delete_at: v.fallback(v.nullish(Time), undefined),
  type: Text,
});
const Reaction = v.looseObject({ user: Name, emoji_name: Name });
const Attachment = v.looseObject({ path: v.string() });

export interface MattermostContext {
  people: Map<string, SourcePerson>;
  /** Names of channels. */
  channels: Set<string>;
  findings: Findings;
}
/** What is read of one channel: equal messages of two channels are not counted together. */
export interface InChannel extends MattermostContext {
  anchors: AnchorsByWords;
}

/** The post and what answers it; empty for what is no message of a person: the findings say why. */
export function readPost(entry: unknown, place: string, context: InChannel): SourceMessage[] {
  const root = readOne(entry, place, context);
  const replies = (entry as { replies?: unknown }).replies;
  if (!Array.isArray(replies)) return root ? [root] : [];
  const answers = replies.flatMap((reply: unknown, n) => {
    const message = readOne(reply, placeIn(place, "reply", n + 1), context);
    return message ? [{ ...message, ...(root && { replyTo: root.anchor }) }] : [];
  });
  return root ? [root, ...answers] : answers;
}

function readOne(entry: unknown, place: string, context: InChannel): SourceMessage | null {
  const { people, findings } = context;
  findings.entry();
  const read = readEntry(Post, entry);
  if (!read.ok) {
    findings.broken(place, read.why);
    return null;
  }
  const { user, create_at: at, edit_at: editedAt, delete_at: deletedAt, type } = read.value;
  const message = cleanText(read.value.message ?? "");
  // Who joins and leaves is an ordinary post, in the name of whoever does.
  if (
    type?.startsWith("system_") ||
    /^@?\S+ (?:has )?(?:joined|left|added to|removed from)\b[^\n]{0,80}\.$/u
      .exec(message)?.[0]
      .replace(/^@/u, "")
      .startsWith(`${user} `)
  ) {
    findings.leftOut("changesAndMembers", place);
    return null;
  }
  const files = filesOf(read.value["attachments"]);
  const body = writeMarkup(blocksOfMarkdown(message, wordsOf(context)));
  if (body === "" && files.length === 0) {
    findings.leftOut("empty", place);
    return null;
  }
  accountFor(read.value, POST_PARTS, { findings, place });
  const author = addPerson(people, sourceKey("mattermost", user), user);
  return {
    ...{ anchor: context.anchors.next(author, at, message), place, at, rank: 0n, author, body, files },
    ...(editedAt && editedAt > at && { editedAt }),
    ...(deletedAt && { deletedAt }),
    ...(read.value["is_pinned"] === true && { pinned: {} }),
    reactions: reactionsOf(read.value["reactions"], people),
  };
}

function wordsOf({ people }: MattermostContext) {
  return wordsWith(/(?<![\p{L}\p{N}_@.])@([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)/giu, ([whole, name = ""]) => {
    if (/^(?:here|channel|all)$/iu.test(name))
      return { kind: "name", written: name.toLowerCase() === "all" ? "@channel" : whole.toLowerCase() };
    const key = sourceKey("mattermost", name.toLowerCase());
    return people.has(key) ? { kind: "name", written: personReference(key) } : null;
  });
}

function reactionsOf(list: unknown, people: Map<string, SourcePerson>): SourceReaction[] {
  const given = readAll(Reaction, list).map(({ user, emoji_name }) => ({
    emoji: withEmoji(`:${cleanText(shorten(emoji_name, 60))}:`),
    members: [addPerson(people, sourceKey("mattermost", user), user)],
    count: 1,
  }));
  return [...eachEmojiOnce(given)];
}

/** Of a path only its last part is a name: where it leads is nobody's business. */
const filesOf = (list: unknown): SourceFile[] =>
  readAll(Attachment, list).map(({ path }) => ({
    name: cleanText(shorten(path.split(/[/\\]/u).at(-1) || "file", 255)),
  }));
