/** Where a conversation in a class page leads: to threads over it, to other times of it, to who somebody is; and to nothing of the class beside it. */
import { dialogs } from "../base/dialogs/dialogs.svelte.ts";
import type { Ways } from "../conversation/context.ts";
import type { Running } from "./running.svelte.ts";
import type { VisitorClass } from "./visitor-class.svelte.ts";
import type { WidgetFrame } from "./widget-frame.svelte.ts";

/** @param running null: the first words are there, and nothing to do with them yet */
export const visitorWays = (frame: WidgetFrame, visitor: VisitorClass, running: () => Running | null): Ways => ({
  toProfile: (id) => {
    const member = visitor.member(id);
    if (member) void dialogs.open(() => import("./PersonDialog.svelte"), { member });
  },
  toDetails: () => undefined,
  toPeople: () => undefined,
  toPins: () => undefined,
  toThread: async (channel, message) => running()?.openThread(channel, message),
  leaveThread: () => {
    frame.thread = null;
    return Promise.resolve();
  },
  toTime: async (conversation, at) =>
    (await import("../features/time/register.ts")).openJump(visitor, conversation, at),
  toMessage: (conversation, seq) => conversation.openAt(seq, true),
  up: null,
  close: () => undefined,
});
