import type { MessagePart } from "../../conversation/feature.ts";
import TaskMark from "./TaskMark.svelte";

export const taskPart: MessagePart = {
  place: "below",
  isOn: (message) => message?.meta?.task !== undefined,
  Component: TaskMark,
};
