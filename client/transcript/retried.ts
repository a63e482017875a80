/** A request of a long walk, which goes on where it is when the network comes back. */
import { canRetry } from "../../protocol/refusals-at-hand.ts";
import type { Clock } from "../clock.ts";
import { RefusedError, UnreachableError } from "../errors.ts";

const TRIES = 8;
const PAUSE_MS = 1_000;
const PAUSE_MAX_MS = 30_000;

/** Asks again while the network, or the server, is away. */
export async function retried<T>(clock: Clock, signal: AbortSignal, ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    try {
      return await ask();
    } catch (cause) {
      const mayPass =
        cause instanceof UnreachableError || (cause instanceof RefusedError && canRetry(cause.refusal.code));
      if (tries === TRIES || !mayPass) throw cause;
      const asked = cause instanceof RefusedError ? (cause.refusal.retryAfter ?? 0) : 0;
      const { promise, resolve } = Promise.withResolvers<void>();
      const callOff = clock.after(Math.max(asked, Math.min(PAUSE_MAX_MS, PAUSE_MS * 2 ** (tries - 1))), resolve);
      signal.addEventListener("abort", () => (callOff(), resolve()), { once: true });
      await promise;
    }
  }
}
