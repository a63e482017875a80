/** What becomes of the parts of a Discord export; see `parts.ts`. */
import { below, type Parts } from "../accounting.ts";

const MACHINE = "programsOnly";
const LOOKS = "looksOfEmoji";
const COPY = "copies";
const SERVER = "aboutServer";

/** Of the file, without its messages. */
export const EXPORT_PARTS: Parts = {
  ...{ messages: true, "guild.name": true, guild: SERVER, exportedAt: SERVER, messageCount: SERVER, dateRange: SERVER },
  ...{
    "channel.id": true,
    "channel.type": true,
    "channel.name": true,
    "channel.topic": true,
    "channel.category": true,
  },
  ...{ "channel.categoryId": MACHINE, "channel.iconUrl": LOOKS },
};

const person: Parts = {
  ...{ id: true, name: true, nickname: true, isBot: true, discriminator: MACHINE },
  ...{ roles: "roles", color: LOOKS, avatarUrl: LOOKS },
};
/** People whom a message names have their names where they wrote themselves. */
const known: Parts = { ...person, name: COPY, nickname: COPY, isBot: MACHINE };

const attachment: Parts = { ...{ id: MACHINE, fileName: true, url: true, fileSizeBytes: true } };
const sticker: Parts = { ...{ name: true, id: MACHINE, format: MACHINE, sourceUrl: LOOKS } };
const content: Parts = {
  content: true,
  ...below("attachments", attachment),
  embeds: true,
  ...below("stickers", sticker),
};

export const MESSAGE_PARTS: Parts = {
  ...{ id: true, type: true, timestamp: true, timestampEdited: true, isPinned: true },
  ...content,
  ...below("author", person),
  ...below("reactions.users", known),
  ...{ "reactions.count": true, "reactions.emoji.name": true, "reactions.emoji.id": true, "reactions.emoji": LOOKS },
  ...below("mentions", known),
  ...{
    "reference.messageId": true,
    "reference.channelId": true,
    "reference.type": MACHINE,
    "reference.guildId": MACHINE,
  },
  ...below("forwardedMessage", content),
  ...{ forwardedMessage: "forwardedWhenChanged" },
  ...{
    "poll.question.text": true,
    "poll.answers": true,
    "poll.results.answer_counts": true,
    "poll.answers.poll_media.emoji.id": MACHINE,
  },
  ...{ poll: "pollSettings", interaction: "commands" },
  ...{ callEndedTimestamp: MACHINE, inlineEmojis: LOOKS, "poll.results.answer_counts.me_voted": MACHINE },
};

export const EMBED_PARTS: Parts = {
  ...{ title: true, url: true, description: true, "author.name": true, "author.url": true, "footer.text": true },
  ...{
    fields: true,
    "fields.isInline": LOOKS,
    "image.url": true,
    "images.url": true,
    "video.url": true,
    type: MACHINE,
  },
  ...{
    image: LOOKS,
    images: LOOKS,
    video: LOOKS,
    thumbnail: "embedPictures",
    "author.iconUrl": LOOKS,
    "footer.iconUrl": LOOKS,
  },
  ...{
    timestamp: "embedTimes",
    color: LOOKS,
    inlineEmojis: LOOKS,
    "author.iconCanonicalUrl": LOOKS,
    "footer.iconCanonicalUrl": LOOKS,
  },
  "fields.inline": LOOKS,
};
export const PREVIEW = "linkPreviews";
