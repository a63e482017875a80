/** What opens at a message of the list: its menu and the choice of an emoji. Each is fetched with its first use. */
import type { Component, ComponentProps } from "svelte";
import { t } from "#texts/ui";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { MenuEntry } from "../../base/ui/menu.ts";
import type { MenuContext } from "../message/actions.ts";
import type EmojiPicker from "../message/EmojiPicker.svelte";

/** @property key of the row that it belongs to */
interface OpenAt {
  key: string;
  anchor: HTMLElement;
}

interface Around {
  rowOf: (key: string) => HTMLElement | null;
  /** Fetches what draws them; called each time. */
  fetchDrawing: () => Promise<void>;
  /** The row is where Tab comes back to. */
  onopen: (key: string) => void;
}

export class RowMenus {
  menu = $state.raw<OpenAt | null>(null);
  picker = $state.raw<OpenAt | null>(null);
  Picker = $state.raw<Component<ComponentProps<typeof EmojiPicker>>>();
  entriesFor = $state.raw<(context: MenuContext) => MenuEntry[]>();
  readonly #around: Around;

  constructor(around: Around) {
    this.#around = around;
  }

  /** Opens the menu of a row; closes it where it is open. */
  async openMenu(key: string, anchor: HTMLElement): Promise<void> {
    if (this.menu?.key === key) return void (this.menu = null);
    try {
      const [entries] = await Promise.all([
        import("../message/actions.ts").then(({ loadEntries }) => loadEntries()),
        this.#around.fetchDrawing(),
      ]);
      this.entriesFor = entries;
    } catch {
      return toasts.trouble(t.partNotFetched);
    }
    this.#around.onopen(key);
    this.menu = { key, anchor };
  }

  async openPicker(key: string, anchor: HTMLElement): Promise<void> {
    if (this.picker?.anchor === anchor) return void (this.picker = null);
    try {
      const [loaded] = await Promise.all([import("../message/EmojiPicker.svelte"), this.#around.fetchDrawing()]);
      this.Picker = loaded.default;
    } catch {
      return toasts.trouble(t.partNotFetched);
    }
    this.#around.onopen(key);
    // From the menu, the picker opens where the menu was; a button that went away leaves its message.
    this.picker = { key, anchor: anchor.isConnected ? anchor : (this.#around.rowOf(key) ?? anchor) };
  }
}
