/** What the server makes on its own and takes its time for, as it tells of it: asked again while it is being made and somebody looks. */
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { outcomeOf } from "../../base/outcome.ts";

const LOOK_AGAIN_MS = 1_500;

export class BeingMade<T> {
  /** Undefined until it was told. A refusal takes nothing away that was. */
  told = $state.raw<T | undefined>(undefined);
  refusal = $state.raw<Refusal | null>(null);
  /** Something that somebody asked for is on its way. */
  busy = $state(false);
  readonly #read: () => Promise<T>;
  readonly #isMaking: (told: T) => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isLookedAt = false;

  /** @param read asks how it stands; throws as the client does */
  constructor(read: () => Promise<T>, isMaking: (told: T) => boolean) {
    this.#read = read;
    this.#isMaking = isMaking;
  }

  get isMaking(): boolean {
    return this.told !== undefined && this.#isMaking(this.told);
  }

  /** @returns ends it */
  look(): () => void {
    this.#isLookedAt = true;
    void this.#ask(this.#read);
    return () => {
      this.#isLookedAt = false;
      clearTimeout(this.#timer);
    };
  }

  /** Begins, stops or takes away. @param request is answered with how it stands then */
  async act(request: () => Promise<T>): Promise<void> {
    this.busy = true;
    try {
      await this.#ask(request);
    } finally {
      this.busy = false;
    }
  }

  async #ask(request: () => Promise<T>): Promise<void> {
    clearTimeout(this.#timer);
    const outcome = await outcomeOf(request());
    this.refusal = outcome.ok ? null : outcome.refusal;
    if (outcome.ok) this.told = outcome.value;
    if (this.#isLookedAt && this.isMaking) this.#timer = setTimeout(() => void this.#ask(this.#read), LOOK_AGAIN_MS);
  }
}
