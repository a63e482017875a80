import type { MessagePart } from "../../conversation/feature.ts";
import LinkCards from "./LinkCards.svelte";

export const linkCardsPart: MessagePart = {
  place: "words",
  isOn: (message) => message?.meta?.cards !== undefined,
  Component: LinkCards,
};
