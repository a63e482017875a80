import type { MessagePart } from "../../conversation/feature.ts";
import FilesSlot from "./FilesSlot.svelte";

export const filesPart: MessagePart = {
  place: "words",
  isOn: (message, pending) =>
    message?.meta?.files?.some(({ id }) => id !== undefined) === true ||
    pending?.waits === true ||
    pending?.files !== undefined,
  Component: FilesSlot,
};
