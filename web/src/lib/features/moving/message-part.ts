import type { MessagePart } from "../../conversation/feature.ts";
import MovedMark from "./MovedMark.svelte";

export const movedPart: MessagePart = {
  place: "below",
  isOn: (message) => message?.meta?.moved !== undefined || message?.meta?.movedTo !== undefined,
  Component: MovedMark,
};
