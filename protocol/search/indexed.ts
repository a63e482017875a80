/**
 * What the search index holds of a message: three texts of words that need no more cutting. A message that was deleted has none.
 */
import { mentionedHandles } from "../mentions.ts";
import type { Message } from "../messages.ts";
import { parseBody } from "../markup/blocks.ts";
import type { Block, Inline } from "../markup/nodes.ts";
import { pairsOf, wordsIn } from "./words.ts";

export interface Indexed {
  /** Its words in their order: phrases are looked for here. */
  words: string;
  /** Parts of names in code, joined forms, pairs of letters of scripts without blanks. */
  parts: string;
  /** Where it stands, who wrote it, what it has: made by `tokens`. */
  tokens: string;
}

/** Where a message stands. `homeNo`: the channel whose members may read it, which is a thread's parent. */
export interface IndexedPlace {
  channelNo: number;
  homeNo: number;
}

/** What a message can have, and what it can be, for `has:` and `is:`. */
export const HAS = ["code", "link", "file", "image", "poll", "reaction", "math"] as const;
export type Has = (typeof HAS)[number];

/** Ids and handles are told apart by their case, words are not. */
const encoder = new TextEncoder();
const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const hex = (text: string) => {
  let digits = "";
  for (const byte of encoder.encode(text)) digits += BYTES[byte] ?? "";
  return digits;
};

/** Those who write are few. */
const hexOfAuthors = new Map<string, string>();
const AUTHORS_KEPT = 1_000;
function hexOfAuthor(memberId: string): string {
  let digits = hexOfAuthors.get(memberId);
  if (digits === undefined) {
    if (hexOfAuthors.size >= AUTHORS_KEPT) hexOfAuthors.clear();
    hexOfAuthors.set(memberId, (digits = hex(memberId)));
  }
  return digits;
}

export const tokens = {
  home: (channelNo: number) => `c${channelNo}`,
  thread: (channelNo: number) => `t${channelNo}`,
  author: (memberId: string) => `a${hexOfAuthor(memberId)}`,
  /** @param handleKey folded */
  mentions: (handleKey: string) => `m${hex(handleKey)}`,
  has: (what: Has) => `has${what}`,
  question: "isquestion",
  /** Somebody answered in a thread. */
  answered: "isanswered",
  pinned: "ispinned",
  checkpoint: "ischeckpoint",
  inThread: "isthread",
  /** It answers the message at `seq` of its channel. */
  answers: (channelNo: number, seq: number) => `r${channelNo}x${seq}`,
};

/** @returns null where nothing of it is to be found: it was deleted, or is the copy of a reply, which is found in its thread */
export function indexedOf(message: Message, { channelNo, homeNo }: IndexedPlace): Indexed | null {
  if (message.deletedAt !== undefined || message.meta?.fromThread !== undefined) return null;
  const words: string[] = [];
  const parts: string[] = [];
  for (const { term, parts: more, letters } of wordsIn(textOf(message))) {
    if (letters) parts.push(...pairsOf(letters.map(({ letter }) => letter)));
    else {
      words.push(term);
      parts.push(...more);
    }
  }
  const facts = [tokens.home(homeNo), tokens.author(message.author), ...factsOf(message)];
  if (channelNo !== homeNo) facts.push(tokens.thread(channelNo), tokens.inThread);
  if (message.replyTo !== undefined) facts.push(tokens.answers(channelNo, message.replyTo));
  return { words: words.join(" "), parts: parts.join(" "), tokens: facts.join(" ") };
}

/** All words of a message that are looked for: its body, a poll's options, its files' names, the name of a checkpoint. */
function textOf({ body, meta }: Message): string {
  const more = [
    ...(meta?.poll?.options.map(({ text }) => text) ?? []),
    ...(meta?.files?.map(({ name }) => name) ?? []),
    ...(meta?.checkpoint ? [meta.checkpoint.name] : []),
  ];
  return more.length > 0 ? [body, ...more].join("\n") : body;
}

/** Names of pictures. */
export const PICTURE = /\.(?:png|jpe?g|gif|webp|avif|svg|bmp|heic|tiff?)$/iu;
/** A question mark at the end of a word, of the scripts that have one of their own too. */
const QUESTION = new RegExp("(?:[?？؟](?=$|[\\s)\\]\"'”’»*_])|[？؟])", "u");
/** Without one of these a body has neither code nor link nor formula. */
const MARKED = /[`$\\]|\b(?:https?:|www\.)|^(?: {4}|\t)/imu;

function factsOf({ body, meta }: Message): string[] {
  const has = new Set<Has>();
  let plain = body;
  if (MARKED.test(body)) {
    const said: string[] = [];
    look(parseBody(body), has, said);
    plain = said.join(" ");
  }
  if (meta?.files?.length) has.add("file");
  if (meta?.files?.some(({ name }) => PICTURE.test(name))) has.add("image");
  if (meta?.poll) has.add("poll");
  if (meta?.reactions?.length) has.add("reaction");
  const facts = [...has].map(tokens.has);
  if (QUESTION.test(plain)) facts.push(tokens.question);
  if ((meta?.thread?.count ?? 0) > 0) facts.push(tokens.answered);
  if (meta?.pinned) facts.push(tokens.pinned);
  if (meta?.checkpoint) facts.push(tokens.checkpoint);
  return [...facts, ...mentionedHandles(body).map(tokens.mentions)];
}

/** @param said gets the words that are neither code, formula nor address */
function look(blocks: readonly Block[], has: Set<Has>, said: string[]): void {
  const inline = (nodes: readonly Inline[]) => {
    for (const node of nodes) {
      if (node.type === "code" || node.type === "math") has.add(node.type);
      else if (node.type === "address" || node.type === "link") {
        has.add("link");
        if (PICTURE.test(node.href)) has.add("image");
      } else if ("text" in node) said.push(node.text);
      if ("nodes" in node) inline(node.nodes);
    }
  };
  for (const block of blocks) {
    if (block.type === "code" || block.type === "math") has.add(block.type);
    else if (block.type === "list") for (const item of block.items) look(item.blocks, has, said);
    else if (block.type === "quote") look(block.blocks, has, said);
    else if (block.type === "table") for (const row of [block.header, ...block.rows]) row.forEach(inline);
    else inline(block.nodes);
  }
}
