import type { Component } from "svelte";

export type MenuEntry =
  | "line"
  | {
      label: string;
      /** A second, quieter line. */
      more?: string;
      icon?: Component;
      checked?: boolean;
      danger?: boolean;
      run: () => void;
      /** Nothing opens: the focus stays with the menu's button. */
      keepsFocus?: boolean;
    };
