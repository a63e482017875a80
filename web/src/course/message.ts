/** One message as an element. */
import type { CourseIndex } from "../../../imports/archive/course-format.ts";
import type { MessageLine } from "../../../protocol/archive/schemas.ts";
import { plainWords } from "../../../protocol/markup/plain-words.ts";
import { bodyOf, type Known } from "./markup.ts";
import { clockTime, exactly, say } from "./words.ts";

/** An element with a class, and what is in it: words are text, never HTML. */
export function el(tag: string, name: string, ...inner: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag);
  if (name !== "") element.className = name;
  element.append(...inner);
  return element;
}
/** Words of somebody, in their own direction. */
export const own = (words: string): HTMLElement => el("bdi", "", words);

/** What the messages of a file are shown with. */
export class Course {
  readonly known: Known;
  readonly names: ReadonlyMap<string, string>;
  /** By channel and `seq`: the thread that hangs there. */
  readonly threads: ReadonlyMap<string, string>;

  readonly index: CourseIndex;

  constructor(index: CourseIndex) {
    this.index = index;
    const { people, channels, emoji } = index;
    this.names = new Map(people.map(({ key, name }) => [key, name]));
    this.threads = new Map(channels.flatMap(({ key, on }) => (on ? [[`${on.channel} ${on.seq}`, key]] : [])));
    this.known = {
      handles: new Set(people.map(({ handle }) => handle.toLowerCase())),
      channels: new Map(channels.flatMap(({ key, name }) => (name === undefined ? [] : [[name.toLowerCase(), key]]))),
      emoji,
    };
  }

  nameOf({ author, as }: Pick<MessageLine, "author" | "as">): string {
    return as ?? this.names.get(author) ?? "?";
  }
}

const QUOTED_CHARS = 140;
/** From so long on the author is named again, ms. */
const GROUP_MS = 5 * 60_000;
const isGrouped = (one: MessageLine | undefined, next: MessageLine): boolean =>
  one !== undefined &&
  one.author === next.author &&
  one.as === next.as &&
  next.at - one.at < GROUP_MS &&
  next.replyTo === undefined &&
  new Date(one.at).toDateString() === new Date(next.at).toDateString();

/** The first words without their markup; what is hidden stays hidden. */
const quoteOf = (body: string): string =>
  [...plainWords(body, say("spoiler")).replace(/\s+/gu, " ")].slice(0, QUOTED_CHARS).join("");

/** @param answered the message that it answers, where that is at hand @param before the one above it */
export function messageRow(
  course: Course,
  channel: string,
  message: MessageLine,
  before: MessageLine | undefined,
  answered: MessageLine | undefined,
): HTMLElement {
  const row = el("article", isGrouped(before, message) ? "grouped" : "");
  row.tabIndex = -1;
  row.dataset["seq"] = String(message.seq);
  const name = course.nameOf(message);
  const time = el("time", "", clockTime(message.at));
  time.title = exactly(message.at);
  row.setAttribute("aria-label", `${name}, ${exactly(message.at)}`);
  row.append(el("header", "", el("b", "", own(name)), time));
  if (answered) {
    const quote = answered.deletedAt === undefined ? quoteOf(answered.body) : say("deleted");
    row.append(el("p", "answered", own(course.nameOf(answered)), ": ", own(quote)));
  }
  if (message.deletedAt !== undefined) row.append(el("p", "quiet", say("deleted")));
  else row.append(...contentOf(course, message));
  const thread = course.threads.get(`${channel} ${message.seq}`);
  if (thread !== undefined) {
    const button = el("button", "thread-line", say("replies", { count: course.index.counts[thread] ?? 0 }));
    button.dataset["thread"] = thread;
    row.append(button);
  }
  return row;
}

function contentOf({ known }: Course, message: MessageLine): HTMLElement[] {
  const parts: HTMLElement[] = [];
  if (message.body !== "") parts.push(bodyOf(message.body, known));
  if (message.editedAt !== undefined) parts.push(el("small", "quiet", say("edited")));
  if (message.poll) {
    const options = message.poll.options.map(({ text, votes }) =>
      el(
        "li",
        "",
        own(text),
        ...(votes === undefined ? [] : [el("small", "quiet", " ", say("votes", { count: votes }))]),
      ),
    );
    parts.push(el("section", "poll", el("b", "", own(message.poll.question)), el("ul", "", ...options)));
  }
  if (message.files?.length)
    parts.push(
      el(
        "ul",
        "files",
        ...message.files.map(({ name }) => el("li", "", own(name), el("small", "quiet", " ", say("alone")))),
      ),
    );
  if (message.reactions?.length)
    parts.push(
      el(
        "p",
        "reactions",
        ...message.reactions.map(({ emoji, count }) => {
          const picture = Object.hasOwn(known.emoji, emoji) ? known.emoji[emoji] : undefined;
          const sign =
            picture === undefined ? emoji : Object.assign(new Image(), { src: picture, alt: emoji, title: emoji });
          return el("span", "reaction", sign, ` ${count}`);
        }),
      ),
    );
  return parts;
}
