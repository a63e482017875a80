/** What opens at a message of the list: its menu and the choice of an emoji. Each is fetched with its first use. */
import type { Component, ComponentProps } from "svelte";
import { t } from "#texts/ui";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type Menu from "../../base/ui/Menu.svelte";
import type { MenuEntry } from "../../base/ui/menu.ts";
import type { MenuContext } from "../message/actions.ts";
import type EmojiPicker from "../message/EmojiPicker.svelte";

/** @property key of the row that it belongs to */
interface OpenAt {
  key: string;
  anchor: HTMLElement;
}

export class RowMenus {
  menu = $state.raw<OpenAt | null>(null);
  picker = $state.raw<OpenAt | null>(null);
  Menu = $state.raw<Component<ComponentProps<typeof Menu>>>();
  Picker = $state.raw<Component<ComponentProps<typeof EmojiPicker>>>();
  entriesFor = $state.raw<(context: MenuContext) => MenuEntry[]>();
  readonly #rowOf: (key: string) => HTMLElement | null;
  readonly #onopen: (key: string) => void;

  /** @param onopen the row is where Tab comes back to */
  constructor(rowOf: (key: string) => HTMLElement | null, onopen: (key: string) => void) {
    this.#rowOf = rowOf;
    this.#onopen = onopen;
  }

  /** Opens the menu of a row; closes it where it is open. */
  async openMenu(key: string, anchor: HTMLElement): Promise<void> {
    if (this.menu?.key === key) return void (this.menu = null);
    try {
      const [loaded, entries] = await Promise.all([
        import("../../base/ui/Menu.svelte"),
        import("../message/actions.ts").then(({ loadEntries }) => loadEntries()),
      ]);
      this.Menu = loaded.default;
      this.entriesFor = entries;
    } catch {
      return toasts.trouble(t.partNotFetched);
    }
    this.#onopen(key);
    this.menu = { key, anchor };
  }

  async openPicker(key: string, anchor: HTMLElement): Promise<void> {
    if (this.picker?.anchor === anchor) return void (this.picker = null);
    try {
      this.Picker ??= (await import("../message/EmojiPicker.svelte")).default;
    } catch {
      return toasts.trouble(t.partNotFetched);
    }
    this.#onopen(key);
    // From the menu, the picker opens where the menu was; a button that went away leaves its message.
    this.picker = { key, anchor: anchor.isConnected ? anchor : (this.#rowOf(key) ?? anchor) };
  }
}
