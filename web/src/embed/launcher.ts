/** A widget behind a button in the corner, with the count of what is new, which opens a panel. */
import { dress } from "./page.ts";
import type { Widget } from "./widget.ts";

const END = "inset-inline-end:max(16px,env(safe-area-inset-right))";
const BUTTON = `all:initial;position:fixed;bottom:16px;${END};width:52px;height:52px;border-radius:14px;cursor:pointer;background:#2450c4;box-shadow:0 2px 12px #0005`;
const COUNT =
  "position:absolute;top:-6px;inset-inline-end:-6px;min-width:20px;box-sizing:border-box;padding:0 5px;border-radius:10px;background:#f2b135;color:#221a08;font:600 12px/20px system-ui,sans-serif;text-align:center;display:none";
// Not `display: none`: a frame that is not laid out stands still, and would count nothing.
const PANEL = `visibility:hidden;position:fixed;bottom:80px;${END};width:min(400px,calc(100vw - 32px));height:min(640px,calc(100dvh - 100px));border-radius:14px;overflow:hidden;box-shadow:0 0 0 1px #8884,0 12px 40px #0006`;
/** PLACE's mark: colour and squares. */
const MARK = [
  ["#fff", "M3 3h8v8H3zm9 0h8v8h-8zm-9 9h8v8H3zm9 0h8v8h-8zm-9 9h8v8H3z"],
  ["#a9bff5", "M21 12h8v8h-8z"],
  ["#f2b135", "M21 3h8v8h-8z"],
];
/** What is new is counted before the panel is opened, and after everything that the page is there for. */
const LOAD_AFTER_MS = 1_000;

function mark(): Element {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 32 32");
  dress(svg, "position:absolute;inset:11px;width:30px;height:30px");
  for (const [fill = "", d = ""] of MARK) {
    const path = document.createElementNS(NS, "path");
    path.setAttribute("fill", fill);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** Called by embed.ts when the file is here. */
export function add(widget: Widget): void {
  const { host, root, frame, label } = widget;
  const [button, count, panel] = [
    document.createElement("button"),
    document.createElement("span"),
    document.createElement("div"),
  ];
  dress(host, "all:initial;position:fixed;z-index:2147483000");
  dress(button, BUTTON);
  dress(count, COUNT);
  dress(panel, PANEL);
  if (document.documentElement.dir === "rtl" || document.body.dir === "rtl") host.dir = "rtl";
  panel.append(frame);
  button.append(mark(), count);
  root.append(panel, button);
  let isShown = false;
  const name = (unread: number) => {
    dress(count, `display:${unread > 0 ? "block" : "none"}`);
    count.textContent = unread > 99 ? "99+" : `${unread}`;
    button.ariaLabel = unread > 0 ? `${label} (${unread})` : label;
    button.ariaExpanded = `${isShown}`;
  };
  widget.show = (shown) => {
    if (shown === isShown) return;
    isShown = shown;
    widget.load();
    dress(panel, `visibility:${shown ? "visible" : "hidden"}`);
    name(0);
    widget.say({ type: "shown", shown });
    (shown ? frame : button).focus();
  };
  widget.hears.push((message) => {
    if (message.type === "unread") name(message.count);
    if (message.type === "close") widget.show(false);
  });
  widget.say({ type: "shown", shown: false });
  name(0);
  button.onclick = () => widget.show(!isShown);
  host.onkeydown = ({ key }) => key === "Escape" && widget.show(false);
  document.body.append(host);
  widget.wasPut = true;
  const soon = () => setTimeout(() => widget.load(), LOAD_AFTER_MS);
  if (document.readyState === "complete") soon();
  else addEventListener("load", soon, { once: true });
}
