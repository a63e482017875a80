/** Draws a component of the page where there is no browser, with the class around it, as the shell gives it. */
import { within, type BoundFunctions, type queries } from "@testing-library/dom";
import { flushSync, mount, unmount, type Component } from "svelte";
import { onTestFinished, vi } from "vitest";
import { dialogs } from "../../../../web/src/lib/base/dialogs/dialogs.svelte.ts";
import { toasts } from "../../../../web/src/lib/base/toasts/toasts.svelte.ts";
import type { WorkspaceState } from "../../../../web/src/lib/class/state/workspace.svelte.ts";
import type { Ways } from "../../../../web/src/lib/conversation/context.ts";
import { classroom } from "../../../support/web-class.ts";
import Surroundings from "./Surroundings.svelte";

// The top layer is a browser's; without one what is shown there is in the page all the same.
HTMLElement.prototype.showPopover ??= () => undefined;

export type Screen = BoundFunctions<typeof queries>;

/** What stands on the whole page: dialogs draw themselves outside of their place. */
export const screen: Screen = within(document.body);

export interface Around {
  workspace?: WorkspaceState;
  /** Where something led, as "way argument": `toProfile ben`. */
  went?: string[];
}

function waysTo(went: string[]): Ways {
  const to = (way: string) => (id: string) => void went.push(`${way} ${id}`);
  return {
    toProfile: to("toProfile"),
    toDetails: to("toDetails"),
    toPeople: to("toPeople"),
    toPins: to("toPins"),
    toThread: async (channel, message) => void went.push(`toThread ${channel.id} ${message.seq}`),
    leaveThread: async () => void went.push("leaveThread"),
    toTime: async ({ channelId }, at) => void went.push(`toTime ${channelId} ${at}`),
    toMessage: async ({ channelId }, seq) => void went.push(`toMessage ${channelId} ${seq}`),
    up: null,
    close: () => void went.push("close"),
  };
}

function clearToasts(): void {
  for (const { id } of toasts.shown) toasts.dismiss(id);
}

/** Until the test ends. @returns what it drew, apart from dialogs */
export function drawn<Props extends object>(
  component: Component<Props>,
  given: Props,
  { workspace = classroom().workspace, went = [] }: Around = {},
): Screen {
  // Tests that draw nothing may have left some.
  clearToasts();
  const target = document.body.appendChild(document.createElement("div"));
  const Drawn = component as unknown as Component<Record<string, unknown>>;
  const instance = mount(Surroundings, {
    target,
    props: { workspace, go: waysTo(went), Drawn, given: { ...given } as Record<string, unknown> },
  });
  flushSync();
  onTestFinished(async () => {
    await unmount(instance);
    target.remove();
    dialogs.current = null;
    clearToasts();
  });
  return within(target);
}

export function click(element: Element): void {
  (element as HTMLElement).click();
  flushSync();
}

/** As if it was typed: what stood there before goes. */
export function type(field: Element, words: string): void {
  (field as HTMLInputElement).value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
}

export function press(key: string, on: Element, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  on.dispatchEvent(event);
  flushSync();
  return event;
}

/** Names of everything with that role, as a screen reader says them. */
export const labels = (of: Screen, role: string): string[] =>
  of.queryAllByRole(role).map((each) => each.getAttribute("aria-label") ?? (each.textContent ?? "").trim());

/** As Enter in a field of the form, or its button, does it. */
export function submit(within: Element): void {
  within.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  flushSync();
}

/** @returns whether the page took it for something else than words */
export function paste(field: Element, words: string): boolean {
  const event = new Event("paste", { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { getData: () => words, types: ["text/plain"], files: [], items: [] } });
  field.dispatchEvent(event);
  flushSync();
  return event.defaultPrevented;
}

export function choose(select: HTMLSelectElement, words: string): void {
  const chosen = [...select.options].find(({ text }) => text.trim() === words);
  if (chosen === undefined) throw new Error(`There is no "${words}" to choose.`);
  // `:checked` of an option is not known where there is no browser, and is what Svelte asks for.
  const asked = select.querySelector.bind(select);
  select.querySelector = ((query: string) =>
    query === ":checked" ? chosen : asked(query)) as typeof select.querySelector;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  flushSync();
}

/** Waits for what an answer, or a part that is fetched, brings about: as long as a machine under load may take. */
export const eventually = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: 20_000, interval: 10 });
