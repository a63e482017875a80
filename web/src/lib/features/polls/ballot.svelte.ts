/** My vote in one poll: what is stored, and what I am choosing. */
import type { Poll } from "../../../../../protocol/index.ts";
import { myVotes } from "./my-votes.ts";
import { choicesOf, isFinal } from "./poll.ts";

/** Between two choices that a hand or an arrow key makes in passing. */
const SETTLES_MS = 400;

export interface Voting {
  /** Member id. */
  me: string;
  /** Id of the message that the poll is in; undefined while it is being sent. */
  message: string | undefined;
  poll: Poll;
  canVote: boolean;
}

export class Ballot {
  /** Chosen and not sent yet: a hand that is still choosing, or a secret ballot before it is cast. */
  chosen = $state.raw<readonly number[] | null>(null);
  #settling: ReturnType<typeof setTimeout> | undefined;
  readonly #voting: () => Voting | undefined;
  readonly #vote: (choices: number[]) => void;

  /**
   * @param voting the poll as it is at the moment
   * @param vote sends my choices: indexes of options
   */
  constructor(voting: () => Voting | undefined, vote: (choices: number[]) => void) {
    this.#voting = voting;
    this.#vote = vote;
  }

  readonly #stored: readonly number[] = $derived.by(() => {
    const voting = this.#voting();
    if (voting?.message === undefined) return [];
    const { poll, me, message } = voting;
    return choicesOf(poll, me) ?? (poll.secret ? [] : (myVotes.in(me, message) ?? []));
  });
  /** Indexes of the options that are marked as mine. */
  readonly mine: readonly number[] = $derived.by(() => this.chosen ?? this.#stored);

  choose(index: number, on: boolean): void {
    const voting = this.#voting();
    if (!voting?.canVote) return;
    const { poll } = voting;
    if (!poll.multiple) this.chosen = [index];
    else if (on) this.chosen = [...this.mine, index].sort((a, b) => a - b);
    else this.chosen = this.mine.filter((one) => one !== index);
    if (isFinal(poll)) return;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.cast(), SETTLES_MS);
  }

  /** Sends what is chosen, if anything is. */
  cast(): void {
    clearTimeout(this.#settling);
    const voting = this.#voting();
    if (this.chosen === null || voting?.message === undefined) return;
    const { poll, me, message } = voting;
    const choices = [...this.chosen];
    this.chosen = null;
    if (poll.sealed && !poll.secret) myVotes.keep(me, message, choices);
    this.#vote(choices);
  }

  takeBack(): void {
    this.chosen = [];
    this.cast();
  }

  /** Who scrolls on or goes elsewhere has voted all the same. */
  leave(): void {
    const voting = this.#voting();
    if (voting && !isFinal(voting.poll)) this.cast();
  }
}
