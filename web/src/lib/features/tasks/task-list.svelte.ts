/** The tasks of a class, kept up to date while somebody looks at them. */
import type { Message, Task } from "../../../../../protocol/index.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import { outcomeOf } from "../../base/outcome.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import { followMessages } from "../../conversation/followed-messages.ts";

export const VIEWS = ["open", "done", "mine"] as const;
export type View = (typeof VIEWS)[number];

export class TaskList {
  readonly #workspace: WorkspaceState;
  view = $state<View>("open");
  /** Null until they are told. */
  tasks = $state.raw<readonly Task[] | null>(null);
  refusal = $state.raw<Refusal | null>(null);
  /** Counts what was asked for: an answer to an earlier question is out of date. */
  #turn = 0;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  async show(view: View): Promise<void> {
    if (this.view !== view) this.tasks = null;
    this.view = view;
    await this.load();
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    this.refusal = null;
    const { api, id } = this.#workspace;
    const state = this.view === "done" ? "done" : "open";
    const mine = this.view === "mine" ? "true" : "false";
    const outcome = await outcomeOf(api.call("personal.tasks", { workspace: id }, { state, mine }));
    if (turn !== this.#turn) return;
    if (outcome.ok) this.tasks = outcome.value.tasks;
    else this.refusal = outcome.refusal;
  }

  /** @returns ends it */
  follow(): () => void {
    return followMessages(this.#workspace, {
      // What becomes a task is in no list yet.
      has: () => true,
      take: (channel, message) => this.#take(channel, message),
      miss: () => void this.load(),
    });
  }

  async finish({ channel, message }: Task, on: boolean): Promise<void> {
    const act = { type: "finishTask" as const, on };
    const outcome = await outcomeOf(this.#workspace.api.call("messages.act", { channel, seq: message.seq }, { act }));
    if (outcome.ok) this.#take(channel, outcome.value.message);
    else toasts.trouble(outcome.refusal.sentence);
  }

  #take(channel: string, message: Message): void {
    const others = (this.tasks ?? []).filter((each) => each.channel !== channel || each.message.seq !== message.seq);
    const known = this.tasks !== null && others.length < this.tasks.length;
    if (!known && !this.#belongs(message)) return;
    const tasks = this.#belongs(message) ? [...others, { channel, message }] : others;
    this.tasks = tasks.sort((a, b) => b.message.at - a.message.at);
  }

  #belongs({ meta }: Message): boolean {
    const task = meta?.task;
    if (!task || (task.done !== undefined) !== (this.view === "done")) return false;
    return this.view !== "mine" || [task.by, task.to].includes(this.#workspace.me.id);
  }
}
