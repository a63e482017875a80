/** What I may do with a message as a task. */
import type { Message, MyChannel } from "../../../../../protocol/index.ts";
import { targetOf } from "../../../../../protocol/permissions.ts";
import { taskTarget } from "../../../../../protocol/task-target.ts";
import type { ConversationClass } from "../../conversation/context.ts";

export function mayWithTask(
  workspace: Pick<ConversationClass, "may" | "me" | "workspace">,
  action: "makeTask" | "finishTask",
  channel: MyChannel | undefined,
  message: Message,
): boolean {
  const me = workspace.me.id;
  const target = {
    ...targetOf(message, me),
    ...taskTarget(message, me, workspace.workspace.studentTasks === true),
  };
  return channel !== undefined && workspace.may(action, channel, target);
}
