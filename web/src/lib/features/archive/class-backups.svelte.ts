/** The backups of the class as the server tells of them: asked again while one is being made and somebody looks. */
import type { Backup } from "../../../../../protocol/backups.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { ConversationClass } from "../../conversation/context.ts";

const LOOK_AGAIN_MS = 1_500;

export class ClassBackups {
  /** The newest first; undefined until they were told. */
  backups = $state.raw<readonly Backup[] | undefined>(undefined);
  refusal = $state.raw<Refusal | null>(null);
  busy = $state(false);
  readonly #workspace: Pick<ConversationClass, "api" | "id">;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isLookedAt = false;

  constructor(workspace: Pick<ConversationClass, "api" | "id">) {
    this.#workspace = workspace;
  }

  /** @returns ends it */
  look(): () => void {
    this.#isLookedAt = true;
    void this.#ask("backups.list");
    return () => {
      this.#isLookedAt = false;
      clearTimeout(this.#timer);
    };
  }

  /** Begins one now. */
  async make(): Promise<void> {
    this.busy = true;
    await this.#ask("backups.make");
    this.busy = false;
  }

  async #ask(name: "backups.list" | "backups.make"): Promise<void> {
    clearTimeout(this.#timer);
    const { api, id } = this.#workspace;
    const outcome: Outcome<{ backups: readonly Backup[] }> = await outcomeOf(api.call(name, { workspace: id }));
    this.refusal = outcome.ok ? null : outcome.refusal;
    if (outcome.ok) this.backups = outcome.value.backups;
    if (this.#isLookedAt && this.backups?.some(({ state }) => state === "making"))
      this.#timer = setTimeout(() => void this.#ask("backups.list"), LOOK_AGAIN_MS);
  }
}
