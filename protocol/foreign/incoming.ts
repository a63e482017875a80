/**
 * What tools send to an address that posts into a channel, as the message that comes of it. Whose form it is in is seen in the request itself: nobody
 * has to say so. What a form has that PLACE does not show stands in the message as text.
 */
import { isBlank, isText } from "../text.ts";
import { MESSAGE_MAX_CHARS } from "../limits.ts";
import { readDiscord } from "./discord/webhook.ts";
import { readGitHub } from "./github.ts";
import { isObject, type Json } from "./json.ts";
import type { Block } from "./markup/rich-text.ts";
import { writeMarkup } from "./markup/write-markup.ts";
import { resolveReferences } from "./references.ts";
import { readSlack } from "./slack/webhook.ts";

export interface Sent {
  contentType: string;
  /** `X-GitHub-Event`. */
  event?: string | undefined;
  body: string;
  /** Names of files that came along: they are not kept. */
  files?: string[];
}

export interface Read {
  form: "slack" | "discord" | "github" | "text";
  as?: string;
  /** One message, or several where it is longer than one can be. None: there is nothing to show. */
  bodies: string[];
}

/** Beyond it the end is left out, and the last message says so. */
const MESSAGES_MAX = 5;
const NAME_MAX_CHARS = 80;

/** Null for JSON that is none, or that is no object. */
export function readIncoming({ contentType, event, body, files = [] }: Sent): Read | null {
  const kind = contentType.split(";")[0]?.trim().toLowerCase() ?? "";
  if (kind === "application/x-www-form-urlencoded") {
    // As Slack's and GitHub's older senders do.
    const payload = new URLSearchParams(body).get("payload");
    if (payload !== null) return readJson(payload, event, files);
  }
  const looksLikeJson = kind.endsWith("json") || /^\s*\{/u.test(body);
  const read = looksLikeJson ? readJson(body, event, files) : null;
  // `curl -d "words"` says that it is a form, and is words.
  if (read || kind.endsWith("json")) return read;
  const words = body.replaceAll("\0", "").toWellFormed();
  return { form: "text", bodies: inMessages(words) };
}

function readJson(body: string, event: string | undefined, files: string[]): Read | null {
  let payload: unknown;
  try {
    payload = JSON.parse(body, (_, value: unknown) => (typeof value === "string" ? bounded(value) : value));
  } catch {
    return null;
  }
  if (typeof payload === "string") return { form: "text", bodies: inMessages(payload) };
  if (!isObject(payload)) return null;
  const form = event !== undefined ? "github" : formOf(payload);
  const { as = "", parts } =
    form === "github"
      ? readGitHub(event ?? "", payload)
      : form === "discord"
        ? readDiscord(payload, files)
        : readSlack(payload);
  const written = writeParts(parts);
  // Whom another service's ids mean is not known here.
  const words = resolveReferences(written, (_, key) => key.slice(key.indexOf(":") + 1));
  const name = [...as.replace(/\s+/gu, " ").trim()].slice(0, NAME_MAX_CHARS).join("");
  return { form, ...(name !== "" && isText(name) && !isBlank(name) && { as: name }), bodies: inMessages(words) };
}

/** No more is written than is shown. */
function writeParts(parts: Block[][]): string {
  const written: string[] = [];
  let length = 0;
  for (const [n, part] of parts.entries()) {
    if (length > MESSAGES_MAX * MESSAGE_MAX_CHARS) {
      written.push(`… (${parts.length - n} more parts)`);
      break;
    }
    const words = writeMarkup(part);
    length += words.length;
    if (words !== "") written.push(words);
  }
  return written.join("\n\n");
}

const LINE_MAX_CHARS = 1_000;
const MARKS_MAX = 150;
/**
 * What is marked up is read again and again until it means what it meant elsewhere, which takes the longer the more marks stand in a line
 * and mean nothing. A line that is made of them is cut, and says so.
 */
function bounded(text: string): string {
  if (text.length <= LINE_MAX_CHARS) return text;
  const most = text.slice(0, MESSAGES_MAX * MESSAGE_MAX_CHARS).toWellFormed();
  const lines = most.split("\n").map((line) => {
    if (line.length <= LINE_MAX_CHARS || (line.match(/[*_~`[\]<>|\\$]/gu)?.length ?? 0) <= MARKS_MAX) return line;
    return `${line.slice(0, LINE_MAX_CHARS).toWellFormed()} … (${line.length - LINE_MAX_CHARS} more characters)`;
  });
  return lines.join("\n") + (most.length < text.length ? ` … (${text.length - most.length} more characters)` : "");
}

/** Discord's fields are its own; everything else is read as Slack's form, of which the least is `{"text": …}`. */
const formOf = (payload: Json): "discord" | "slack" =>
  ["content", "embeds", "avatar_url", "allowed_mentions", "poll", "components"].some((field) => field in payload) &&
  !("text" in payload) &&
  !("blocks" in payload)
    ? "discord"
    : "slack";

/** By lines, and within a line that is too long by letters. */
function inMessages(words: string): string[] {
  const text = words.replace(/\r\n?/gu, "\n").trim();
  if (isBlank(text)) return [];
  const messages: string[] = [];
  let rest = text;
  while (rest !== "" && messages.length < MESSAGES_MAX) {
    // Room for what the last one says of what is left out.
    const most = MESSAGE_MAX_CHARS - 100;
    const end = rest.length <= most ? rest.length : Math.max(rest.lastIndexOf("\n", most), 0) || most;
    messages.push(rest.slice(0, end).toWellFormed().trim());
    rest = rest.slice(end).trim();
  }
  const last = messages.pop() ?? "";
  return [...messages, rest === "" ? last : `${last}\n\n… (${rest.length} more characters)`].filter(
    (message) => !isBlank(message) && isText(message),
  );
}
