/** The words in one channel's field: kept on this device as they are typed, followed when another tab or device changes them. */
import { drafts } from "./device-drafts.ts";
import { splitQuotes } from "../markup/split-quotes.ts";
import { otherDrafts } from "./other-drafts.ts";

const KEEP_MS = 400;

export class DraftText {
  /** What stands in the field. */
  text = $state("");
  /** What stands above it: quotes, each as it will be sent. */
  quotes = $state.raw<readonly string[]>([]);
  /** Words that gave way to those; empty where there are none. */
  other = $state("");
  /** My member id. */
  readonly me: string;
  readonly channelId: string;
  #keeping: ReturnType<typeof setTimeout> | undefined;

  /** @param me my member id. */
  constructor(me: string, channelId: string) {
    this.me = me;
    this.channelId = channelId;
    this.show(drafts.read(me, channelId));
    this.other = otherDrafts.newest(me, channelId);
  }

  get above(): string {
    return this.quotes.join("");
  }
  /** The draft: what would be sent. */
  get whole(): string {
    return this.above + this.text;
  }

  /** @param draft as it would be sent */
  show(draft: string): void {
    const { quotes, rest } = splitQuotes(draft);
    this.quotes = quotes;
    this.text = rest;
  }

  /** Follows other tabs and devices until the returned function is called, which keeps what stands there. */
  follow(): () => void {
    const [me, channel] = [this.me, this.channelId];
    const unfollow = drafts.follow(me, channel, (body) => {
      // What is being typed here is newer than what another tab or device had.
      if (this.#keeping !== undefined && this.whole !== body) return false;
      this.show(body);
      return true;
    });
    const unfollowOthers = otherDrafts.follow(me, channel, () => (this.other = otherDrafts.newest(me, channel)));
    return () => {
      this.keep();
      unfollow();
      unfollowOthers();
    };
  }

  /** It was typed on. */
  typed(): void {
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.keep(), KEEP_MS);
  }

  keep(): void {
    clearTimeout(this.#keeping);
    this.#keeping = undefined;
    drafts.keep(this.me, this.channelId, this.whole);
  }

  /** The page may be gone in the next moment. */
  leave(): void {
    this.keep();
    drafts.leave(this.me, this.channelId);
  }

  empty(): void {
    this.show("");
    this.leave();
  }
}
