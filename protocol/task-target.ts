/** What permissions are decided over where a message is a task: apart from the schemas of tasks.ts, since the page asks it too. */
import type { Message } from "./messages.ts";
import type { Target } from "./permission-terms.ts";

/**
 * What the table of permissions asks of a message that is a task, or may become one. @param studentsMay the class lets students make tasks
 * @param me public member id of the actor
 */
export function taskTarget({ meta }: Pick<Message, "meta">, me: string, studentsMay: boolean): Pick<Target, "task"> {
  const task = meta?.task;
  if (!task) return studentsMay ? { task: "free" } : {};
  return task.by === me ? { task: "made" } : task.to === me ? { task: "given" } : {};
}
