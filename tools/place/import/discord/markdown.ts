/** Discord's Markdown is nearly ours; what differs are its tokens (`<@1>`, `<:party:2>`, `<t:3:R>`), long quotes and small print. */
import { addressesInText } from "../addresses.ts";
import { closeQuotes, joinCode, splitCode } from "../code-spans.ts";
import { channelReference, cleanText, personReference } from "../references.ts";

export interface DiscordNames {
  /** Names of roles by their ids, as far as the export tells them. */
  roles: ReadonlyMap<string, string>;
  /** The people whom this message mentions: the exporter wrote their names where the ids were. */
  mentioned: readonly { key: string; names: readonly string[] }[];
}

export function markdownOfDiscord(text: string, names: DiscordNames): string {
  const pieces = splitCode(cleanText(text)).map((piece) =>
    piece.kind === "text" ? { ...piece, text: prose(piece.text, names) } : piece,
  );
  return closeQuotes(joinCode(pieces));
}

function prose(text: string, { roles, mentioned }: DiscordNames): string {
  const changed = text
    .replace(/<a?:(\w{2,32}):\d+>/gu, ":$1:")
    .replace(/<@!?(\d+)>/gu, (_, id: string) => personReference(`discord:${id}`))
    .replace(/<@&(\d+)>/gu, (_, id: string) => `@${roles.get(id) ?? "role"}`)
    .replace(/<#(\d+)>/gu, (_, id: string) => channelReference(`discord:${id}`))
    .replace(/<t:(-?\d{1,13})(?::[tTdDfFR])?>/gu, (_, seconds: string) => dateOf(Number(seconds)))
    .replace(/<\/([\w -]+):\d+>/gu, "/$1")
    .replace(/^-# /gmu, "")
    .replace(/^>>> ([\s\S]*)$/mu, (_, quoted: string) => quoted.replace(/^/gmu, "> "));
  return addressesInText(withMentions(changed, mentioned));
}

function withMentions(text: string, mentioned: DiscordNames["mentioned"]): string {
  if (mentioned.length === 0 || !text.includes("@")) return text;
  const byName = new Map(mentioned.flatMap(({ key, names }) => names.map((name) => [name, key] as const)));
  // The longest first: "@Sam" is also the start of "@Sam O'Brien".
  const longest = [...byName.keys()].filter((name) => name !== "").sort((a, b) => b.length - a.length);
  if (longest.length === 0) return text;
  const pattern = new RegExp(`@(${longest.map(literally).join("|")})(?![\\p{L}\\p{N}])`, "gu");
  return text.replace(pattern, (_, name: string) => personReference(byName.get(name) ?? ""));
}

const literally = (name: string) => name.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");

function dateOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? "(a time)" : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
