import type { Component } from "svelte";

/** One of several choices that stand beside each other. */
export interface MenuChoice {
  /** What is shown, and what it is called. */
  text: string;
  /** Shown in place of the text. */
  picture?: string | undefined;
  label: string;
  checked: boolean;
  run: () => void;
}
export type MenuEntry =
  | "line"
  | { row: MenuChoice[] }
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
