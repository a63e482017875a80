/** Messages as HTML that opens anywhere: no script, no network, words in the order in which they were said. */
import { parseBody } from "../../protocol/markup/blocks.ts";
import { escapeHtml } from "../../protocol/markup/escape.ts";
import { writeHtml, type Hand } from "../../protocol/markup/html.ts";
import type { Message } from "../../protocol/index.ts";
import { timeOf } from "../../protocol/transcript/lines.ts";

const HAND: Hand = {
  labels: { done: "✓", toDo: "☐", table: "" },
  rel: "noopener noreferrer",
  onlyParagraph: (inner) => `<p dir="auto">${inner}</p>`,
  words: (text) => escapeHtml(text).replaceAll("\n", "<br>"),
  isName: () => false,
  code: (text, language) =>
    `<pre dir="ltr"${language === "" ? "" : ` title="${escapeHtml(language)}"`}><code>${escapeHtml(text)}</code></pre>`,
  formula: (_source, raw) => `<code dir="ltr">${escapeHtml(raw)}</code>`,
  spoiler: (inner) => `<span class="spoiler">${inner}</span>`,
};

/** What somebody wrote is never a script here: only `style-src` is open. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: file:";
const STYLE = `:root{color-scheme:light dark}body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem}article{margin-block:1rem;padding-block-start:.5rem;border-block-start:1px solid #8884}article.reply{margin-inline-start:2rem}
header{display:flex;flex-wrap:wrap;gap:.5rem}time,.context,footer{opacity:.7;font-size:.875rem}p{margin-block:.25rem;overflow-wrap:anywhere}
pre{overflow:auto;padding:.5rem;background:#8882}blockquote{margin-inline:0;padding-inline-start:1rem;border-inline-start:3px solid #8886}
table{border-collapse:collapse}td,th{border:1px solid #8886;padding:.25rem .5rem}.spoiler{background:currentColor}.spoiler:hover{background:none}`;

export const pageBegin = (title: string, more: string): string =>
  `<!doctype html>\n<html dir="auto"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="${POLICY}"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><h1 dir="auto">${escapeHtml(title)}</h1>${more === "" ? "" : `<p dir="auto">${escapeHtml(more)}</p>`}\n`;
export const pageEnd = (words: string): string =>
  `<footer><p dir="auto">${escapeHtml(words)}</p></footer></body></html>\n`;

export interface ArticleAround {
  /** Author, or the name of a channel. */
  name: string;
  /** A line above the words: where it was said, what it answers. */
  context?: string | undefined;
  isReply?: boolean;
  /** Of a file: where it stands; undefined: its name alone. */
  fileAt: (name: string, id: string | undefined) => string | undefined;
}

/** One message. */
export function article({ seq, at, body, meta }: Message, { name, context, isReply, fileAt }: ArticleAround): string {
  const files = (meta?.files ?? []).map((file) => {
    const address = fileAt(file.name, file.id) ?? file.url;
    const shown = escapeHtml(file.name);
    return `<li>${address === undefined ? shown : `<a href="${escapeHtml(address)}">${shown}</a>`}</li>`;
  });
  const { poll } = meta ?? {};
  const asked = poll
    ? `<p dir="auto">${escapeHtml(poll.question)}</p><ul>${poll.options
        .map(({ text, votes }) => `<li dir="auto">${escapeHtml(text)}${votes === undefined ? "" : ` (${votes})`}</li>`)
        .join("")}</ul>`
    : "";
  const reactions = (meta?.reactions ?? []).map(({ emoji, count }) => `${escapeHtml(emoji)} ${count}`).join(" · ");
  return `<article${isReply ? ' class="reply"' : ""} id="m${seq}"><header><b dir="auto">${escapeHtml(name)}</b> <time>${timeOf(at)}</time></header>
${context === undefined ? "" : `<p class="context" dir="auto">${escapeHtml(context)}</p>`}${body === "" ? "" : writeHtml(parseBody(body), HAND)}${asked}${
    files.length > 0 ? `<ul>${files.join("")}</ul>` : ""
  }${reactions === "" ? "" : `<p class="context">${reactions}</p>`}</article>\n`;
}
