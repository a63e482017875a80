/** What somebody wrote as elements: the same reading, the same escaping and the same last wall as in the app. */
import { parseBody } from "../../../protocol/markup/blocks.ts";
import { escapeHtml } from "../../../protocol/markup/escape.ts";
import { writeHtml, type Hand } from "../../../protocol/markup/html.ts";
import { namesIn } from "../../../protocol/markup/names-in-words.ts";
import { piecesOf } from "../lib/class/emoji/written.ts";
import { safeHtml } from "../lib/conversation/markup/safe-html.ts";
import { say } from "./words.ts";

export interface Known {
  handles: ReadonlySet<string>;
  channels: ReadonlyMap<string, string>;
  emoji: Readonly<Record<string, string>>;
}
/** Formulas and coloured code, once the end of the file has been read (extras.ts). */
interface Extras {
  formula(source: string, display: boolean): string | null;
  colour(text: string, language: string): string | null;
}
declare global {
  var courseExtras: Extras | undefined;
}

const handOf = (known: Known): Hand => ({
  labels: { done: say("done"), toDo: say("toDo"), table: say("table") },
  rel: "noopener noreferrer nofollow",
  onlyParagraph: (inner) => `<p dir="auto">${inner}</p>`,
  words: (text) => wordsHtml(text, known).replaceAll("\n", "<br>"),
  isName: (written) => isName(written, known),
  code: (text, language) =>
    `<figure class="code" dir="ltr"><figcaption>${escapeHtml(language)}</figcaption><pre tabindex="0"><code data-language="${escapeHtml(language.toLowerCase())}">${escapeHtml(text)}</code></pre></figure>`,
  formula: (source, raw, display) =>
    `<span class="math${display ? " display" : ""}" data-math="${display ? "display" : "inline"}" data-source="${escapeHtml(source)}">${escapeHtml(raw)}</span>`,
  spoiler: (inner) => `<span class="spoiler" role="button" tabindex="0" data-spoiler><span>${inner}</span></span>`,
});

function isName(written: string, { handles, channels, emoji }: Known): boolean {
  if (written.startsWith(":")) return Object.hasOwn(emoji, written.slice(1, -1));
  const [name] = namesIn(written);
  if (!name) return false;
  return name.sign === "@" ? handles.has(name.name.toLowerCase()) : channels.has(name.name.toLowerCase());
}

function wordsHtml(text: string, known: Known): string {
  let html = "";
  let end = 0;
  for (const { at, sign, name } of namesIn(text)) {
    if (!isName(sign + name, known)) continue;
    html += emojiHtml(text.slice(end, at), known) + `<span class="mention">${escapeHtml(sign + name)}</span>`;
    end = at + 1 + name.length;
  }
  return html + emojiHtml(text.slice(end), known);
}

const emojiHtml = (text: string, { emoji }: Known): string =>
  piecesOf(text, (name) => (Object.hasOwn(emoji, name) ? emoji[name] : undefined))
    .map(({ written, picture }) =>
      picture === undefined
        ? escapeHtml(written)
        : `<span class="class-emoji" title="${escapeHtml(written)}">${escapeHtml(written)}</span>`,
    )
    .join("");

/** An element with what somebody wrote. */
export function bodyOf(body: string, known: Known): HTMLElement {
  const element = document.createElement("div");
  element.className = "body";
  element.innerHTML = safeHtml(writeHtml(parseBody(body), handOf(known)));
  for (const name of element.querySelectorAll<HTMLElement>(".class-emoji")) {
    const picture = known.emoji[name.title.slice(1, -1)];
    if (picture !== undefined) name.replaceChildren(Object.assign(new Image(), { src: picture, alt: name.title }));
  }
  enrich(element);
  return element;
}

/** Sets formulas and colours code where that is not done; again when the extras have come. */
export function enrich(within: Element): void {
  const extras = globalThis.courseExtras;
  if (!extras) return;
  for (const math of within.querySelectorAll<HTMLElement>("[data-math]")) {
    const html = extras.formula(math.dataset["source"] ?? "", math.dataset["math"] === "display");
    delete math.dataset["math"];
    // KaTeX escapes its source and is told to trust nothing; no other script runs on this page in any case.
    math.classList.add(html === null ? "wrong" : "set");
    if (html !== null) math.innerHTML = html;
  }
  for (const code of within.querySelectorAll<HTMLElement>("code[data-language]")) {
    const html = extras.colour(code.textContent, code.dataset["language"] ?? "");
    delete code.dataset["language"];
    if (html !== null) code.innerHTML = html;
  }
}

export function openSpoiler(target: Element): boolean {
  const spoiler = target.closest("[data-spoiler]");
  spoiler?.classList.add("shown");
  for (const name of ["role", "tabindex", "data-spoiler"]) spoiler?.removeAttribute(name);
  return spoiler !== null;
}
