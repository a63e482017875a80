/** The field that searches all messages, and what it found. */
import { entryKind } from "../../../protocol/archive/format.ts";
import { plainWords } from "../../../protocol/markup/plain-words.ts";
import type { MessageLine } from "../../../protocol/archive/schemas.ts";
import { entries, messagesAround, messagesOf, textOf, wholeFile } from "./blocks.ts";
import { blockOf, find, type Block, type Hit } from "./find.ts";
import { el, own, type Course } from "./message.ts";
import { exactly, say } from "./words.ts";

/** Hits that are listed. */
const MOST = 60;
/** Messages that are kept unpacked, so that a hit is told at once; of the rest, hits are unpacked. About 60 MB. */
const HELD = 150_000;

export class SearchBox {
  readonly element = document.createElement("input");
  readonly results = el("div", "results");
  readonly #course: Course;
  readonly #blocks: Block[] = [];
  readonly #go: (channel: string, seq: number) => Promise<void>;
  #total = 0;
  #isWhole = false;
  #asked = 0;

  constructor(course: Course, go: (channel: string, seq: number) => Promise<void>) {
    this.#course = course;
    this.#go = go;
    this.element.type = "search";
    this.element.addEventListener("input", () => void this.#find());
    this.results.setAttribute("aria-live", "polite");
    this.results.hidden = true;
    void this.#read();
  }

  /** In the language of now. */
  retell(): void {
    this.element.placeholder = say("search");
    this.element.setAttribute("aria-label", say("search"));
    void this.#find();
  }

  focus(): void {
    this.element.focus();
  }

  /** False where there was nothing to clear. */
  clear(): boolean {
    if (this.element.value === "") return false;
    this.element.value = "";
    void this.#find();
    return true;
  }

  /** All blocks, one at a time, so that the page answers in between. */
  async #read(): Promise<void> {
    await wholeFile;
    const all = entries();
    this.#total = all.length;
    let held = 0;
    for (const entry of all) {
      const kind = entryKind(entry);
      try {
        const messages = messagesOf((await textOf(entry)) ?? "");
        if (kind?.kind !== "messages") continue;
        const block = blockOf(kind.channel, messages);
        held += messages.length;
        if (held <= HELD) block.messages = messages;
        this.#blocks.push(block);
      } catch {
        // Said where it is opened; everything else is found.
        this.#total -= 1;
      }
    }
    this.#isWhole = true;
    document.documentElement.dataset["searchable"] = String(Math.round(performance.now()));
    if (this.element.value !== "") await this.#find();
  }

  async #find(): Promise<void> {
    const asked = (this.#asked += 1);
    const query = this.element.value.trim();
    this.results.hidden = query === "";
    if (query === "") return;
    const { hits, count } = find(this.#blocks, query, MOST);
    const told = count === 0 && this.#isWhole ? say("nothing") : say("results", { count });
    const rows = await Promise.all(hits.map((hit) => this.#row(hit)));
    // Somebody has typed on meanwhile.
    if (asked !== this.#asked) return;
    this.results.replaceChildren(
      el("p", "quiet", told),
      ...(this.#isWhole ? [] : [el("p", "quiet", say("reading", { done: this.#blocks.length, total: this.#total }))]),
      el("ul", "", ...rows),
    );
  }

  async #row({ channel, seq, message: known }: Hit): Promise<HTMLElement> {
    const { channels } = this.#course.index;
    const line = channels.find(({ key }) => key === channel);
    const named = line?.on ? channels.find(({ key }) => key === line.on?.channel) : line;
    const message = known ?? (await messagesAround(channel, seq)).find((each) => each.seq === seq);
    const row = el(
      "button",
      "hit",
      el("small", "quiet", "# ", own(named?.name ?? ""), " · ", own(message ? exactly(message.at) : "")),
      el("span", "", own(message ? this.#course.nameOf(message) : ""), ": ", excerpt(message, this.element.value)),
    );
    row.addEventListener("click", () => void this.#go(channel, seq));
    return el("li", "", row);
  }
}

/** Letters before the first word that is found, and letters in all. */
const BEFORE = 40;
const LONGEST = 140;

/** What stands around the first word that is found, and that word marked. Hidden words stay hidden, though they are found. */
function excerpt(message: MessageLine | undefined, query: string): HTMLElement {
  const body = plainWords(message?.body ?? "", say("spoiler"));
  const said = (body || message?.poll?.question || message?.files?.[0]?.name || "").replace(/\s+/gu, " ");
  const [word = ""] = query.trim().toLowerCase().split(/\s+/u);
  const at = said.toLowerCase().indexOf(word);
  // From the beginning of a word on.
  const from = at > BEFORE ? Math.max(said.lastIndexOf(" ", at - BEFORE) + 1, at - 2 * BEFORE) : 0;
  const shown = own(from > 0 ? "… " : "");
  if (at === -1) shown.append(said.slice(0, LONGEST));
  else
    shown.append(
      said.slice(from, at),
      el("mark", "", said.slice(at, at + word.length)),
      said.slice(at + word.length, from + LONGEST),
    );
  return shown;
}
