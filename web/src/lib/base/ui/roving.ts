import type { Attachment } from "svelte/attachments";

/**
 * One tab stop for a whole list: arrows, Home and End move inside it, and coming back lands where one was. Items are what
 * matches `selector` at that moment, so the list may change under it.
 */
export function roving(selector = "a[href], button:not(:disabled)"): Attachment<HTMLElement> {
  return (list) => {
    const items = () => [...list.querySelectorAll<HTMLElement>(selector)].filter((item) => item.offsetParent !== null);
    const stopAt = (current: HTMLElement | undefined) => {
      for (const item of items()) item.tabIndex = item === current ? 0 : -1;
    };
    const settle = () => {
      const all = items();
      const kept =
        all.find((item) => item === document.activeElement) ??
        all.find((item) => item.tabIndex === 0 && item.dataset.stop === "1");
      const current = kept ?? all.find((item) => item.getAttribute("aria-current") === "page") ?? all[0];
      stopAt(current);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const all = items();
      const at = all.indexOf(document.activeElement as HTMLElement);
      if (at < 0) return;
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
      const next = to === undefined ? undefined : all[Math.max(0, Math.min(all.length - 1, to))];
      if (!next) return;
      event.preventDefault();
      next.focus();
    };
    const onFocus = (event: FocusEvent) => {
      const current = items().find((item) => item === event.target);
      if (!current) return;
      for (const item of items()) delete item.dataset.stop;
      current.dataset.stop = "1";
      stopAt(current);
    };
    settle();
    const watcher = new MutationObserver(settle);
    watcher.observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-current"] });
    list.addEventListener("keydown", onKey);
    list.addEventListener("focusin", onFocus);
    return () => {
      watcher.disconnect();
      list.removeEventListener("keydown", onKey);
      list.removeEventListener("focusin", onFocus);
    };
  };
}
