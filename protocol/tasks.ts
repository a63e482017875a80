/** A message as a task of the class: open or done, by whom, and whose it is. It stands in the message, and says nothing of its own. */
import * as v from "valibot";
import { TASKS_LISTED } from "./limits.ts";
import { MessageSchema, type Message } from "./messages.ts";
import type { Target } from "./permission-terms.ts";
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

/**
 * What the table of permissions asks of a message that is a task, or may become one. @param studentsMay the class lets students make tasks
 * @param me public member id of the actor
 */
export function taskTarget({ meta }: Pick<Message, "meta">, me: string, studentsMay: boolean): Pick<Target, "task"> {
  const task = meta?.task;
  if (!task) return studentsMay ? { task: "free" } : {};
  return task.by === me ? { task: "made" } : task.to === me ? { task: "given" } : {};
}
