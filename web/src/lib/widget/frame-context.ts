/** The frame, for what is drawn in it. */
import { createContext } from "svelte";
import type { WidgetFrame } from "./widget-frame.svelte.ts";

export const [widgetFrame, provideWidgetFrame] = createContext<WidgetFrame>();
