/** Slack's mrkdwn as Markdown: `*bold*`, `~struck~`, `<address|label>`, `<@U…>`, `&lt;`, `:emoji:`. */
import { addressesInText, addressInText } from "../addresses.ts";
import { closeQuotes, joinCode, splitCode } from "../code-spans.ts";
import { withEmoji } from "../emoji-names.ts";
import { channelReference, cleanText, personReference } from "../references.ts";

const TOKEN = /<([^<>\n]+)>/gu;

// Bots put a zero-width space on both sides of every mark (findings/slackify-zero-width-marks.sh). Beside a blank or a sign it says
// nothing and would keep Markdown from seeing `_italics_`; between a letter and a mark it parts the two until the marks are changed.
const GUARD = /(?<![\p{L}\p{N}])\u200b(?=[*_~])|(?<=[*_~])\u200b(?![\p{L}\p{N}])/gu;
const GUARDED_ITALICS = /(?<=[\p{L}\p{N}])\u200b_([^_*<>&\n\u200b]+)_\u200b(?=[\p{L}\p{N}])/gu;
const GUARD_OF_CHANGED = /\u200b(?=\*\*|~~)|(?<=\*\*|~~)\u200b/gu;

/** @param text as the export has it; references to people and channels come out as `references.ts` has them */
export function markdownOfSlack(text: string): string {
  const pieces = splitCode(cleanText(text)).map((piece) => {
    if (piece.kind === "text") return { ...piece, text: prose(piece.text) };
    return {
      ...piece,
      text: addressesInText(unescape(piece.text.replace(TOKEN, (_, token: string) => plainToken(token)))),
    };
  });
  return closeQuotes(joinCode(pieces));
}

function prose(text: string): string {
  // What is finished waits outside the text, so that a later step does not read marks into it.
  const done: string[] = [];
  const keep = (finished: string) => `\0${done.push(finished) - 1}\0`;
  const changed = unescape(
    text
      .replace(GUARDED_ITALICS, (_, words: string) => keep(`*${words}*`))
      .replace(/\*{2,}|_{2,}|~{2,}/gu, (run) => keep(run.replace(/./gu, "\\$&")))
      .replace(TOKEN, (token: string, inside: string, at: number, whole: string) =>
        keep(markdownOfToken(inside, /^(?:\s|[.,;:!?)*_~]*(?:\s|$))/u.test(whole.slice(at + token.length)))),
      )
      .replace(GUARD, ""),
  )
    .replace(/^>>>[^\S\n]?([\s\S]*)$/mu, (_, quoted: string) => quoted.replace(/^/gmu, "> "))
    .replace(/^(#{1,6})(?=\s)/gmu, "\\$1")
    .replace(/^(\s*)[•◦▪●○][^\S\n]/gmu, "$1- ")
    .replace(/(?<![\p{L}\p{N}*\\])\*(?=[^\s*])([^*\n]*?[^\s*])\*(?![\p{L}\p{N}*])/gu, "**$1**")
    .replace(/(?<![\p{L}\p{N}~\\])~(?=[^\s~])([^~\n]*?[^\s~])~(?![\p{L}\p{N}~])/gu, "~~$1~~")
    .replace(GUARD_OF_CHANGED, "");
  return addressesInText(withEmoji(changed)).replace(/\0(\d+)\0/gu, (_, n: string) => done[Number(n)] ?? "");
}

/** Only these three are escaped, and once. */
function unescape(text: string): string {
  return text.replace(/&(lt|gt|amp);/gu, (_, name: string) => (name === "lt" ? "<" : name === "gt" ? ">" : "&"));
}

function split(token: string): [target: string, label: string] {
  const bar = token.indexOf("|");
  return bar < 0 ? [token, ""] : [token.slice(0, bar), token.slice(bar + 1)];
}

/** @param isAlone nothing follows that an address without brackets would swallow */
function markdownOfToken(token: string, isAlone: boolean): string {
  const [target, label] = split(token).map(unescape) as [string, string];
  if (target.startsWith("@")) return personReference(`slack:${target.slice(1)}`);
  if (target.startsWith("#")) return channelReference(`slack:${target.slice(1)}`);
  if (target.startsWith("!")) return command(target.slice(1), label);
  if (!/^(?:https?|mailto|ftp|tel|slack):/iu.test(target)) return `<${unescape(token)}>`;
  const address = addressInText(target);
  const said = label === "" || label === target ? "" : withEmoji(label);
  if (/^mailto:/iu.test(target) && (said === "" || target.slice(7) === said)) return target.slice(7);
  if (said === "") return isAlone ? address : `<${address}>`;
  if (!/^(?:https?|mailto):/iu.test(target)) return said;
  return `[${said.replace(/[\\[\]]/gu, "\\$&")}](${address.replace(/[()\s]/gu, (char) => encodeURIComponent(char).replace("(", "%28").replace(")", "%29"))})`;
}

/** In code there is nothing to click: the words alone. */
function plainToken(token: string): string {
  const [target, label] = split(token);
  if (target.startsWith("@")) return personReference(`slack:${target.slice(1)}`);
  if (target.startsWith("#")) return channelReference(`slack:${target.slice(1)}`);
  if (target.startsWith("!")) return command(target.slice(1), label);
  return label || target.replace(/^mailto:/u, "");
}

/** `<!here>`, `<!subteam^S01|@staff>`, `<!date^1789570800^{date}|Thursday>`. */
function command(name: string, label: string): string {
  const [word = "", argument = ""] = name.split("^");
  if (word === "date") return label || dateOf(argument);
  if (word === "subteam") return label ? `@${label.replace(/^@/u, "")}` : "@group";
  if (["here", "channel", "everyone"].includes(word)) return `@${word}`;
  return label || `@${word}`;
}

function dateOf(seconds: string): string {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? "(a date)" : `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
