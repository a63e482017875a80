/** A widget in the text of the page: it takes the room that is held for it, and is fetched when it comes near the window. */
import { dress } from "./page.ts";
import type { Widget } from "./widget.ts";

const NEAR = "600px";

export function putInline(widget: Widget, element: Element): void {
  const { host, options, root, frame } = widget;
  const { tag } = options;
  dress(
    host,
    `display:block;visibility:visible;contain:strict;box-sizing:border-box;min-height:280px;height:${options.height ?? "30rem"}`,
  );
  root.append(frame);
  if (tag) {
    // Into the room that the tag holds, before the next paint: by then the style sheet is there that holds it, and nothing moves.
    requestAnimationFrame(() => {
      const held = tag.offsetHeight;
      if (!held) return;
      dress(host, `height:${held}px`);
      dress(tag, "display:none");
    });
    tag.after(host);
  } else element.append(host);
  widget.wasPut = true;
  new IntersectionObserver(
    ([seen], watch) => {
      if (!seen?.isIntersecting) return;
      watch.disconnect();
      widget.load();
    },
    { rootMargin: NEAR },
  ).observe(host);
}
