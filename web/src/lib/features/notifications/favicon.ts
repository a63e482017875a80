/** The mark in the tab, with a dot while something is unread: cobalt, and marigold where somebody named me. */
const END = "%3C/svg%3E";
const UNREAD = "#4f7cff";
const MENTIONED = "#f2b135";

export class Favicon {
  readonly #link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  readonly #plain = this.#link?.href ?? "";

  show(unread: number, mentions: number): void {
    if (!this.#link) return;
    const href = unread === 0 && mentions === 0 ? this.#plain : this.#dotted(mentions > 0 ? MENTIONED : UNREAD);
    if (this.#link.href !== href) this.#link.href = href;
  }

  #dotted(colour: string): string {
    const dot = `<circle cx='23' cy='23' r='8' fill='${colour}' stroke='#fff' stroke-width='2'/>`;
    return this.#plain.replace(END, encodeURIComponent(dot) + END);
  }
}
