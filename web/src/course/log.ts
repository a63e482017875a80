/** The messages of one channel or thread: a stretch of them is in the page, and grows at the end that is scrolled to. */
import type { MessageLine } from "../../../protocol/archive/schemas.ts";
import { messagesAround, messagesBetween } from "./blocks.ts";
import { el, messageRow, type Course } from "./message.ts";
import { dayOf, say } from "./words.ts";

/** Messages that are put in at once. */
const STRETCH = 80;
/** So near to an end of what is there, more is put in, px. */
const NEAR = 900;

export class Log {
  readonly element = el("div", "log");
  readonly #course: Course;
  readonly #channel: string;
  #from = 1;
  #to = 0;
  /** Counts what was opened: what was fetched for the place before is nobody's. */
  #opened = 0;
  /** Which of them grows. */
  #growing = 0;

  constructor(course: Course, channel: string) {
    this.#course = course;
    this.#channel = channel;
    this.element.tabIndex = -1;
    this.element.setAttribute("role", "log");
    this.element.addEventListener("scroll", () => void this.#grow(), { passive: true });
    this.element.addEventListener("keydown", (event) => this.#step(event));
  }

  get #count(): number {
    return this.#course.index.counts[this.#channel] ?? 0;
  }

  /** Shows the end, or a message in the middle. Rejects where its block is damaged. */
  async open(seq?: number): Promise<void> {
    const opened = (this.#opened += 1);
    const middle = seq ?? this.#count;
    this.#from = Math.max(1, middle - STRETCH / 2);
    this.#to = Math.min(this.#count, middle + STRETCH / 2);
    if (this.#count === 0) {
      this.element.replaceChildren(el("p", "quiet empty", say("empty")));
      return;
    }
    const rows = await this.#rows(this.#from, this.#to);
    if (opened !== this.#opened) return;
    this.element.replaceChildren(...rows);
    const row = seq === undefined ? null : this.#row(seq);
    if (row) {
      row.classList.add("found");
      row.scrollIntoView({ block: "center" });
      row.focus({ preventScroll: true });
    } else this.element.scrollTop = this.element.scrollHeight;
    // The first words are painted before more are made.
    setTimeout(() => void this.#grow());
  }

  #row(seq: number): HTMLElement | null {
    return this.element.querySelector(`[data-seq="${seq}"]`);
  }

  async #rows(from: number, to: number): Promise<HTMLElement[]> {
    const messages = await messagesBetween(this.#channel, from, to);
    const bySeq = new Map(messages.map((message) => [message.seq, message]));
    const rows: HTMLElement[] = [];
    let before: MessageLine | undefined =
      from > 1 ? (await messagesAround(this.#channel, from - 1)).find(({ seq }) => seq === from - 1) : undefined;
    for (const message of messages) {
      const { at, replyTo } = message;
      if (before === undefined || new Date(before.at).toDateString() !== new Date(at).toDateString())
        rows.push(el("h3", "day", dayOf(at)));
      const answered =
        replyTo === undefined
          ? undefined
          : (bySeq.get(replyTo) ?? (await messagesAround(this.#channel, replyTo)).find(({ seq }) => seq === replyTo));
      rows.push(messageRow(this.#course, this.#channel, message, before, answered));
      before = message;
    }
    return rows;
  }

  /** More, at the ends that are near. What is under the eye stays where it is. */
  async #grow(): Promise<void> {
    const opened = this.#opened;
    if (this.#growing === opened) return;
    this.#growing = opened;
    try {
      const { element } = this;
      while (this.#from > 1 && element.scrollTop < NEAR && element.isConnected) {
        const from = Math.max(1, this.#from - STRETCH);
        const rows = await this.#rows(from, this.#from - 1);
        if (opened !== this.#opened) return;
        const behind = element.scrollHeight - element.scrollTop;
        element.prepend(...rows);
        element.scrollTop = element.scrollHeight - behind;
        this.#from = from;
      }
      while (
        this.#to < this.#count &&
        element.scrollHeight - element.scrollTop - element.clientHeight < NEAR &&
        element.isConnected
      ) {
        const to = Math.min(this.#count, this.#to + STRETCH);
        const rows = await this.#rows(this.#to + 1, to);
        if (opened !== this.#opened) return;
        element.append(...rows);
        this.#to = to;
      }
    } finally {
      if (this.#growing === opened) this.#growing = 0;
    }
  }

  /** Arrows go from message to message, Home and End to the ends of the channel. */
  #step(event: KeyboardEvent): void {
    if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      void this.open(event.key === "Home" ? 1 : undefined);
      return;
    }
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    const rows = [...this.element.querySelectorAll("article")];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const next = at === -1 ? rows.at(-1) : rows[at + (event.key === "ArrowUp" ? -1 : 1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
