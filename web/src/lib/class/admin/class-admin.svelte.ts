/** The class itself: its name, and how people get in. */
import type { AskedFrom } from "../../../../../client/index.ts";
import { done, outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";

export type Switchable = "linkCards" | "studentTasks" | "insights" | "secondFactor";

export class ClassAdmin {
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  rename(name: string): Promise<Outcome<boolean>> {
    return this.#edit({ name });
  }

  /** @param icon a data URL; null goes back to the mark of PLACE */
  setIcon(icon: string | null): Promise<Outcome<boolean>> {
    return this.#edit({ icon });
  }

  async #edit(change: AskedFrom<"workspaces.edit">): Promise<Outcome<boolean>> {
    const outcome = await outcomeOf(
      this.#workspace.api.call("workspaces.edit", { workspace: this.#workspace.id }, change),
    );
    if (!outcome.ok) return outcome;
    this.#workspace.acceptWorkspace(outcome.value.workspace);
    return done(true);
  }

  /** What a class is switched to: each a field of it. */
  switch(setting: Switchable, on: boolean): Promise<Outcome<boolean>> {
    return this.#edit({ [setting]: on });
  }

  /** The old code stops at once. */
  async newJoinCode(): Promise<Outcome<boolean>> {
    const outcome = await outcomeOf(
      this.#workspace.api.call("workspaces.newJoinCode", { workspace: this.#workspace.id }),
    );
    if (!outcome.ok) return outcome;
    this.#workspace.acceptWorkspace({ ...this.#workspace.workspace, joinCode: outcome.value.joinCode });
    return done(true);
  }

  async stopJoining(): Promise<Outcome<boolean>> {
    const outcome = await outcomeOf(
      this.#workspace.api.call("workspaces.stopJoining", { workspace: this.#workspace.id }),
    );
    if (!outcome.ok) return outcome;
    this.#workspace.acceptWorkspace({ ...this.#workspace.workspace, joinCode: null });
    return done(true);
  }

  async leave(): Promise<Outcome<void>> {
    return await outcomeOf(this.#workspace.api.call("workspaces.leave", { workspace: this.#workspace.id }));
  }
}
