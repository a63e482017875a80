import type { MessagePart } from "../../conversation/feature.ts";
import { threadOn } from "../../class/state/links.ts";
import ThreadLine from "./ThreadLine.svelte";

export const threadPart: MessagePart = {
  place: "below",
  isOn: (message) =>
    message !== undefined && (threadOn(message) !== undefined || message.meta?.alsoToChannel !== undefined),
  Component: ThreadLine,
};
