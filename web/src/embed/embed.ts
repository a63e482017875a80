/**
 * The tag that class sites include: finds its places in the page, and puts a frame of PLACE there. It must disturb nothing: one global
 * name, no style that reaches the page or comes from it, nothing that a strict policy refuses, no room taken that was not held, and as
 * few bytes as that takes. What it offers to scripts: place.d.ts.
 */
import type { Look } from "../../../protocol/embed.ts";
import { putInline } from "./inline.ts";
import type { Place, PlaceEvents } from "./place.d.ts";
import { Widget, type Options } from "./widget.ts";

/** What only some pages ask for, from where PLACE is: web/embed-build.ts says the names of its files. */
declare const FILES: { ask: string; launcher: string };
type Listener = (event: never) => void;

function begin(origin: string): Place {
  /** By the element, or the tag, that it stands at. */
  const widgets = new Map<Element, Widget>();
  const listeners: [name: string, listener: Listener][] = [];
  let look: Look = {};
  let jwt = "";

  function tell(name: keyof PlaceEvents, event: object, { told }: Widget): void {
    (told as Record<string, object>)[name] = event;
    // Each was added with the name whose events it takes.
    for (const [known, listener] of listeners) if (known === name) listener(event as never);
  }

  function mount(element: Element, options: Options): void {
    if (widgets.has(element)) return;
    const widget = new Widget(origin, options, () => look);
    const { id } = widget;
    widgets.set(element, widget);
    widget.hears.push((message) => {
      const { type } = message;
      if (type === "ready" || type === "unread" || type === "message") tell(type, { ...message, widget: id }, widget);
    });
    if (jwt) widget.say({ type: "identify", jwt });
    const more = (file: string) =>
      void import(origin + file).then(
        ({ add }: { add: (widget: Widget) => void }) => widgets.get(element) === widget && add(widget),
        // The page goes on without it.
        () => undefined,
      );
    if (options.launcher) more(FILES.launcher);
    else putInline(widget, element);
    if (options.ask) more(FILES.ask);
  }

  function unmount(element: Element): void {
    widgets.get(element)?.end();
    widgets.delete(element);
  }

  /** Tags that came into the page, and places that left it. */
  function lookAround(): void {
    for (const [element, { host, wasPut }] of widgets)
      if (!element.isConnected || (wasPut && !host.isConnected)) unmount(element);
    for (const tag of document.querySelectorAll<HTMLScriptElement>("script[data-channel]")) {
      const { channel, launcher, theme, accent, lang, height, ask } = tag.dataset;
      if (!channel || !tag.src.startsWith(`${origin}/`) || widgets.has(tag)) continue;
      const asked = { theme, accent, lang, height } as Partial<Options>;
      mount(tag, { ...asked, channel, tag, launcher: launcher !== undefined, ask: ask !== undefined });
    }
  }
  const relook = () => widgets.forEach((widget) => widget.say({ type: "look", ...widget.look }));
  const observe = (target: Node, options: MutationObserverInit, callback: () => void) =>
    new MutationObserver(callback).observe(target, options);
  const whole = document.documentElement;

  const start = () => {
    lookAround();
    observe(whole, { childList: true, subtree: true }, lookAround);
    // Where sites switch between light and dark.
    for (const element of [whole, document.body]) observe(element, { attributes: true }, () => setTimeout(relook, 60));
    matchMedia("(prefers-color-scheme:dark)").addEventListener("change", relook);
  };
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);

  const each = (id: string | undefined, then: (widget: Widget) => void) =>
    widgets.forEach((widget) => (id === undefined || id === widget.id) && then(widget));
  return {
    mount,
    unmount,
    open: (id) => each(id, (widget) => widget.show(true)),
    close: (id) => each(id, (widget) => widget.show(false)),
    theme(theme, accent) {
      look = { ...look, theme, ...(accent && { accent }) };
      relook();
    },
    identify(word) {
      jwt = word;
      each(undefined, (widget) => widget.say({ type: "identify", jwt }));
    },
    on(name, listener) {
      const known: [string, Listener] = [name, listener];
      listeners.push(known);
      for (const { told } of widgets.values()) {
        const event = told[name];
        if (event && name !== "message") listener(event);
      }
      return () => void listeners.splice(listeners.indexOf(known), 1);
    },
  };
}

const { currentScript } = document;
// A page may have several tags: the first one is all of them.
if (currentScript instanceof HTMLScriptElement) window.Place ??= begin(new URL(currentScript.src).origin);
