/** The class's own emoji, as pickers offer them and as messages and reactions show them. */
import type { ClassEmoji } from "../protocol/index.ts";
import { emojiNameIn } from "../protocol/emoji-names.ts";
import type { WorkspaceState } from "./workspace-state.ts";

type Known = Pick<WorkspaceState, "emoji">;

/** What can be picked and completed, by name. */
export function offeredEmoji({ emoji }: Known): ClassEmoji[] {
  return [...emoji.values()].filter(({ removed }) => removed !== true).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * What to show for `:name:` (a reaction, a status, a word of a message), a removed one included. Undefined: it is shown as it is
 * written, which is what is left of an emoji that was forgotten or came with an import.
 */
export function classEmojiNamed({ emoji }: Known, written: string): ClassEmoji | undefined {
  return emoji.get(emojiNameIn(written) ?? "");
}
