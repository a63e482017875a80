/** Asks again where waiting helps: every request of an import is safe to send twice. */
import { canRetry } from "../protocol/index.ts";
import { RefusedError, UnreachableError } from "../client/errors.ts";

const PAUSES_MS = [500, 1_000, 2_000, 5_000, 10_000, 20_000];
const LONGEST_MS = 5 * 60_000;

/** @throws what the last try threw; an AbortError where the signal ended a pause */
export async function patiently<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await ask();
    } catch (error) {
      const mayHelp =
        error instanceof UnreachableError || (error instanceof RefusedError && canRetry(error.refusal.code));
      const asked = error instanceof RefusedError ? (error.refusal.retryAfter ?? 0) : 0;
      // What the class takes in a day is used up: nobody waits for that.
      if (!mayHelp || asked > LONGEST_MS) throw error;
      await wait(Math.max(pause, asked), signal);
    }
  }
  return ask();
}

/** @throws an AbortError as soon as the signal says so */
function wait(ms: number, signal?: AbortSignal): Promise<void> {
  const aborted = () => new DOMException("The import was stopped.", "AbortError");
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted());
    const end = () => {
      clearTimeout(timer);
      reject(aborted());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", end);
      resolve();
    }, ms);
    signal?.addEventListener("abort", end, { once: true });
  });
}
