/** One message of Microsoft Teams, in the neutral form. */
import * as v from "valibot";
import { fileAddress } from "../../protocol/foreign/addresses.ts";
import { readAll, readEntry, Text } from "../../protocol/foreign/entries.ts";
import { plainText, type Block } from "../../protocol/foreign/markup/rich-text.ts";
import { writeMarkup } from "../../protocol/foreign/markup/write-markup.ts";
import { cleanText, personReference } from "../../protocol/foreign/references.ts";
import { eachEmojiOnce } from "../../protocol/reactions.ts";
import { accountFor, each, type Parts } from "../accounting.ts";
import type { Findings } from "../findings.ts";
import type { SourceFile, SourceMessage, SourcePerson, SourceReaction } from "../history.ts";
import { sourceKey } from "../keys.ts";
import { blocksOfHtml } from "../markup/html.ts";
import { addPerson, shorten } from "../people.ts";
import { trouble } from "../trouble.ts";

const Time = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text))),
  v.transform((text) => Date.parse(text)),
);
const LaterTime = v.fallback(v.nullish(Time), undefined);
const Somebody = v.looseObject({ Id: v.string(), DisplayName: Text });
const By = v.looseObject({
  User: v.fallback(v.nullish(Somebody), undefined),
  Application: v.fallback(v.nullish(Somebody), undefined),
});
const Message = v.looseObject({
  ...{ Id: v.string(), CreatedDateTime: Time, LastEditedDateTime: LaterTime, DeletedDateTime: LaterTime },
  ...{ MessageType: Text, ReplyToId: Text, Subject: Text, From: v.fallback(v.nullish(By), undefined) },
  Body: v.fallback(v.nullish(v.looseObject({ ContentType: Text, Content: Text })), undefined),
});
const Mention = v.looseObject({ Id: v.number(), Mentioned: By });
const Reaction = v.looseObject({ ReactionType: v.string(), User: v.fallback(v.nullish(By), undefined) });
const Attachment = v.looseObject({ Name: Text, ContentUrl: Text, ContentType: Text });

const MACHINE = "programsOnly";
const PARTS: Parts = {
  ...each(
    true,
    "Id Body CreatedDateTime LastEditedDateTime DeletedDateTime Subject ReplyToId From.User.Id From.User.DisplayName",
  ),
  ...each(true, "From.Application.Id From.Application.DisplayName MessageType ChannelIdentity ChatId Attachments.Name"),
  ...each(true, "Attachments.ContentUrl Mentions Reactions.ReactionType Reactions.User.User.Id"),
  ...each(
    MACHINE,
    "LastModifiedDateTime Importance Locale WebUrl From Attachments Reactions PolicyViolation EventDetail Summary",
  ),
  MessageHistory: "earlierWordings",
};
/** Old clients name six of them. */
const REACTIONS: Record<string, string> = {
  like: "👍",
  heart: "❤️",
  laugh: "😆",
  surprised: "😮",
  sad: "😢",
  angry: "😡",
};

export interface TeamsContext {
  people: Map<string, SourcePerson>;
  findings: Findings;
}

/** Null for what is no message of a person; the findings say why. */
export function readTeamsMessage(
  entry: unknown,
  place: string,
  { people, findings }: TeamsContext,
): SourceMessage | null {
  findings.entry();
  const read = readEntry(Message, entry);
  if (!read.ok) {
    findings.broken(place, read.why);
    return null;
  }
  const message = read.value;
  const by = message.From?.User ?? message.From?.Application;
  const content = message.Body?.Content ?? "";
  if (/^\s*<systemEventMessage\s*\/?>/iu.test(content) || (message.MessageType !== "message" && !by)) {
    findings.leftOut("teamsNotices", place);
    return null;
  }
  if (!by) {
    findings.broken(place, trouble("fieldMissing", { field: "From" }));
    return null;
  }
  const files = filesOf(message["Attachments"]);
  const body = bodyOf(message, content, people);
  if (body === "" && files.length === 0 && !message.DeletedDateTime) {
    findings.leftOut("empty", place);
    return null;
  }
  accountFor(message, PARTS, { findings, place });
  return {
    ...{ anchor: message.Id, place, at: message.CreatedDateTime, rank: rankOf(message.Id), body, files },
    // Who left is in no list: their name stands at what they wrote.
    author: addPerson(people, sourceKey("teams", by.Id), by.DisplayName, by.DisplayName, "Unknown"),
    ...(message.LastEditedDateTime && { editedAt: message.LastEditedDateTime }),
    ...(message.DeletedDateTime && { deletedAt: message.DeletedDateTime }),
    ...(message.ReplyToId && message.ReplyToId !== message.Id && { replyTo: message.ReplyToId }),
    reactions: reactionsOf(message["Reactions"], people),
  };
}

/** An id is the time in milliseconds. */
const rankOf = (id: string): bigint => (/^\d{1,20}$/u.test(id) ? BigInt(id) : 0n);

function bodyOf(message: v.InferOutput<typeof Message>, content: string, people: Map<string, SourcePerson>): string {
  const mentioned = new Map(
    readAll(Mention, message["Mentions"]).map(({ Id, Mentioned }) => [String(Id), Mentioned.User]),
  );
  const blocks: Block[] =
    message.Body?.ContentType === "text"
      ? [{ kind: "lines", spans: [plainText(cleanText(content))] }]
      : blocksOfHtml(content, (name, { id = "" }, words) => {
          if (name === "attachment") return [];
          const user = name === "at" ? mentioned.get(id) : undefined;
          if (!user) return name === "at" ? [plainText(`@${words}`)] : undefined;
          const key = addPerson(people, sourceKey("teams", user.Id), user.DisplayName, user.DisplayName);
          return [{ kind: "name", written: personReference(key) }];
        });
  const title: Block[] = message.Subject
    ? [{ kind: "lines", spans: [{ kind: "bold", spans: [plainText(cleanText(message.Subject))] }] }]
    : [];
  return writeMarkup([...title, ...blocks]);
}

function reactionsOf(list: unknown, people: Map<string, SourcePerson>): SourceReaction[] {
  const given = readAll(Reaction, list).map(({ ReactionType, User }) => {
    const user = User?.User;
    const emoji = REACTIONS[ReactionType] ?? cleanText(shorten(ReactionType, 60));
    const members = user
      ? [addPerson(people, sourceKey("teams", user.Id), user.DisplayName, user.DisplayName, "Unknown")]
      : [];
    return { emoji, members, count: 1 };
  });
  return [...eachEmojiOnce(given)];
}

const filesOf = (list: unknown): SourceFile[] =>
  readAll(Attachment, list)
    .filter(({ ContentType }) => ContentType !== "messageReference")
    .flatMap(({ Name, ContentUrl }) => {
      const url = ContentUrl ? fileAddress(ContentUrl) : undefined;
      return Name ? [{ name: cleanText(shorten(Name, 255)), ...(url !== undefined && { url }) }] : [];
    });
