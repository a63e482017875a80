/** Which commands of bots a channel has: asked for with the first slash in it, and again after a while. */
import { SvelteMap } from "svelte/reactivity";
import type { OfferedCommand } from "../../../../../protocol/index.ts";
import type { ConversationClass } from "../../conversation/context.ts";

const FRESH_MS = 60_000;

export class OfferedCommands {
  readonly #known = new SvelteMap<string, OfferedCommand[]>();
  readonly #asked = new Map<string, { at: number; answer: Promise<OfferedCommand[]> }>();

  /** What is known of it; the rest appears when it has come. */
  of(workspace: ConversationClass, channelId: string): OfferedCommand[] {
    // Not in the turn in which it is read: state is not changed while it is derived from.
    queueMicrotask(() => void this.load(workspace, channelId));
    return this.#known.get(channelId) ?? [];
  }

  /** What cannot be asked for is taken for none. */
  load({ api }: ConversationClass, channelId: string): Promise<OfferedCommand[]> {
    const asked = this.#asked.get(channelId);
    if (asked && Date.now() - asked.at < FRESH_MS) return asked.answer;
    const answer = api.call("commands.list", { channel: channelId }).then(
      ({ commands }) => {
        this.#known.set(channelId, commands);
        return commands;
      },
      () => {
        this.#asked.delete(channelId);
        return [];
      },
    );
    this.#asked.set(channelId, { at: Date.now(), answer });
    return answer;
  }
}
