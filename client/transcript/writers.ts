/** A saved channel in the forms that it can be saved in. Each is written piece by piece: a long history is never in memory as a whole. */
import { article, pageBegin, pageEnd } from "./html.ts";
import {
  addressOf,
  fileAddressOf,
  isSaid,
  markdownOf,
  markdownText,
  oneLine,
  textOf,
  timeOf,
  type TranscriptPlace,
} from "../../protocol/transcript/lines.ts";
import type { TranscriptEntry } from "./gather.ts";

export interface About extends TranscriptPlace {
  /** As people know it: `#lab`, or who talks in it. */
  title: string;
  topic: string;
  /** Name of the class. */
  workspace: string;
  /** Ms since 1970. */
  savedAt: number;
  /** Who is written where nobody is known. */
  somebody: string;
}
interface Summary {
  /** Messages that are in it, those of threads included. */
  count: number;
  /** `seq` of the last one. */
  last: number;
  /** In words, for people. */
  words: string;
}

interface Writer {
  /** Ending of the file's name. */
  ending: string;
  type: string;
  begin: (about: About) => string;
  /** @param isFirst no entry was written before it */
  entry: (entry: TranscriptEntry, about: About, isFirst: boolean) => string;
  end: (summary: Summary, about: About) => string;
}

export const WRITERS = {
  md: {
    ending: "md",
    type: "text/markdown",
    begin: ({ title, workspace, topic }) =>
      `# ${markdownText(title)} · ${markdownText(workspace)}\n\n${topic === "" ? "" : `${markdownText(topic)}\n\n`}`,
    entry: (entry, about) => sayings(entry, about, markdownOf, (text) => text.replaceAll(/^/gmu, "> ").trimEnd()),
    end: ({ words }, about) => `---\n\n${markdownText(words)} ${addressOf(about)} · ${timeOf(about.savedAt)}\n`,
  },
  txt: {
    ending: "txt",
    type: "text/plain",
    begin: ({ title, workspace, topic }) =>
      `${oneLine(title)} · ${oneLine(workspace)}\n${topic === "" ? "" : `${oneLine(topic)}\n`}\n`,
    entry: (entry, about) => sayings(entry, about, textOf, (text) => text.replaceAll(/^/gmu, "    ").trimEnd()),
    end: ({ words }, about) => `${words} ${addressOf(about)} · ${timeOf(about.savedAt)}\n`,
  },
  html: {
    ending: "html",
    type: "text/html",
    begin: ({ title, workspace, topic }) => pageBegin(`${oneLine(title)} · ${oneLine(workspace)}`, topic),
    entry: (entry, about) => articles(entry, about, false),
    end: ({ words }, about) => pageEnd(`${words} ${addressOf(about)} · ${timeOf(about.savedAt)}`),
  },
  /** One message a line. `complete` comes last: what was cut off is no JSON, and says nothing that is not so. */
  json: {
    ending: "json",
    type: "application/json",
    begin: ({ channel, title, topic, workspace, origin, savedAt }) => {
      const head = JSON.stringify({
        format: "place.channel",
        version: 1,
        channel,
        title,
        topic,
        workspace,
        origin,
        savedAt,
      });
      return `${head.slice(0, -1)},"messages":[`;
    },
    entry: (entry, _, isFirst) => `${isFirst ? "" : ","}\n${JSON.stringify(asData(entry))}`,
    end: ({ count, last }) => `\n],"count":${count},"last":${last},"complete":true}\n`,
  },
} as const satisfies Record<string, Writer>;
export type TranscriptFormat = keyof typeof WRITERS;

/** A message and what was said in its thread, with a blank line behind each. What was deleted is left out; its thread is not. */
function sayings(
  { message, author, replies }: TranscriptEntry,
  about: About,
  write: typeof textOf,
  setIn: (text: string) => string,
): string {
  const own = isSaid(message) ? `${write(message, author === "" ? about.somebody : author, about)}\n` : "";
  if (replies === null) return own;
  const place = { ...about, channel: replies.channel };
  const said = replies.entries.map((reply) => sayings(reply, place, write, setIn)).filter((text) => text !== "");
  return `${own}${said.map((text) => `${setIn(text.trimEnd())}\n\n`).join("")}`;
}

function articles({ message, author, replies }: TranscriptEntry, about: About, isReply: boolean): string {
  const name = author === "" ? about.somebody : author;
  const fileAt = (file: string, id: string | undefined) => fileAddressOf(about, message.seq, { id, name: file });
  const own = isSaid(message) ? article(message, { name, isReply, fileAt }) : "";
  if (replies === null) return own;
  const place = { ...about, channel: replies.channel };
  return own + replies.entries.map((reply) => articles(reply, place, true)).join("");
}

function asData({ message, author, replies }: TranscriptEntry): object {
  return {
    ...message,
    ...(author !== "" && { authorName: author }),
    ...(replies !== null && { thread: { channel: replies.channel, messages: replies.entries.map(asData) } }),
  };
}

/** @returns how many messages an entry brings */
export const countOf = ({ message, replies }: TranscriptEntry): number =>
  (isSaid(message) ? 1 : 0) + (replies?.entries.reduce((sum, reply) => sum + countOf(reply), 0) ?? 0);

/** A name that every system takes for a file: letters and digits of any script, and hyphens. */
export function fileNameOf({ workspace, title, savedAt }: About, { ending }: { ending: string }): string {
  const words = [workspace, title].map((text) => text.normalize("NFC").replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "-"));
  const name = words.join("-").replaceAll(/-{2,}/gu, "-").replaceAll(/^-|-$/gu, "");
  return `${[...name].slice(0, 80).join("") || "place"}-${timeOf(savedAt).slice(0, 10)}.${ending}`;
}
