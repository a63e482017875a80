/**
 * Look-ups that an isolate's requests want at once go to D1 as one statement: it answers one query at a time, and when a class comes
 * in together, a thousand requests ask for the same thing.
 */
import { waitUntil } from "cloudflare:workers";

/** What comes in one turn of the event loop is seen one by one: a batch waits for the rest of it. */
const GATHER_MS = 1;
/** While a batch is on its way to D1 the next one is gathered. It leaves when that one is answered, and so much later at the latest. */
const APART_MS = 5;
/** The request that asks for the others reads their answers: some 30 µs each, and a request on the free plan has 10 ms. */
const MOST = 32;
/** D1 answers in milliseconds. Whoever asked for the others may have been ended by the platform meanwhile. */
const PATIENCE_MS = 2_000;

interface Batch<Q, A> {
  questions: Q[];
  /** In the order of the questions. */
  answers: Promise<A[]>;
}

export class LookupBatcher<Q, A> {
  readonly #lookUp: (d1: D1Database, questions: Q[]) => Promise<A[]>;
  readonly #most: number;
  readonly #patienceMs: number;
  /** What still takes questions. */
  #open: Batch<Q, A> | null = null;
  /** Settles when the batch that left last was answered. */
  #onItsWay: Promise<unknown> = Promise.resolve();

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
    if (!open || open.questions.length >= this.#most) return (await this.#begin(d1, question).answers)[0]!;
    const place = open.questions.push(question) - 1;
    const answers = await this.#within(open.answers);
    if (answers) return answers[place]!;
    // Nothing more is added to what may never leave.
    if (this.#open === open) this.#open = null;
    return (await this.#begin(d1, question).answers)[0]!;
  }

  #begin(d1: D1Database, question: Q): Batch<Q, A> {
    const batch: Batch<Q, A> = { questions: [question], answers: Promise.resolve([]) };
    batch.answers = this.#gather(d1, batch);
    this.#open = batch;
    // Whoever began it may go away: the others still want their answers, and each hears of a failure from `ask`.
    waitUntil(batch.answers.catch(() => undefined));
    return batch;
  }

  async #gather(d1: D1Database, batch: Batch<Q, A>): Promise<A[]> {
    await scheduler.wait(GATHER_MS);
    await Promise.race([this.#onItsWay, scheduler.wait(APART_MS)]);
    if (this.#open === batch) this.#open = null;
    const answers = this.#lookUp(d1, batch.questions);
    // Waited for, not read: who asked hears of a failure.
    this.#onItsWay = answers.catch(() => undefined);
    return answers;
  }

  /** Null where it takes too long. */
  async #within(answers: Promise<A[]>): Promise<A[] | null> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), this.#patienceMs);
    });
    try {
      return await Promise.race([answers, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
