/** Lists of a class that are asked for while its socket tells: an answer may be older than what was told meanwhile, which is laid over it. */
import type { WorkspaceEvent } from "../protocol/index.ts";
import type { Api } from "./api.ts";
import { applyWorkspaceEvent, type WorkspaceState } from "./workspace-state.ts";

export interface ClassListsOptions {
  api: Api;
  workspace: string;
  state: () => WorkspaceState | null;
  become: (state: WorkspaceState) => void;
}

export class ClassLists {
  readonly #options: ClassListsOptions;
  #meanwhile = new Set<WorkspaceEvent[]>();
  /** Of one list: there is but one that is kept. */
  #again = async (): Promise<void> => undefined;

  constructor(options: ClassListsOptions) {
    this.#options = options;
  }

  /** As `load`, and again once there is a socket anew: what was told meanwhile was told to nobody. */
  async keep<T>(...list: Parameters<typeof this.load<T>>): Promise<void> {
    await this.load(...list);
    this.#again = () => this.load(...list);
  }
  renew(): void {
    void this.#again().catch(() => undefined);
  }

  /** Every frame, and what is taken as if it were one. */
  remember(event: WorkspaceEvent): void {
    for (const told of this.#meanwhile) told.push(event);
  }

  /** The class was closed: what is on its way is nobody's. */
  forget(): void {
    this.#meanwhile = new Set();
  }

  /** @param put the answer into the state of the moment at which it comes. @throws RefusedError, UnreachableError */
  async load<T>(
    ask: (api: Api, workspace: string) => Promise<T>,
    put: (state: WorkspaceState, answer: T) => WorkspaceState,
  ): Promise<void> {
    const { api, workspace, state, become } = this.#options;
    const meanwhile = this.#meanwhile;
    const told: WorkspaceEvent[] = [];
    meanwhile.add(told);
    try {
      const answer = await ask(api, workspace);
      const now = state();
      if (now && meanwhile === this.#meanwhile) become(told.reduce(applyWorkspaceEvent, put(now, answer)));
    } finally {
      meanwhile.delete(told);
    }
  }
}
