/**
 * The question whether a server serves. Asked by `node:http`: the first `fetch` of a thread loads a client that is held as long as the thread runs, and the
 * watchdog's does nothing else.
 */
import { get, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";

export interface Health {
  /** Anything came back in time. */
  answered: boolean;
  /** Null when it serves; otherwise why not. */
  sentence: string | null;
}

const TRY_EVERY_MS = 100;
const ANSWER_WITHIN_MS = 5_000;

/** Asks until the server says that it serves, or the patience is over. Never throws. */
export async function askHealth(url: string, patienceMs: number): Promise<Health> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const health = await askOnce(url, Math.min(ANSWER_WITHIN_MS, patienceMs));
    if (health.sentence === null || Date.now() > until) return health;
    await new Promise((done) => setTimeout(done, TRY_EVERY_MS));
  }
}

/** @param withinMs an answer that comes later is none */
export async function askOnce(url: string, withinMs: number): Promise<Health> {
  // Node takes whole milliseconds only. Outside of what is caught: a mistake of ours is no silence of the server's.
  const signal = AbortSignal.timeout(Math.ceil(withinMs));
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get(`${url}/api/health`, { signal, agent: false }, resolve).once("error", reject);
    });
    const { sentence } = (await json(answer)) as { sentence?: string };
    const { statusCode: status = 0 } = answer;
    return { answered: true, sentence: status === 200 ? null : (sentence ?? `It answered ${status}.`) };
  } catch {
    // Whatever it was, there was no answer that is one of ours.
    return { answered: false, sentence: "Nothing came back." };
  }
}
