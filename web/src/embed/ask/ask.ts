/**
 * "Ask about this line": words of the page that somebody marks begin a question in the channel, and beside words that were asked about
 * stands how much was said. Fetched where a tag has `data-ask`; everything it draws lies over the page, and moves nothing in it.
 */
import type { AskedLine } from "../../../../protocol/embed.ts";
import { isAskedLine } from "../../../../protocol/embed-shapes.ts";
import { dress } from "../page.ts";
import type { Widget } from "../widget.ts";
import { drawMarks, placeLines } from "./marks.ts";
import { offerToAsk } from "./selection.ts";

const WORDS = {
  en: {
    ask: "Ask about this",
    said: (count: number) => (count === 1 ? "1 message about this line" : `${count} messages about this line`),
  },
  ar: { ask: "اسأل عن هذا", said: (count: number) => `الرسائل عن هذا السطر: ${count}` },
};
/** A page that swaps its content is read anew when it is calm again. */
const CALM_MS = 800;
/** What was just asked is asked for when it can be there. */
const AGAIN_MS = 1_500;

/** Called by embed.ts when the file is here. */
export function add(widget: Widget): void {
  const words = WORDS[widget.isArabic ? "ar" : "en"];
  const layer = document.createElement("div");
  const root = layer.attachShadow({ mode: "closed" });
  dress(layer, "all:initial;position:absolute;top:0;left:0;width:0;height:0;z-index:2147482000");
  document.body.append(layer);
  // Places are counted from the page's own corner, wherever the body's is.
  let lines: AskedLine[] = [];
  let undraw = () => undefined as void;
  const address = () => location.href.replace(/#.*$/u, "");
  const rtl = getComputedStyle(document.body).direction === "rtl";

  const open = () => {
    widget.load();
    widget.show(true);
    if (!widget.options.launcher) widget.host.scrollIntoView({ behavior: "smooth", block: "nearest" });
  };
  const draw = () => {
    undraw();
    const { placed, gone } = placeLines(lines);
    undraw = drawMarks(root, placed, {
      rtl,
      label: words.said,
      onopen: (seq) => {
        open();
        widget.say({ type: "goTo", seq });
      },
    });
    if (lines.length > 0) widget.say({ type: "gone", seqs: gone });
  };
  const ask = () => widget.say({ type: "lines", url: address() });

  widget.hears.push((message) => {
    if (message.type === "ready") ask();
    // Somebody may have asked about a line just now.
    if (message.type === "message") setTimeout(ask, AGAIN_MS);
    if (message.type !== "lines" || message.url !== address()) return;
    lines = message.lines.filter(isAskedLine);
    draw();
  });
  const stopOffering = offerToAsk(root, words.ask, (quote) => {
    open();
    widget.say({ type: "ask", url: address(), ...quote });
  });

  let timer: ReturnType<typeof setTimeout> | undefined;
  let before = address();
  const watch = new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!widget.host.isConnected) return stop();
      if (address() === before) return draw();
      before = address();
      lines = [];
      draw();
      ask();
    }, CALM_MS);
  });
  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
  const stop = () => {
    watch.disconnect();
    stopOffering();
    undraw();
    layer.remove();
  };
  // The counts are there before anybody scrolls to the conversation.
  widget.load();
  ask();
}
