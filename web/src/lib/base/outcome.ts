/** What came of a request: its answer, or the reason in words. Screens never catch; they look. */
import { t } from "#texts/outcome";
import { RefusedError, UnreachableError } from "../../../../client/index.ts";
import type { Refusal } from "../../../../protocol/refusals.ts";
import { refusalAtHand } from "../../../../protocol/refusals-at-hand.ts";
import { inReadersLanguage } from "./texts/refusals.ts";

export type Outcome<T> = { ok: true; value: T } | { ok: false; refusal: Refusal };

export const done = <T>(value: T): Outcome<T> => ({ ok: true, value });
export const refused = (reason: Refusal): Outcome<never> => ({ ok: false, refusal: reason });

/** Who wants to know of every refusal. */
export const refusalHeard: { by?: ((refusal: Refusal) => void) | undefined } = {};

/** Waits for a request of the API and tells how it ended. What is no refusal is a fault of ours and is thrown on. */
export async function outcomeOf<T>(request: Promise<T>): Promise<Outcome<T>> {
  try {
    return done(await request);
  } catch (error) {
    if (error instanceof RefusedError) {
      refusalHeard.by?.(error.refusal);
      return refused(inReadersLanguage(error.refusal));
    }
    if (error instanceof UnreachableError) {
      return refused(refusalAtHand("unavailable", { sentence: navigator.onLine ? t.noAnswer : t.offline }));
    }
    throw error;
  }
}
