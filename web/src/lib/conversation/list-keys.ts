/** The keys that work in the whole list of messages; docs and the key map name them. */
import { keyOf } from "../base/browser/keys.ts";
import type { Conversation } from "./conversation.svelte.ts";
import type { PlaceKeeper } from "./window/place-keeper.ts";

export interface ListKeys {
  list: HTMLElement | undefined;
  conversation: Conversation;
  keeper: PlaceKeeper;
  /** To the row above or below the one that has the focus. */
  move: (by: 1 | -1) => void;
  /** What one key does with a row. @returns false: nothing. */
  quick: (key: string, row: HTMLElement) => boolean;
  /** Opens a row's menu. */
  open: (row: HTMLElement) => void;
  /** Leaves the list for the field below it. */
  towrite: () => void;
}

/** Arrows, pages, both ends and Escape work wherever the focus is on something that takes no words; letters and Enter on a row. */
export function onListKey(event: KeyboardEvent, keys: ListKeys): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  const { list, conversation, keeper } = keys;
  const target = event.target as HTMLElement;
  const row = target.closest<HTMLElement>("article[data-key]");
  const isRow = target.matches("article[data-key]");
  const onRow = isRow || target === list;
  if (!onRow && !target.matches("button, a, pre")) return;
  const act = {
    ArrowUp: onRow ? () => keys.move(-1) : undefined,
    ArrowDown: onRow ? () => keys.move(1) : undefined,
    Home: () => void conversation.openAt(1, false),
    End: () => void conversation.openLatest(),
    PageUp: () => keeper.page(-1),
    PageDown: () => keeper.page(1),
    // From a part of a row back to the row, from there to the field.
    Escape: onRow ? keys.towrite : () => row?.focus({ preventScroll: true }),
  }[event.key];
  if (isRow && keys.quick(keyOf(event), target)) return event.preventDefault();
  // Of what was moved only its place is left: whoever comes to it by its link goes on with one key.
  const onward = isRow && event.key === "Enter" ? target.querySelector<HTMLElement>("a[data-onward]") : null;
  const opens = isRow && ["Enter", " ", "."].includes(event.key);
  if (!act && !opens) return;
  event.preventDefault();
  if (onward) onward.click();
  else if (opens) keys.open(target);
  else act?.();
}
