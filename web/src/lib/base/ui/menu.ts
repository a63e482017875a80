import type { Component } from "svelte";

/** One of several choices that stand beside each other. */
interface MenuChoice {
  /** What is shown: a text, or in its place a picture or an icon; and what it is called. */
  text?: string;
  picture?: string | undefined;
  icon?: Component;
  label: string;
  /** The key that does the same without the menu. */
  keys?: string;
  checked: boolean;
  run: () => void;
}
export type MenuEntry =
  | "line"
  | { row: MenuChoice[] }
  /** Opens a further page of the same menu, with a way back. */
  | { label: string; more?: string; icon?: Component; entries: MenuEntry[] }
  | {
      label: string;
      /** A second, quieter line. */
      more?: string;
      /** At the beginning of that line. */
      picture?: string | undefined;
      icon?: Component;
      /** The key that does the same without the menu. */
      keys?: string;
      checked?: boolean;
      danger?: boolean;
      run: () => void;
      /** Nothing opens: the focus stays with the menu's button. */
      keepsFocus?: boolean;
    };
