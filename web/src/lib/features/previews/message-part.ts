import type { MessagePart } from "../../conversation/feature.ts";
import { mayLead } from "../../conversation/parts.svelte.ts";
import PreviewSlots from "./PreviewSlots.svelte";

export const previewsPart: MessagePart = {
  place: "words",
  isOn: (message, pending) => mayLead(message?.body ?? pending?.body ?? ""),
  Component: PreviewSlots,
};
