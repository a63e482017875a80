/** Messages to be posted later: written, listed, changed, taken back, sent now. */
import * as v from "valibot";
import { MessageSchema } from "../messages.ts";
import { EditScheduledBody, ScheduleBody, ScheduledSchema } from "../scheduled.ts";
import type { Row } from "./route.ts";

const One = () => v.object({ scheduled: ScheduledSchema });

export const scheduled = {
  add: {
    method: "POST",
    path: "/channels/:channel/scheduled",
    needs: { channel: "post" },
    body: ScheduleBody,
    answer: One,
    status: 201,
    rate: { account: "scheduled" },
    since: "0.1",
    says: "the same `id` again gives the item that is there; its files are those that were uploaded for that `id`, and wait with it",
  },
  list: {
    method: "GET",
    path: "/workspaces/:workspace/scheduled",
    needs: { workspace: "readWorkspace" },
    answer: () => v.object({ scheduled: v.array(ScheduledSchema) }),
    since: "0.1",
    says: "all that I have waiting in this class, the next one first",
  },
  edit: {
    method: "PATCH",
    path: "/workspaces/:workspace/scheduled/:scheduled",
    // Mine alone; and where it goes, the handler asks for `post`, before it reads what is to change.
    needs: { workspace: "readWorkspace" },
    body: EditScheduledBody,
    order: ["permit"],
    answer: One,
    rate: { account: "scheduled" },
    since: "0.1",
    says: "a refused one waits again",
  },
  cancel: {
    method: "DELETE",
    path: "/workspaces/:workspace/scheduled/:scheduled",
    needs: { workspace: "readWorkspace" },
    answer: "nothing",
    since: "0.1",
    says: "taken back, with its files",
  },
  sendNow: {
    method: "POST",
    path: "/workspaces/:workspace/scheduled/:scheduled/send",
    needs: { workspace: "readWorkspace" },
    answer: () => v.object({ message: MessageSchema }),
    since: "0.1",
    says: "sent now; a repeated one goes on with its next time",
  },
} as const satisfies Record<string, Row>;
