/** Asks again where waiting helps: every request of an import is safe to send twice. */
import { setTimeout as wait } from "node:timers/promises";
import { canRetry } from "../../../protocol/index.ts";
import { RefusedError, UnreachableError } from "../../../client/errors.ts";

const PAUSES_MS = [500, 1_000, 2_000, 5_000, 10_000, 20_000];

/** @throws what the last try threw */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const pause of PAUSES_MS) {
    try {
      return await ask();
    } catch (error) {
      const mayHelp =
        error instanceof UnreachableError || (error instanceof RefusedError && canRetry(error.refusal.code));
      if (!mayHelp) throw error;
      await wait(Math.max(pause, error instanceof RefusedError ? (error.refusal.retryAfter ?? 0) : 0));
    }
  }
  return ask();
}
