/** The page in a widget's frame begins here. */
import "../lib/base/styles/base.css";
import "../lib/widget/look.css";
import { mount } from "svelte";
import { loadFonts } from "../lib/base/fonts.ts";
import { provideParts } from "../lib/conversation/parts.svelte.ts";
import { WidgetFrame as Frame, type Begun } from "../lib/widget/widget-frame.svelte.ts";
import WidgetFrame from "../lib/widget/WidgetFrame.svelte";

// The page's own script put it there.
const begun = (globalThis as unknown as { placeWidget: Begun }).placeWidget;
provideParts(() => import("../lib/widget/parts.ts").then(({ parts }) => parts));
document.documentElement.style.removeProperty("background-color");
mount(WidgetFrame, { target: document.getElementById("widget") ?? document.body, props: { frame: new Frame(begun) } });
loadFonts();
