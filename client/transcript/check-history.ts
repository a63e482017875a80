/** A channel's whole history fetched and checked, from its first message to the last one there is when that one is reached. */
import type { Sha256 } from "../../protocol/archive/chain.ts";
import { PROOF_BLOCK, type Proof } from "../../protocol/transcript/proof.ts";
import type { Api } from "../api.ts";
import type { Clock } from "../clock.ts";
import { ProofWalk, type CheckedBefore, type HistoryFlaw, type WholeHistory } from "./proof-walk.ts";
import { retried } from "./retried.ts";

export interface CheckOptions {
  api: Pick<Api, "call">;
  clock: Clock;
  sha256: Sha256;
  /** A channel's id, or a thread's. */
  channel: string;
  before: CheckedBefore | null;
  /** Lets whatever waits have its turn. */
  giveWay: () => Promise<void>;
  /** `seq` of the last message that was looked at, and of the last one there is. */
  onProgress: (seq: number, last: number) => void;
}

export type HistoryChecked = { flaw: HistoryFlaw; whole: null } | { flaw: null; whole: WholeHistory };

/** So long it works before it gives way, ms: half of a frame. */
const SLICE_MS = 8;

/** @throws RefusedError, UnreachableError; the signal's reason when it is aborted */
export async function checkHistory(options: CheckOptions, signal: AbortSignal): Promise<HistoryChecked> {
  const { api, clock, sha256, channel, before, onProgress } = options;
  const walk = new ProofWalk(sha256, channel, before);
  const ask = (asked: { from: number } | { changesAfter: number }) =>
    retried(clock, signal, () => api.call("messages.proof", { channel }, asked));
  const from = (seq: number) => {
    const coming = ask({ from: seq });
    // Who does not wait for it any more does not hear of it.
    coming.catch(() => undefined);
    return coming;
  };

  let coming: Promise<Proof> | null = from(1);
  let changesThen: number | null = null;
  let head: Proof["head"] | null = null;
  while (coming && !walk.flaw) {
    const proof: Proof = await coming;
    head = proof.head;
    changesThen ??= head.changes;
    const end: number = (proof.blocks.at(-1)?.from ?? Infinity) + PROOF_BLOCK;
    // The next ones are on their way while these are looked at.
    coming = end <= head.seq ? from(end) : null;
    await inSlices(walk.take(proof), options, signal);
    onProgress(walk.last, head.seq);
  }
  for (let after = changesThen ?? 0; !walk.flaw && head;) {
    const proof = await ask({ changesAfter: after });
    walk.takeChanges(proof);
    head = proof.head;
    const last = proof.changes.at(-1)?.n ?? after;
    if (last >= head.changes || last === after) break;
    after = last;
  }
  const whole = head && (await inSlices(walk.end(head), options, signal));
  if (whole) return { flaw: null, whole };
  return { flaw: walk.flaw ?? { what: "missing", seq: 1 }, whole: null };
}

async function inSlices<T>(
  steps: Generator<void, T>,
  { clock, giveWay }: Pick<CheckOptions, "clock" | "giveWay">,
  signal: AbortSignal,
): Promise<T> {
  let began = clock.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (clock.now() - began < SLICE_MS) continue;
    await giveWay();
    signal.throwIfAborted();
    began = clock.now();
  }
}
