/** Slack's mrkdwn: `*bold*`, `~struck~`, `<address|label>`, `<@U…>`, `&lt;`, `:emoji:`. All else is letters. */
import { addressInText, addressesInText } from "../addresses.ts";
import { withEmoji } from "../emoji-names.ts";
import { plainText, type Block, type ListItem, type Span } from "../markup/rich-text.ts";
import { writeMarkup } from "../markup/write-markup.ts";
import { channelReference, cleanText, personReference } from "../references.ts";

const BULLET = new RegExp("^(\\s*)[•◦▪●○]\\ufe0e?[^\\S\\n]", "u");
const TOKEN = /<([^<>\n]+)>/gu;
const CODE = /```([\s\S]*?)```|```([\s\S]*)$|(?<!`)`([^`\n]+)`(?!`)/gu;

// Bots put a zero-width space on both sides of every mark (findings/slackify-zero-width-marks.sh). Beside a blank or a sign it says
// nothing; between a letter and a mark it parts the two.
const GUARD = /(?<![\p{L}\p{N}])\u200b(?=[*_~])|(?<=[*_~])\u200b(?![\p{L}\p{N}])/gu;

/** @param text as the export has it; references to people and channels come out as `references.ts` has them */
export const markdownOfSlack = (text: string): string => writeMarkup(blocksOfMrkdwn(text));

/** @param text as the export has it */
export function blocksOfMrkdwn(text: string): Block[] {
  const reading = new Reading();
  const source = cleanText(text);
  let end = 0;
  for (const { 0: whole, 1: closed, 2: open, 3: inline, index } of source.matchAll(CODE)) {
    reading.text(source.slice(end, index));
    if (inline !== undefined) reading.span({ kind: "code", text: codeOf(inline) });
    else if ((closed ?? open ?? "").trim() === "") reading.text(whole);
    else reading.code(codeOf(closed ?? open ?? ""));
    end = index + whole.length;
  }
  reading.text(source.slice(end));
  return reading.done();
}

/** Lines become blocks as they come. */
class Reading {
  readonly #blocks: Block[] = [];
  /** The line under way: texts as they were written, and what is read already. */
  #line: (string | Span)[] = [];
  /** A quote of three signs goes on to the end. */
  #isQuotedToEnd = false;
  #isAfterCode = false;

  text(text: string): void {
    // The end of the line on which a block of code ended is no line of its own.
    const [first = "", ...more] = (this.#isAfterCode ? text.replace(/^[^\S\n]*\n/u, "") : text).split("\n");
    if (text !== "") this.#isAfterCode = false;
    if (first !== "") this.#line.push(first);
    for (const line of more) {
      this.#endLine();
      if (line !== "") this.#line.push(line);
    }
  }

  span(span: Span): void {
    this.#isAfterCode = false;
    this.#line.push(span);
  }

  code(text: string): void {
    const opening = this.#line[0];
    const isQuoted = typeof opening === "string" && /^(?:&gt;|>)/u.test(opening);
    if (this.#line.length > 0) this.#endLine();
    const code: Block = { kind: "code", text: text.replace(/^\n(?!\n)/u, "").replace(/(?<!\n)\n$/u, "") };
    if (isQuoted || this.#isQuotedToEnd) this.#quote([code]);
    else this.#blocks.push(code);
    this.#isAfterCode = true;
  }

  done(): Block[] {
    if (this.#line.length > 0) this.#endLine();
    return this.#blocks;
  }

  #endLine(): void {
    const [first = "", ...rest] = this.#line;
    this.#line = [];
    const opening = typeof first === "string" ? first : "";
    const [long, short] = [/^(?:&gt;|>){3}[^\S\n]?/u.exec(opening)?.[0], /^(?:&gt;|>)[^\S\n]?/u.exec(opening)?.[0]];
    if (long !== undefined && !this.#isQuotedToEnd) this.#isQuotedToEnd = true;
    const mark = this.#isQuotedToEnd ? (long ?? "") : (short ?? "");
    const line = opening === "" ? [first, ...rest] : [opening.slice(mark.length), ...rest];
    if (this.#isQuotedToEnd || mark !== "") this.#quote([{ kind: "lines", spans: inline(line) }]);
    else this.#plain(line);
  }

  #quote(inside: Block[]): void {
    const last = this.#blocks.at(-1);
    if (last?.kind !== "quote") {
      this.#blocks.push({ kind: "quote", blocks: inside });
      return;
    }
    for (const block of inside) append(last.blocks, block);
  }

  #plain(line: (string | Span)[]): void {
    const [first = "", ...rest] = line;
    const [bullet, indent = ""] = (typeof first === "string" && BULLET.exec(first)) || [];
    if (bullet === undefined) {
      append(this.#blocks, { kind: "lines", spans: inline(line) });
      return;
    }
    const depth = Math.floor(indent.replaceAll("\t", "    ").length / 4);
    const item: ListItem = { depth, mark: "-", spans: inline([(first as string).slice(bullet.length), ...rest]) };
    const last = this.#blocks.at(-1);
    if (last?.kind === "list") last.items.push(item);
    else this.#blocks.push({ kind: "list", items: [item] });
  }
}

/** A line that goes on with lines is one more of them. */
function append(blocks: Block[], block: Block): void {
  const last = blocks.at(-1);
  if (last?.kind === "lines" && block.kind === "lines") last.spans.push(plainText("\n"), ...block.spans);
  else blocks.push(block);
}

// Only paired marks at the edges of words mean something. An underline between letters may stand in italics.
const MARKED =
  /(?<![\p{L}\p{N}*])\*(?=[^\s*])((?:[^*\n]|(?<=[\p{L}\p{N}])\*(?=[\p{L}\p{N}]))*?[^\s*])\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?=[^\s_])((?:[^_\n]|(?<=[\p{L}\p{N}])_(?=[\p{L}\p{N}]))*?[^\s_])_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?=[^\s~])([^~\n]*?[^\s~])~(?![\p{L}\p{N}~])/gu;

/** One line: what is read already stands in it as a number between NULs, which no text of an export keeps. */
function inline(line: readonly (string | Span)[]): Span[] {
  const read: Span[] = [];
  const keep = (span: Span) => `\0${read.push(span) - 1}\0`;
  const source = line
    .map((piece) =>
      typeof piece === "string"
        ? piece.replace(TOKEN, (_, token: string) => spansOfToken(token).map(keep).join(""))
        : keep(piece),
    )
    .join("")
    .replace(/\*{2,}|_{2,}|~{2,}/gu, (run) => keep(plainText(run)))
    .replace(GUARD, "");
  return marked(source, read);
}

function marked(source: string, read: readonly Span[]): Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const { 0: whole, 1: bold, 2: italic, 3: struck, index } of source.matchAll(MARKED)) {
    spans.push(
      ...leaves(
        source
          .slice(end, index)
          .replace(/\u200b$/u, "")
          .replace(end > 0 ? /^\u200b/u : /(?!)/u, ""),
        read,
      ),
    );
    const kind = bold !== undefined ? "bold" : italic !== undefined ? "italic" : "struck";
    spans.push({ kind, spans: marked(bold ?? italic ?? struck ?? "", read) });
    end = index + whole.length;
  }
  return [...spans, ...leaves(source.slice(end).replace(end > 0 ? /^\u200b/u : /(?!)/u, ""), read)];
}

function leaves(source: string, read: readonly Span[]): Span[] {
  return source.split("\0").flatMap((piece, n) => {
    if (n % 2 === 1) return read[Number(piece)] ?? [];
    return piece === "" ? [] : [plainText(withEmoji(unescape(piece)))];
  });
}

/** Only these three are escaped, and once. */
function unescape(text: string): string {
  return text.replace(/&(lt|gt|amp);/gu, (_, name: string) => (name === "lt" ? "<" : name === "gt" ? ">" : "&"));
}

function split(token: string): [target: string, label: string] {
  const bar = token.indexOf("|");
  return bar < 0 ? [token, ""] : [token.slice(0, bar), token.slice(bar + 1)];
}

function spansOfToken(token: string): Span[] {
  const [target, label] = split(token).map(unescape) as [string, string];
  const words = wordsOfToken(target, label);
  if (words !== undefined) return [words];
  if (!/^(?:https?|mailto|ftp|tel|slack):/iu.test(target)) return [plainText(`<${unescape(token)}>`)];
  const address = addressInText(target);
  const said = label === "" || label === target ? "" : withEmoji(label);
  if (/^mailto:/iu.test(target) && (said === "" || target.slice(7) === said)) return [plainText(target.slice(7))];
  if (said === "") return [{ kind: "address", address }];
  return [{ kind: "link", address, spans: [plainText(said)] }];
}

/** People, channels, groups, dates; undefined for what is none of them. */
function wordsOfToken(target: string, label: string): Span | undefined {
  if (target.startsWith("@")) return { kind: "name", written: personReference(`slack:${target.slice(1)}`) };
  if (target.startsWith("#")) return { kind: "name", written: channelReference(`slack:${target.slice(1)}`) };
  return target.startsWith("!") ? command(target.slice(1), label) : undefined;
}

/** In code there is nothing to click: the words alone. */
function codeOf(source: string): string {
  const words = source.replace(TOKEN, (_, token: string) => {
    const [target, label] = split(token);
    const span = wordsOfToken(target, label);
    if (span) return span.kind === "name" ? span.written : span.kind === "text" ? span.text : "";
    return label || target.replace(/^mailto:/u, "");
  });
  return addressesInText(unescape(words));
}

/** `<!here>`, `<!subteam^S01|@staff>`, `<!date^1789570800^{date}|Thursday>`. */
function command(name: string, label: string): Span {
  const [word = "", argument = ""] = name.split("^");
  if (word === "date") return plainText(label || dateOf(argument));
  if (word === "subteam") return plainText(label ? `@${label.replace(/^@/u, "")}` : "@group");
  if (["here", "channel", "everyone"].includes(word)) return { kind: "name", written: `@${word}` };
  return plainText(label || `@${word}`);
}

/** @param seconds since 1970 */
export function dateOf(seconds: string): string {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? "(a date)" : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
