/**
 * Look-ups that an isolate's requests want at once go to D1 as one statement: it answers one query at a time, and when a class comes
 * in together, a thousand requests ask for the same thing.
 */

/** What comes in one turn of the event loop is seen one by one: a batch waits for the rest of it. */
const GATHER_MS = 1;
/** While a batch is on its way to D1 the next one is gathered. It leaves when that one is answered, and so much later at the latest. */
const APART_MS = 5;
/** The request that asks for the others reads their answers: some 30 µs each, and a request on the free plan has 10 ms. */
const MOST = 32;
/** D1 answers in milliseconds. Whoever asked for the others may have been ended by the platform meanwhile, as its caller went away. */
const PATIENCE_MS = 1_000;

/**
 * What requests of one isolate share is data and never a promise: a promise belongs to the request that made it, and who waits for it in
 * another one waits for ever when that one has ended. So each looks for itself whether its answer is there, a little less often each time.
 */
interface Batch<Q, A> {
  questions: Q[];
  /** Null until D1 has answered; then the answers in the order of the questions, or why there are none. */
  outcome: { answers: A[] } | { error: unknown } | null;
}
const LOOK_FIRST_MS = 1;
const LOOK_SELDOM_MS = 4;

export class LookupBatcher<Q, A> {
  readonly #lookUp: (d1: D1Database, questions: Q[]) => Promise<A[]>;
  readonly #most: number;
  readonly #patienceMs: number;
  /** What still takes questions. */
  #open: Batch<Q, A> | null = null;
  /** What left last. While it is not answered, the next one is gathered. */
  #onItsWay: Batch<Q, A> | null = null;

  /**
   * @param lookUp answers questions in their order
   * @param most questions that go together
   * @param patienceMs how long a request waits for what another one asks D1
   */
  constructor(
    lookUp: (d1: D1Database, questions: Q[]) => Promise<A[]>,
    { most = MOST, patienceMs = PATIENCE_MS } = {},
  ) {
    this.#lookUp = lookUp;
    this.#most = most;
    this.#patienceMs = patienceMs;
  }

  /** The answer to one question, which D1 is asked after this call. @throws what `lookUp` throws */
  async ask(d1: D1Database, question: Q): Promise<A> {
    const open = this.#open;
    if (!open || open.questions.length >= this.#most) return this.#begin(d1, question);
    const place = open.questions.push(question) - 1;
    const outcome = await this.#outcomeOf(open);
    if (outcome) return answerOf(outcome, place);
    // Nothing more is added to what may never leave.
    if (this.#open === open) this.#open = null;
    return this.#begin(d1, question);
  }

  async #begin(d1: D1Database, question: Q): Promise<A> {
    const batch: Batch<Q, A> = { questions: [question], outcome: null };
    this.#open = batch;
    // Not in `waitUntil`: a request whose caller went away would go on after it, and what it then begins is cut in its first step. An
    // object that is called so has no timers any more (workerd 1.20261023.1).
    return answerOf(await this.#carry(d1, batch), 0);
  }

  async #carry(d1: D1Database, batch: Batch<Q, A>): Promise<{ answers: A[] } | { error: unknown }> {
    await scheduler.wait(GATHER_MS);
    // Counted and not read from a clock, which can be put back.
    for (let waited = 0; this.#onItsWay?.outcome === null && waited < APART_MS; waited += LOOK_FIRST_MS)
      await scheduler.wait(LOOK_FIRST_MS);
    if (this.#open === batch) this.#open = null;
    this.#onItsWay = batch;
    try {
      batch.outcome = { answers: await this.#lookUp(d1, batch.questions) };
    } catch (error) {
      batch.outcome = { error };
    }
    return batch.outcome;
  }

  /** Null where it takes too long. */
  async #outcomeOf(batch: Batch<Q, A>): Promise<Batch<Q, A>["outcome"]> {
    let pause = LOOK_FIRST_MS;
    for (let waited = 0; batch.outcome === null && waited < this.#patienceMs; waited += pause) {
      await scheduler.wait(pause);
      pause = Math.min(pause + 1, LOOK_SELDOM_MS);
    }
    return batch.outcome;
  }
}

function answerOf<A>(outcome: { answers: A[] } | { error: unknown }, place: number): A {
  if ("error" in outcome) throw outcome.error;
  return outcome.answers[place]!;
}
