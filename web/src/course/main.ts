/** The reader in the course in one file: channels, threads, search. It knows nothing but the blocks of its own page. */
import "../lib/base/styles/tokens.css";
import "../lib/conversation/markup/body.css";
import "../lib/conversation/markup/code-tones.css";
import "./course.css";
import { INDEX_BLOCK, type CourseIndex } from "../../../imports/archive/course-format.ts";
import { textOf } from "./blocks.ts";
import { Check } from "./check.ts";
import { Log } from "./log.ts";
import { enrich, openSpoiler } from "./markup.ts";
import { Course, el, own } from "./message.ts";
import { SearchBox } from "./search-box.ts";
import { exactly, isFromRight, languageNow, say, turnLanguage } from "./words.ts";

const root = document.querySelector("#course") as HTMLElement;
const html = document.documentElement;

class Page {
  readonly #course: Course;
  readonly #search: SearchBox;
  readonly #check: Check;
  #channel: string | null;
  #thread: string | null = null;

  constructor(index: CourseIndex) {
    this.#course = new Course(index);
    this.#check = new Check(this.#course);
    this.#channel = index.first;
    this.#search = new SearchBox(this.#course, (channel, seq) => this.#go(channel, seq));
    root.addEventListener("click", (event) => this.#press(event.target as Element));
    document.addEventListener("keydown", (event) => this.#key(event));
    document.addEventListener("course-extras", () => enrich(root));
  }

  async draw(): Promise<void> {
    html.lang = languageNow();
    html.dir = isFromRight() ? "rtl" : "ltr";
    const { name, at, openOnly, channels } = this.#course.index;
    const button = (what: "theme" | "language") => {
      const made = el("button", "quiet", say(what));
      made.dataset["do"] = what;
      return made;
    };
    const hasPrivate = channels.some(({ kind }) => kind === "private");
    const about = [
      say("about", { when: exactly(at) }),
      say("notInIt"),
      ...(openOnly ? [say("openOnly")] : hasPrivate ? [say("withPrivate")] : []),
    ].join(" ");
    const aside = el(
      "nav",
      "",
      el("h1", "", own(name)),
      this.#search.element,
      this.#search.results,
      this.#list(),
      el("footer", "", el("p", "", about), button("theme"), button("language"), this.#check.element),
    );
    aside.setAttribute("aria-label", say("channels"));
    this.#search.retell();
    this.#check.retell();
    root.replaceChildren(aside, el("main", ""), el("aside", ""));
    await this.#open();
    if (this.#thread !== null) await this.#openThread(this.#thread);
  }

  #list(): HTMLElement {
    const rows = this.#course.index.channels
      .filter(({ kind }) => kind !== "thread")
      .map(({ key, name = "", kind, archived }) => {
        const notes = [...(kind === "private" ? [say("private")] : []), ...(archived ? [say("archived")] : [])];
        const row = el("button", "", "# ", own(name), ...notes.map((note) => el("small", "quiet", note)));
        row.dataset["channel"] = key;
        return el("li", "", row);
      });
    return el("ul", "channels", ...rows);
  }

  async #open(seq?: number): Promise<void> {
    const main = root.querySelector("main") as HTMLElement;
    for (const row of root.querySelectorAll<HTMLElement>("[data-channel]"))
      row.setAttribute("aria-current", String(row.dataset["channel"] === this.#channel));
    const channel = this.#course.index.channels.find(({ key }) => key === this.#channel);
    if (!channel) return;
    const back = el("button", "back", "☰");
    back.dataset["do"] = "list";
    back.setAttribute("aria-label", say("channels"));
    const head = el("header", "pane", back, el("h2", "", "# ", own(channel.name ?? "")));
    if (channel.topic) head.append(el("p", "quiet", own(channel.topic)));
    await this.#show(main, head, channel.key, seq);
  }

  async #openThread(key: string, seq?: number): Promise<void> {
    this.#thread = key;
    const panel = root.querySelector("aside") as HTMLElement;
    const close = el("button", "", "×");
    close.dataset["do"] = "close";
    close.setAttribute("aria-label", say("close"));
    root.classList.add("with-thread");
    await this.#show(panel, el("header", "pane", el("h2", "", say("thread")), close), key, seq);
    if (seq === undefined) close.focus();
  }

  async #show(pane: HTMLElement, head: HTMLElement, channel: string, seq?: number): Promise<void> {
    const log = new Log(this.#course, channel);
    log.element.setAttribute("aria-label", head.querySelector("h2")?.textContent ?? "");
    pane.replaceChildren(head, log.element);
    try {
      await log.open(seq);
    } catch {
      log.element.replaceChildren(el("p", "broken", say("broken")));
    }
  }

  /** Where a search leads: into a channel, or into a thread beside the message that it hangs on. */
  async #go(key: string, seq: number): Promise<void> {
    const on = this.#course.index.channels.find((channel) => channel.key === key)?.on;
    this.#closeThread();
    this.#channel = on?.channel ?? key;
    root.classList.remove("listing");
    await this.#open(on?.seq ?? seq);
    if (on) await this.#openThread(key, seq);
  }

  #closeThread(): void {
    const on = this.#course.index.channels.find(({ key }) => key === this.#thread)?.on;
    this.#thread = null;
    root.classList.remove("with-thread");
    root.querySelector("aside")?.replaceChildren();
    if (on) root.querySelector<HTMLElement>(`main [data-seq="${on.seq}"]`)?.focus();
  }

  #press(target: Element): void {
    if (openSpoiler(target)) return;
    const pressed = target.closest<HTMLElement>("[data-channel], [data-thread], [data-do]");
    if (!pressed) return;
    const { channel, thread, do: act } = pressed.dataset;
    if (channel !== undefined) {
      this.#closeThread();
      this.#channel = channel;
      root.classList.remove("listing");
      void this.#open();
    } else if (thread !== undefined) void this.#openThread(thread);
    else if (act === "close") this.#closeThread();
    else if (act === "list") root.classList.toggle("listing");
    else if (act === "theme") html.dataset["theme"] = isDark() ? "light" : "dark";
    else if (act === "language") {
      turnLanguage();
      void this.draw();
    }
  }

  #key(event: KeyboardEvent): void {
    const isTyping = event.target instanceof HTMLInputElement;
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      root.classList.add("listing");
      this.#search.focus();
    } else if (event.key === "Escape") {
      if (this.#search.clear()) return;
      if (this.#thread !== null) this.#closeThread();
      else root.classList.remove("listing");
    } else if ((event.key === "Enter" || event.key === " ") && openSpoiler(event.target as Element)) {
      event.preventDefault();
    }
  }
}

const isDark = () =>
  html.dataset["theme"] === "dark" ||
  (html.dataset["theme"] !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);

async function begin(): Promise<void> {
  try {
    await new Page(JSON.parse((await textOf(INDEX_BLOCK)) ?? "") as CourseIndex).draw();
  } catch {
    root.replaceChildren(el("p", "broken", say("broken")));
  }
}
void begin();
