/** A message as text and as Markdown, for whoever reads it away from PLACE: the pages of `/c/<id>.txt` and `.md`, and a saved channel. */
import type { Message } from "../messages.ts";

/** Where messages stand: the site, e.g. `https://place.example`, and the channel or thread. */
export interface TranscriptPlace {
  origin: string;
  channel: string;
  /** What stands between the channel's address and a place in it, where not all of it is on one page. */
  queryTo?: (seq: number) => string;
}

/** What was deleted is not among it: its place alone is told. */
export const isSaid = ({ deletedAt }: Message): boolean => deletedAt === undefined;

/** @returns as RFC 3339 has it, in whole seconds of UTC @param ms since 1970 */
export const timeOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export const oneLine = (text: string): string => text.replaceAll(/\s+/gu, " ");

/** Text that Markdown takes for nothing else. */
export const markdownText = (text: string): string =>
  oneLine(text).replaceAll(/[\\`*_{}[\]()#+!<>|~-]/gu, String.raw`\$&`);

export const addressOf = ({ origin, channel, queryTo }: TranscriptPlace, seq?: number): string =>
  `${origin}/c/${channel}${seq === undefined ? "" : `${queryTo?.(seq) ?? ""}#${seq}`}`;

/** One that an import names has an address of its own, or none. */
export function fileAddressOf(
  { origin, channel }: TranscriptPlace,
  seq: number,
  file: { id?: string | undefined; url?: string | undefined; name: string },
): string | undefined {
  if (file.id === undefined) return file.url;
  const parts = ["channels", channel, "messages", String(seq), "files", file.id, file.name];
  return `${origin}/api/${parts.map(encodeURIComponent).join("/")}`;
}

/** One paragraph, what follows its first line set in, so that a line of somebody's never looks like the next message. */
export function textOf(message: Message, author: string, place: TranscriptPlace): string {
  const { seq, at, body, meta } = message;
  const files = (meta?.files ?? []).map((file) => {
    const address = fileAddressOf(place, seq, file);
    return address === undefined ? oneLine(file.name) : `${oneLine(file.name)}: ${address}`;
  });
  const poll = pollIn(message).map(({ text, mark, votes }) => `${mark}${oneLine(text)}${tally(votes)}`);
  const lines = [...(body === "" ? [] : body.split(/\r\n?|\n/u)), ...poll, ...files];
  return `${seq}  ${timeOf(at)}  ${oneLine(author)}: ${lines.join("\n    ")}\n`;
}

/** Bodies are Markdown already. */
export function markdownOf(message: Message, author: string, place: TranscriptPlace): string {
  const { seq, at, body, meta } = message;
  const files = (meta?.files ?? []).map((file) => {
    const address = fileAddressOf(place, seq, file);
    return address === undefined ? `- ${markdownText(file.name)}` : `- [${markdownText(file.name)}](<${address}>)`;
  });
  const poll = pollIn(message).map(({ text, mark, votes }) => `${mark}${markdownText(text)}${tally(votes)}`);
  const parts = [body, poll.join("\n"), files.join("\n")].filter((part) => part !== "");
  return `**${markdownText(author)}**, [${timeOf(at)}](${addressOf(place, seq)})\n\n${parts.join("\n\n")}\n`;
}

interface PollLine {
  text: string;
  mark: "" | "- ";
  votes?: number | undefined;
}
/** What is asked, unless it is the words of the message, and what can be chosen. */
function pollIn({ body, meta }: Message): PollLine[] {
  if (!meta?.poll) return [];
  const { question, options } = meta.poll;
  const asked: PollLine[] = question === body ? [] : [{ text: question, mark: "" }];
  return [...asked, ...options.map(({ text, votes }): PollLine => ({ text, mark: "- ", votes }))];
}

const tally = (votes: number | undefined) => (votes === undefined ? "" : ` (${votes})`);
