/** My archive of the class as the server tells of it: asked again while it is being made and somebody looks. */
import type { Archive } from "../../../../../protocol/archives.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { ConversationClass } from "../../conversation/context.ts";

const LOOK_AGAIN_MS = 1_500;
type Told = { archive: Archive | null };

export class ClassArchive {
  /** Undefined until it was told; null: there is none. */
  archive = $state.raw<Archive | null | undefined>(undefined);
  refusal = $state.raw<Refusal | null>(null);
  busy = $state(false);
  readonly #workspace: Pick<ConversationClass, "api" | "id">;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isLookedAt = false;

  constructor(workspace: Pick<ConversationClass, "api" | "id">) {
    this.#workspace = workspace;
  }

  /** Where the browser fetches it: for who it is for alone. */
  get address(): string {
    return `/api/workspaces/${this.#workspace.id}/archive/file`;
  }

  /** @returns ends it */
  look(): () => void {
    this.#isLookedAt = true;
    void this.#ask("archives.read");
    return () => {
      this.#isLookedAt = false;
      clearTimeout(this.#timer);
    };
  }

  async make(): Promise<void> {
    await this.#act("archives.make");
  }

  /** Stops it, or takes it away. */
  async remove(): Promise<void> {
    await this.#act("archives.remove");
  }

  async #act(name: "archives.make" | "archives.remove"): Promise<void> {
    this.busy = true;
    await this.#ask(name);
    this.busy = false;
  }

  async #ask(name: "archives.read" | "archives.make" | "archives.remove"): Promise<void> {
    clearTimeout(this.#timer);
    const outcome: Outcome<Told> = await outcomeOf(this.#workspace.api.call(name, { workspace: this.#workspace.id }));
    this.refusal = outcome.ok ? null : outcome.refusal;
    if (outcome.ok) this.archive = outcome.value.archive;
    if (this.#isLookedAt && this.archive?.state === "making")
      this.#timer = setTimeout(() => void this.#ask("archives.read"), LOOK_AGAIN_MS);
  }
}
