/** Tasks: a message that somebody has to see to. */
import ListTodo from "@lucide/svelte/icons/list-todo";
import ListX from "@lucide/svelte/icons/list-x";
import UserCheck from "@lucide/svelte/icons/user-check";
import { t } from "#texts/tasks";
import { dialogs } from "../../base/dialogs/dialogs.svelte.ts";
import { toasts } from "../../base/toasts/toasts.svelte.ts";
import type { MenuEntry } from "../../base/ui/menu.ts";
import type { Feature, MessageMenuContext } from "../../conversation/feature.ts";
import { mayWithTask } from "./may.ts";

function entries({ message, channel, conversation, workspace }: MessageMenuContext): MenuEntry[] {
  if (!mayWithTask(workspace, "makeTask", channel, message)) return [];
  const { acts } = conversation;
  const { seq, meta } = message;
  const on = (is: boolean) => acts.do(seq, { type: "task", on: is });
  const task = meta?.task;
  if (!task) return [{ label: t.make, icon: ListTodo, keepsFocus: true, run: () => on(true) }];
  const drop = () => {
    on(false);
    const back = () => acts.do(seq, { type: "task", on: true, to: task.to ?? null });
    toasts.say(t.dropped, { undo: back });
  };
  return [
    {
      label: t.giveTo,
      icon: UserCheck,
      run: () => void dialogs.open(() => import("./GiveDialog.svelte"), { message, channel, acts, workspace }),
    },
    { label: t.drop, icon: ListX, keepsFocus: true, run: drop },
  ];
}

export const tasks: Feature = { messageActions: [{ group: "further", entries }] };
