import type { MessagePart } from "../../conversation/feature.ts";
import PollSlot from "./PollSlot.svelte";

export const pollPart: MessagePart = {
  place: "words",
  isOn: (message, pending) => (message?.meta?.poll ?? pending?.poll) !== undefined,
  Component: PollSlot,
};
