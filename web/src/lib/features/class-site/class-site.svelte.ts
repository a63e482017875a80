/** What a class shows of itself on other sites: its widgets, the keys that sites sign with, and what guests wrote there and nobody has looked at. */
import type { Outcome } from "../../base/outcome.ts";
import { outcomeOf } from "../../base/outcome.ts";
import type { WorkspaceState } from "../../class/state/workspace.svelte.ts";
import type { AskedFrom } from "../../../../../client/index.ts";
import type { MyChannel } from "../../../../../protocol/index.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import type { Held, Widget, WidgetKey } from "../../../../../protocol/widgets.ts";

export type WidgetRules = AskedFrom<"widgets.put">;

export class ClassSite {
  /** Null until they were asked for. */
  widgets = $state.raw<Widget[] | null>(null);
  keys = $state.raw<WidgetKey[]>([]);
  held = $state.raw<Held[]>([]);
  refusal = $state.raw<Refusal | null>(null);
  readonly #workspace: WorkspaceState;

  constructor(workspace: WorkspaceState) {
    this.#workspace = workspace;
  }

  /** Channels that may be shown elsewhere by me. */
  get channels(): MyChannel[] {
    return this.#workspace.channels.filter((channel) => this.#workspace.may("manageWidget", channel));
  }
  get manages(): boolean {
    return this.#workspace.may("manageWidgets");
  }
  get moderates(): boolean {
    return this.#workspace.may("moderateVisitors");
  }

  async load(): Promise<void> {
    const { api, id: workspace } = this.#workspace;
    this.refusal = null;
    const [known, held] = await Promise.all([
      this.manages ? outcomeOf(api.call("widgets.list", { workspace })) : null,
      this.moderates ? outcomeOf(api.call("widgets.held", { workspace })) : null,
    ]);
    if (held?.ok) this.held = held.value.held;
    if (known?.ok) {
      this.widgets = known.value.widgets;
      this.keys = known.value.keys;
    } else if (known === null) this.widgets = [];
    for (const outcome of [known, held]) if (outcome && !outcome.ok) this.refusal = outcome.refusal;
  }

  /** What waits alone, where the rest is not shown. */
  async loadHeld(): Promise<void> {
    const { api, id: workspace } = this.#workspace;
    const held = await outcomeOf(api.call("widgets.held", { workspace }));
    if (held.ok) this.held = held.value.held;
    else this.refusal = held.refusal;
  }

  widgetOf(channel: string): Widget | undefined {
    return this.widgets?.find((widget) => widget.channel === channel);
  }

  /** How many are in the channel, who were sure until now that nobody else reads it. */
  async peopleIn(channel: string): Promise<Outcome<number>> {
    const outcome = await outcomeOf(this.#workspace.api.call("widgets.get", { channel }));
    return outcome.ok ? { ok: true, value: outcome.value.people } : outcome;
  }

  async save(channel: string, rules: WidgetRules): Promise<Outcome<Widget>> {
    const outcome = await outcomeOf(this.#workspace.api.call("widgets.put", { channel }, rules));
    if (!outcome.ok) return outcome;
    const { widget } = outcome.value;
    this.widgets = [...(this.widgets ?? []).filter((other) => other.channel !== channel), widget];
    return { ok: true, value: widget };
  }

  /** @returns the secret, which is told this once */
  async addKey(): Promise<Outcome<{ kid: string; secret: string }>> {
    const { api, id: workspace } = this.#workspace;
    const outcome = await outcomeOf(api.call("widgets.addKey", { workspace }, { alg: "HS256" }));
    if (!outcome.ok) return outcome;
    const { key, secret = "" } = outcome.value;
    this.keys = [...this.keys, key];
    return { ok: true, value: { kid: key.kid, secret } };
  }

  async retireKey(kid: string): Promise<Outcome<unknown>> {
    const { api, id: workspace } = this.#workspace;
    const outcome = await outcomeOf(api.call("widgets.retireKey", { workspace, kid }));
    if (outcome.ok) this.keys = this.keys.map((key) => (key.kid === kid ? outcome.value.key : key));
    return outcome;
  }

  /** Posts it in its author's name. */
  letThrough({ id }: Held): Promise<Outcome<unknown>> {
    const { api, id: workspace } = this.#workspace;
    return this.#decided(id, outcomeOf(api.call("widgets.letThrough", { workspace, message: id })));
  }

  /** It is not posted. @param answer what its author is told */
  turnDown({ id }: Held, answer: string): Promise<Outcome<unknown>> {
    const { api, id: workspace } = this.#workspace;
    return this.#decided(id, outcomeOf(api.call("order.turnDown", { workspace, message: id }, { answer })));
  }

  async #decided(id: string, asked: Promise<Outcome<unknown>>): Promise<Outcome<unknown>> {
    const outcome = await asked;
    // Somebody else of the team may have been quicker.
    if (outcome.ok || outcome.refusal.code === "not_found") this.held = this.held.filter((each) => each.id !== id);
    return outcome;
  }

  async muteVisitor(member: string, until: number | null): Promise<Outcome<unknown>> {
    const { api, id: workspace } = this.#workspace;
    return outcomeOf(api.call("widgets.muteVisitor", { workspace, member }, { until }));
  }
}
