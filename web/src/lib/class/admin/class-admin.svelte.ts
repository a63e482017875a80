/** The class itself: its name, and how people get in. */
import type { AskedFrom } from "../../../../../client/index.ts";
import { done, outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { WorkspaceState } from "../state/workspace.svelte.ts";

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

  /** Whether links of new messages get cards. */
  setLinkCards(linkCards: boolean): Promise<Outcome<boolean>> {
    return this.#edit({ linkCards });
  }

  /** Whether students may make tasks of messages. */
  setStudentTasks(studentTasks: boolean): Promise<Outcome<boolean>> {
    return this.#edit({ studentTasks });
  }

  /** Whether the teaching team sees how the class goes. */
  setInsights(insights: boolean): Promise<Outcome<boolean>> {
    return this.#edit({ insights });
  }

  /** Whether the teaching team needs a second factor. */
  setSecondFactor(secondFactor: boolean): Promise<Outcome<boolean>> {
    return this.#edit({ secondFactor });
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
