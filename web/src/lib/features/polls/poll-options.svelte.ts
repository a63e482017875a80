/** The options of a poll that is being made. */
import { t } from "#texts/poll-maker";
import { POLL_OPTION_MAX_CHARS, POLL_OPTIONS_MAX, POLL_OPTIONS_MIN } from "../../../../../protocol/limits.ts";

let next = 0;
const option = (text = "") => ({ key: next++, text });

export class PollOptions {
  readonly all = $state([option(), option()]);
  /** Without those that are empty. */
  readonly filled: string[] = $derived(this.all.map(({ text }) => text.trim()).filter((text) => text !== ""));
  readonly trouble: string | undefined = $derived.by(() => {
    if (this.filled.length < POLL_OPTIONS_MIN) return t.tooFew({ fewest: POLL_OPTIONS_MIN });
    const twice = this.filled.find((text, index) => this.filled.indexOf(text) !== index);
    return twice === undefined ? undefined : t.twice({ option: twice });
  });

  get isFull(): boolean {
    return this.all.length >= POLL_OPTIONS_MAX;
  }
  get canLoseOne(): boolean {
    return this.all.length > POLL_OPTIONS_MIN;
  }

  /** An empty one. @param after index */
  insert(after: number): void {
    this.all.splice(after + 1, 0, option());
  }

  remove(index: number): void {
    this.all.splice(index, 1);
  }

  /** What there is no room for is left out. */
  replace(index: number, texts: readonly string[]): void {
    const room = POLL_OPTIONS_MAX - this.all.length + 1;
    this.all.splice(index, 1, ...texts.slice(0, room).map((text) => option(text.slice(0, POLL_OPTION_MAX_CHARS))));
  }
}
