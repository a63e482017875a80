/** Discord's Markdown: its marks, its tokens (`<@1>`, `<:party:2>`, `<t:3:R>`), long quotes and small print. All else is letters. */
import { addressesInText, addressInText } from "../addresses.ts";
import { plainText, type Block, type ListItem, type Span } from "../markup/rich-text.ts";
import { writeMarkup } from "../markup/write-markup.ts";
import { channelReference, cleanText, personReference } from "../references.ts";

export interface DiscordNames {
  /** Names of roles by their ids, as far as the export tells them. */
  roles: ReadonlyMap<string, string>;
  /** The people whom this message mentions: the exporter wrote their names where the ids were. */
  mentioned: readonly { key: string; names: readonly string[] }[];
}

export const markdownOfDiscord = (text: string, names: DiscordNames): string =>
  writeMarkup(blocksOfDiscord(text, names));

/** As in Discord, a fence may stand anywhere, and has a language only where it ends its line. */
const FENCE = /```(?:([a-z0-9_+\-.#]+)\n)?([\s\S]*?[^\n`][\s\S]*?)```/giu;

export function blocksOfDiscord(text: string, names: DiscordNames): Block[] {
  const source = cleanText(text);
  const pattern = mentionPattern(names.mentioned);
  const inline = (line: string) => inlineOf(line, { names, pattern });
  const blocks: Block[] = [];
  let end = 0;
  for (const { 0: whole, 1: language, 2: code = "", index } of source.matchAll(FENCE)) {
    const before = source.slice(end, index);
    const opening = /(?:^|\n)(> |>>> )[^\n]*$/u.exec(before)?.[1];
    blocks.push(...linesAs(before.replace(/\n$/u, ""), inline));
    const fence: Block = {
      kind: "code",
      text: addressesInText(code.replace(/^\n+|\n+$/gu, "")),
      ...(language !== undefined && { language }),
    };
    const last = blocks.at(-1);
    if (opening !== undefined && last?.kind === "quote") last.blocks.push(fence);
    else blocks.push(fence);
    end = index + whole.length;
    if (source[end] === "\n") end += 1;
  }
  return [...blocks, ...linesAs(source.slice(end), inline)];
}

/** Lines without blocks of code in them. */
function linesAs(text: string, inline: (line: string) => Span[]): Block[] {
  const blocks: Block[] = [];
  if (text === "") return blocks;
  const lines = text.split("\n");
  for (const [n, line] of lines.entries()) {
    const long = /^>>> ?([\s\S]*)$/u.exec(line)?.[1];
    if (long !== undefined) {
      append(blocks, { kind: "quote", blocks: linesAs([long, ...lines.slice(n + 1)].join("\n"), inline) });
      return blocks;
    }
    append(blocks, lineAs(line, inline));
  }
  return blocks;
}

function lineAs(line: string, inline: (line: string) => Span[]): Block {
  const quoted = /^> (.*)$/u.exec(line)?.[1];
  if (quoted !== undefined) return { kind: "quote", blocks: [lineAs(quoted, inline)] };
  const [, indent = "", mark = "", item] = /^( *)([-*]|\d{1,9}\.) +(\S.*)$/u.exec(line) ?? [];
  if (item !== undefined) return { kind: "list", items: [itemOf(indent, mark, inline(item))] };
  const title = /^#{1,3} +(\S.*)$/u.exec(line)?.[1];
  if (title !== undefined) return { kind: "lines", spans: [{ kind: "bold", spans: inline(title) }] };
  return { kind: "lines", spans: inline(line.replace(/^-# /u, "")) };
}

const itemOf = (indent: string, mark: string, spans: Span[]): ListItem => ({
  depth: Math.floor((indent.length + 1) / 2),
  mark: /\d/u.test(mark) ? mark : "-",
  spans,
});

/** A line that goes on with what stands above is one more of it. */
function append(blocks: Block[], block: Block): void {
  const last = blocks.at(-1);
  if (last?.kind === "lines" && block.kind === "lines") last.spans.push(plainText("\n"), ...block.spans);
  else if (last?.kind === "quote" && block.kind === "quote")
    for (const inner of block.blocks) append(last.blocks, inner);
  else if (last?.kind === "list" && block.kind === "list") last.items.push(...block.items);
  else blocks.push(block);
}

interface Reading {
  names: DiscordNames;
  pattern: RegExp | undefined;
}

// In the order in which Discord tries them at each sign. What a backslash stands before is a letter, and so is the shrug's arm.
const TOKENS =
  /(?<shrug>\u00AF\\_\(\u30C4\)_\/\u00AF)|\\(?<letter>[^0-9A-Za-z\s])|(?<ticks>`+)(?<code>[\s\S]*?[^`])\k<ticks>(?!`)|<a?:(?<emoji>\w{2,32}):\d+>|<@!?(?<person>\d+)>|<@&(?<role>\d+)>|<#(?<channel>\d+)>|<t:(?<seconds>-?\d{1,13})(?::[tTdDfFR])?>|<\/(?<command>[\w -]+):\d+>|<id:(?<place>\w+)>|\[(?<label>(?:\[[^\]]*\]|[^[\]]|\](?=[^[]*\]))+)\]\(<?(?<target>https?:\/\/[^\s<>]*?)>?(?: +"[^"\n]*")?\)|<(?<quiet>https?:\/\/[^\s<>]+)>|(?<address>https?:\/\/[^\s<>]*[^\s<>"'.,:;)\]*_~|])/gu;

function inlineOf(line: string, reading: Reading): Span[] {
  const read: Span[] = [];
  const keep = (span: Span) => `\0${read.push(span) - 1}\0`;
  const source = line.replace(TOKENS, (...match) =>
    keep(spanOf(match.at(-1) as Record<string, string | undefined>, reading)),
  );
  const named = reading.pattern
    ? source.replace(reading.pattern, (_, name: string) =>
        keep({ kind: "name", written: personReference(keyOf(name, reading)) }),
      )
    : source;
  return marked(named, read);
}

function spanOf(found: Record<string, string | undefined>, reading: Reading): Span {
  const { shrug, letter, code, emoji, person, role, channel, seconds, command, place, label, target, quiet, address } =
    found;
  if (code !== undefined)
    return { kind: "code", text: addressesInText(/^ .*\S.* $/u.test(code) ? code.slice(1, -1) : code) };
  if (person !== undefined) return { kind: "name", written: personReference(`discord:${person}`) };
  if (channel !== undefined) return { kind: "name", written: channelReference(`discord:${channel}`) };
  if (target !== undefined)
    return { kind: "link", address: addressInText(target), spans: inlineOf(label ?? "", reading) };
  const bare = quiet ?? address;
  if (bare !== undefined) return { kind: "address", address: addressInText(bare) };
  if (role !== undefined) return plainText(`@${reading.names.roles.get(role) ?? "role"}`);
  if (emoji !== undefined) return plainText(`:${emoji}:`);
  if (seconds !== undefined) return plainText(dateOf(Number(seconds)));
  if (command !== undefined) return plainText(`/${command}`);
  return plainText(place !== undefined ? `#${place}` : (letter ?? shrug ?? ""));
}

// Marks inside of words are letters here, though Discord hides some of them: `2*3*4` is a product.
const BEFORE = String.raw`(?<![\p{L}\p{N}])`;
const AFTER = String.raw`(?![\p{L}\p{N}])`;
const MARKED = new RegExp(
  [
    String.raw`\|\|(?<spoiler>(?=\S)[^|]*?(?:\|[^|]+)*?)\|\|`,
    String.raw`\*\*(?<bold>(?=\S)(?:[^*]|\*(?!\*))*?[^\s]\*?)\*\*(?!\*)`,
    String.raw`(?<!_)__(?<under>(?=\S)(?:[^_]|_(?!_))*?[^\s]_?)__(?!_)`,
    String.raw`~~(?<struck>(?=\S)(?:[^~]|~(?!~))*?\S)~~`,
    String.raw`${BEFORE}\*(?<star>(?=[^\s*])(?:[^*]|\*\*[^*]+\*\*)*?[^\s*])\*(?!\*)${AFTER}`,
    String.raw`(?<![\p{L}\p{N}_])_(?<line>(?=[^\s_])(?:[^_]|(?<=[\p{L}\p{N}])_(?=[\p{L}\p{N}])|__[^_]+__)*?[^\s_])_(?![\p{L}\p{N}_])`,
  ].join("|"),
  "gu",
);

function marked(source: string, read: readonly Span[]): Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const { 0: whole, index, groups = {} } of source.matchAll(MARKED)) {
    const { spoiler, bold, under, struck, star, line } = groups;
    // `__init__` is a name in code.
    if (under !== undefined && /^\w+$/u.test(under) && /^[\p{L}\p{N}.(]/u.test(source.slice(index + whole.length)))
      continue;
    spans.push(...leaves(source.slice(end, index), read));
    const kind =
      spoiler !== undefined ? "spoiler" : bold !== undefined ? "bold" : struck !== undefined ? "struck" : "italic";
    spans.push({ kind, spans: marked(spoiler ?? bold ?? under ?? struck ?? star ?? line ?? "", read) });
    end = index + whole.length;
  }
  return [...spans, ...leaves(source.slice(end), read)];
}

const leaves = (source: string, read: readonly Span[]): Span[] =>
  source.split("\0").flatMap((piece, n) => {
    if (n % 2 === 1) return read[Number(piece)] ?? [];
    return piece === "" ? [] : [plainText(piece)];
  });

/** The longest first: "@Sam" is also the start of "@Sam O'Brien". */
function mentionPattern(mentioned: DiscordNames["mentioned"]): RegExp | undefined {
  const names = mentioned.flatMap((one) => one.names).filter((name) => name !== "");
  if (names.length === 0) return undefined;
  const longest = [...new Set(names)]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\/-]/gu, "\\$&"));
  return new RegExp(`@(${longest.join("|")})(?![\\p{L}\\p{N}])`, "gu");
}

const keyOf = (name: string, { names }: Reading) => names.mentioned.find((one) => one.names.includes(name))?.key ?? "";

function dateOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? "(a time)" : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
