/** A widget in the text of the page: it takes the room that is held for it, and is fetched when it comes near the window. */
import { dress } from "./page.ts";
import type { Widget } from "./widget.ts";

const NEAR = "600px";
/** A tag that is shown by the page's own style holds room; less than this is an accident. */
const ROOM_MIN = 80;

export function putInline(widget: Widget, element: Element): void {
  const { host, options, root, frame } = widget;
  const { tag } = options;
  const held = tag?.offsetHeight ?? 0;
  const height = options.height ?? (held > ROOM_MIN ? `${held}px` : "30rem");
  dress(
    host,
    `display:block;visibility:visible;box-sizing:border-box;min-width:0;height:${height};min-height:280px;contain:strict`,
  );
  root.append(frame);
  if (tag) {
    // In the room that the tag held, in the same turn: nothing moves.
    if (held) dress(tag, "display:none");
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
