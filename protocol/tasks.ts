/** A message as a task of the class: open or done, by whom, and whose it is. It stands in the message, and says nothing of its own. */
import * as v from "valibot";
import { TASKS_LISTED } from "./limits.ts";
import { MessageSchema } from "./messages.ts";
import { PublicIdSchema } from "./text.ts";

export const TasksQuery = v.object({
  state: v.optional(v.picklist(["open", "done"], "invalid"), "open"),
  /** Those alone that I made or that are given to me. */
  mine: v.optional(v.picklist(["true", "false"], "invalid"), "false"),
});
/** A task in a channel that I am in, or in a thread there, with its message. */
export const TaskSchema = v.object({ channel: PublicIdSchema, message: MessageSchema });
export type Task = v.InferOutput<typeof TaskSchema>;
/** The newest first, at most TASKS_LISTED. */
export const TasksSchema = v.object({ tasks: v.pipe(v.array(TaskSchema), v.maxLength(TASKS_LISTED)) });
