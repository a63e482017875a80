/** The programs of a class as its teaching team sees and changes them. */
import { SvelteMap } from "svelte/reactivity";
import type {
  Bot,
  BotCommand,
  BotToken,
  Delivery,
  IncomingHook,
  OutgoingHook,
  Scope,
} from "../../../../../protocol/index.ts";
import type { Refusal } from "../../../../../protocol/refusals.ts";
import type { AskedFrom } from "../../../../../client/index.ts";
import { done, outcomeOf, type Outcome } from "../../base/outcome.ts";
import type { ConversationClass } from "../../conversation/context.ts";

/** What was made, and what opens it: shown until the page is left, and kept nowhere. */
export interface Secret {
  /** Of what. */
  id: string;
  value: string;
}

export class Programs {
  bots = $state.raw<Bot[] | null>(null);
  incoming = $state.raw<IncomingHook[]>([]);
  outgoing = $state.raw<OutgoingHook[]>([]);
  /** Of those that were looked at, by the id of the address. */
  readonly deliveries = new SvelteMap<string, Delivery[]>();
  refusal = $state.raw<Refusal | null>(null);
  readonly #class: ConversationClass;

  constructor(workspace: ConversationClass) {
    this.#class = workspace;
  }

  async load(): Promise<void> {
    const { api, id: workspace } = this.#class;
    this.refusal = null;
    const [bots, hooks] = await Promise.all([
      outcomeOf(api.call("bots.list", { workspace })),
      outcomeOf(api.call("hooks.list", { workspace })),
    ]);
    if (!bots.ok) return void (this.refusal = bots.refusal);
    if (!hooks.ok) return void (this.refusal = hooks.refusal);
    ({ incoming: this.incoming, outgoing: this.outgoing } = hooks.value);
    this.bots = bots.value.bots;
  }

  async createBot(asked: { name: string; scope: Scope; channels: string[] }): Promise<Outcome<Bot>> {
    const { api, id: workspace } = this.#class;
    const made = await outcomeOf(api.call("bots.create", { workspace }, asked));
    if (!made.ok) return made;
    this.bots = [...(this.bots ?? []), made.value.bot];
    return done(made.value.bot);
  }

  async editBot({ member: bot }: Bot, asked: AskedFrom<"bots.edit">): Promise<Outcome<Bot>> {
    const { api, id: workspace } = this.#class;
    const edited = await outcomeOf(api.call("bots.edit", { workspace, bot }, asked));
    if (!edited.ok) return edited;
    this.#change(edited.value.bot, () => edited.value.bot);
    return done(edited.value.bot);
  }

  async removeBot({ member: bot }: Bot): Promise<Outcome<unknown>> {
    const { api, id: workspace } = this.#class;
    const gone = await outcomeOf(api.call("bots.remove", { workspace, bot }));
    if (gone.ok) this.bots = (this.bots ?? []).filter(({ member }) => member !== bot);
    return gone;
  }

  async createToken(bot: Bot, name: string, days: number | null): Promise<Outcome<Secret>> {
    const { api, id: workspace } = this.#class;
    const asked = { name, ...(days !== null && { days }) };
    const made = await outcomeOf(api.call("bots.createToken", { workspace, bot: bot.member }, asked));
    if (!made.ok) return made;
    this.#change(bot, (now) => ({ ...now, tokens: [...now.tokens, made.value.of] }));
    return done({ id: made.value.of.id, value: made.value.token });
  }

  async revokeToken(bot: Bot, { id }: BotToken): Promise<Outcome<unknown>> {
    const { api, id: workspace } = this.#class;
    const gone = await outcomeOf(api.call("bots.revokeToken", { workspace, bot: bot.member, token: id }));
    if (gone.ok) this.#change(bot, (now) => ({ ...now, tokens: now.tokens.filter((token) => token.id !== id) }));
    return gone;
  }

  async createCommand(
    bot: Bot,
    asked: { name: string; says: string; takes: string; url?: string },
  ): Promise<Outcome<Secret>> {
    const { api, id: workspace } = this.#class;
    const made = await outcomeOf(api.call("bots.createCommand", { workspace, bot: bot.member }, asked));
    if (!made.ok) return made;
    this.#change(bot, (now) => ({ ...now, commands: [...now.commands, made.value.command] }));
    return done({ id: made.value.command.id, value: made.value.secret });
  }

  async removeCommand(bot: Bot, { id }: BotCommand): Promise<Outcome<unknown>> {
    const { api, id: workspace } = this.#class;
    const gone = await outcomeOf(api.call("bots.removeCommand", { workspace, bot: bot.member, command: id }));
    if (gone.ok)
      this.#change(bot, (now) => ({ ...now, commands: now.commands.filter((command) => command.id !== id) }));
    return gone;
  }

  async createIncoming(channel: string, name: string): Promise<Outcome<Secret>> {
    const made = await outcomeOf(this.#class.api.call("hooks.createIncoming", { channel }, { name }));
    if (!made.ok) return made;
    this.incoming = [...this.incoming, made.value.hook];
    return done({ id: made.value.hook.id, value: new URL(made.value.path, location.origin).href });
  }

  async editIncoming({ channel, id }: IncomingHook, asked: AskedFrom<"hooks.editIncoming">): Promise<Outcome<unknown>> {
    const edited = await outcomeOf(this.#class.api.call("hooks.editIncoming", { channel, hook: id }, asked));
    if (edited.ok) this.incoming = this.incoming.map((hook) => (hook.id === id ? edited.value.hook : hook));
    return edited;
  }

  async removeIncoming({ channel, id }: IncomingHook): Promise<Outcome<unknown>> {
    const gone = await outcomeOf(this.#class.api.call("hooks.removeIncoming", { channel, hook: id }));
    if (gone.ok) this.incoming = this.incoming.filter((hook) => hook.id !== id);
    return gone;
  }

  async createOutgoing(channel: string, asked: AskedFrom<"hooks.createOutgoing">): Promise<Outcome<Secret>> {
    const made = await outcomeOf(this.#class.api.call("hooks.createOutgoing", { channel }, asked));
    if (!made.ok) return made;
    this.outgoing = [...this.outgoing, made.value.hook];
    return done({ id: made.value.hook.id, value: made.value.secret });
  }

  /** @returns the secret, where there is a new one */
  async editOutgoing(
    { channel, id }: OutgoingHook,
    asked: AskedFrom<"hooks.editOutgoing">,
  ): Promise<Outcome<Secret | null>> {
    const edited = await outcomeOf(this.#class.api.call("hooks.editOutgoing", { channel, hook: id }, asked));
    if (!edited.ok) return edited;
    const { hook: now, secret } = edited.value;
    this.outgoing = this.outgoing.map((hook) => (hook.id === id ? now : hook));
    this.deliveries.delete(id);
    return done(secret === undefined ? null : { id, value: secret });
  }

  async removeOutgoing({ channel, id }: OutgoingHook): Promise<Outcome<unknown>> {
    const gone = await outcomeOf(this.#class.api.call("hooks.removeOutgoing", { channel, hook: id }));
    if (gone.ok) this.outgoing = this.outgoing.filter((hook) => hook.id !== id);
    return gone;
  }

  async loadDeliveries({ channel, id }: OutgoingHook): Promise<Outcome<unknown>> {
    const told = await outcomeOf(this.#class.api.call("hooks.deliveries", { channel, hook: id }));
    if (told.ok) this.deliveries.set(id, told.value.deliveries);
    return told;
  }

  async retry({ channel, id }: OutgoingHook, delivery: Delivery): Promise<Outcome<unknown>> {
    const told = await outcomeOf(this.#class.api.call("hooks.retry", { channel, hook: id, delivery: delivery.id }));
    if (told.ok) this.deliveries.set(id, told.value.deliveries);
    return told;
  }

  /** From what it is now: more than one answer may have been on its way. */
  #change({ member }: Bot, become: (now: Bot) => Bot): void {
    this.bots = (this.bots ?? []).map((now) => (now.member === member ? become(now) : now));
  }
}
