import type { Refusal } from "../protocol/index.ts";

/** The server understood and said no. `refusal.sentence` is for people, `refusal.code` for programs. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
  readonly refusal: Refusal;
  /** HTTP status of the answer. */
  readonly status: number;

  constructor(refusal: Refusal, status: number) {
    super(refusal.sentence);
    this.refusal = refusal;
    this.status = status;
  }
}

/** Nobody answered, or what answered was not PLACE: whether the request was carried out is unknown. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";

  constructor(cause?: unknown) {
    super("PLACE cannot be reached right now.", { cause });
  }
}
