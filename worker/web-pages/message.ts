/** One message of a page for everybody. */
import { html, raw } from "hono/html";
import type { Message } from "../../protocol/index.ts";
import { queryTo, type PagesOf } from "./addresses.ts";
import { bodyHtml, type Budget } from "./body.ts";
import type { PeopleShown, Shown } from "./shown.ts";
import type { Words } from "./words.ts";

/** What a message needs to know of its page. */
export interface Around {
  /** The address of the channel, as it was asked for: `/c/<id>`. */
  base: string;
  pages: PagesOf;
  /** The first place that is shown at all. */
  from: number;
  people: PeopleShown;
  words: Words;
  budget: Budget;
  /** Authors by place, of this page. */
  authors: ReadonlyMap<number, Shown>;
  timeOf: (ms: number) => string;
}

type Html = ReturnType<typeof html>;

/** @param isSame its author wrote the one before it, a moment ago */
export function messageHtml(message: Message, around: Around, isSame: boolean): Html {
  const { seq, at } = message;
  const { words, people, authors, budget, timeOf } = around;
  const { name, role } = authors.get(seq) ?? { name: words.somebody };
  const time = html`<a class="at" href="#${seq}"
    ><time datetime="${new Date(at).toISOString()}">${timeOf(at)}</time></a
  >`;
  const who = html`<header class="who">
    <b dir="auto">${name}</b>${role && html`<span class="role">${words.roles[role]}</span>`} ${time}
  </header>`;
  const { checkpoint } = message.meta ?? {};
  return html`${typeof checkpoint?.name === "string" && html`<p class="checkpoint" dir="auto">${checkpoint.name}</p>`}
    <article id="${seq}" ${isSame && raw(' class="same"')}>
      ${isSame ? time : who}${answersHtml(message, around)}
      <div class="body">${raw(bodyHtml(message.body, people, words, budget))}</div>
      ${marksHtml(message, around)}
    </article>`;
}

function answersHtml({ replyTo }: Message, { base, pages, from, authors, words }: Around): Html | "" {
  if (replyTo === undefined || replyTo < from) return "";
  const author = authors.get(replyTo);
  const address = author ? `#${replyTo}` : `${base}${queryTo(replyTo, pages)}#${replyTo}`;
  return html`<p class="quiet">
    <a href="${address}">${author ? words.answers(author.name) : words.answersEarlier}</a>
  </p>`;
}

/** What belongs to a message beside its words, as far as it names nobody. */
function marksHtml({ editedAt, meta }: Message, { words }: Around): Html | "" {
  const { reactions = [], files = [], thread, poll } = meta ?? {};
  const options =
    poll &&
    html`<ul class="poll">
      ${poll.options.map(({ text, votes }) => html`<li dir="auto">${text}${votes !== undefined && ` · ${words.votes(votes)}`}</li>`)}
    </ul>`;
  const marks = [
    ...(editedAt === undefined ? [] : [html`${words.edited}`]),
    ...(files.length === 0 ? [] : [html`${words.files(files.length)}`]),
    ...reactions
      .filter(({ count }) => count > 0)
      .map(({ emoji, count }) => html`<span>${emoji} ${count.toLocaleString(words.lang)}</span>`),
    ...(thread ? [html`<a href="/c/${thread.channel}">${words.replies(thread.count)}</a>`] : []),
  ];
  return html`${options ?? ""}${
    marks.length > 0 &&
    html`<ul class="marks">
      ${marks.map((mark) => html`<li>${mark}</li>`)}
    </ul>`
  }`;
}
